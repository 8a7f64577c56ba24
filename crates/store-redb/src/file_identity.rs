//! Whether the name of a database still leads to the file that is open.
//!
//! On Unix a file can be deleted or replaced while it is open. Whoever goes on writing to it then
//! writes for nobody: the next start finds nothing, or what another process has made there.

use std::{
    fs::Metadata,
    io,
    path::{Path, PathBuf},
};

/// Where a file was opened.
#[derive(Debug)]
pub(crate) struct FileIdentity {
    path: PathBuf,
    #[cfg(unix)]
    opened: (u64, u64),
}

impl FileIdentity {
    /// The place of a file that was opened.
    #[cfg(unix)]
    pub(crate) fn new(path: &Path, opened: &Metadata) -> Self {
        Self { path: path.to_owned(), opened: identity(opened) }
    }

    /// The place of a file that was opened.
    #[cfg(not(unix))]
    pub(crate) fn new(path: &Path, _opened: &Metadata) -> Self {
        Self { path: path.to_owned() }
    }

    /// The name of the file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the name still leads to the file.
    ///
    /// # Errors
    ///
    /// If that can't be found out.
    #[cfg(unix)]
    pub(crate) fn is_in_place(&self) -> io::Result<bool> {
        match std::fs::metadata(&self.path) {
            Ok(found) => Ok(identity(&found) == self.opened),
            Err(error) => match error.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Ok(false),
                _ => Err(error),
            },
        }
    }

    /// An open file can't be replaced here.
    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "it can fail elsewhere")]
    pub(crate) fn is_in_place(&self) -> io::Result<bool> {
        Ok(true)
    }
}

#[cfg(unix)]
fn identity(file: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (file.dev(), file.ino())
}
