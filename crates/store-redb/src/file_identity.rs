//! Tells whether the path of a database still leads to the file that is open.
//!
//! On Unix a file can be deleted or replaced while it is open. Everything that is written to the
//! open file from then on is lost: the next start finds no file, or the file of another process.

use std::{
    fs::Metadata,
    io,
    path::{Path, PathBuf},
};

/// The path at which a file was opened, and which file that was.
#[derive(Debug)]
pub(crate) struct FileIdentity {
    path: PathBuf,
    /// The device and the inode of the file.
    #[cfg(unix)]
    opened: (u64, u64),
}

impl FileIdentity {
    #[cfg(unix)]
    pub(crate) fn new(path: &Path, opened: &Metadata) -> Self {
        Self { path: path.to_owned(), opened: identity(opened) }
    }

    #[cfg(not(unix))]
    pub(crate) fn new(path: &Path, _opened: &Metadata) -> Self {
        Self { path: path.to_owned() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the path still leads to the file.
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

    /// Outside of Unix an open file can't be replaced.
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
