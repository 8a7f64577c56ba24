//! Creates and opens the files of a database, and finds out who may read them.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use crate::open_error::OpenError;

/// The name of the database file in a data folder.
pub(crate) const FILE_NAME: &str = "ferronova.redb";

/// The name of the database file until the database is complete.
pub(crate) const UNFINISHED: &str = "ferronova.redb.new";

/// Creates a file that only its owner may read and write. Never follows a link.
///
/// # Errors
///
/// [`io::ErrorKind::AlreadyExists`] if anything has that name.
pub fn create_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    // The file has the keys and password hashes of the built-in identity.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Opens the database file for reading and writing, creating it if it is missing.
pub(crate) fn open_file(path: &Path) -> Result<File, OpenError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    // The file has the keys and password hashes of the built-in identity.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|source| OpenError::NotWritable { path: path.to_owned(), source })
}

/// Opens a file that a killed process may have left at `path`. Returns `None` if there is none.
/// Does not create the file, and does not wait for its lock.
///
/// # Errors
///
/// Fails in these cases:
///
/// - What is at `path` is not a file, and so was not left by this program.
/// - The file can't be opened.
pub fn open_leftover(path: &Path) -> io::Result<Option<File>> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
        Ok(found) if !found.is_file() => return Err(in_the_way(path, &found)),
        Ok(_) => {}
    }
    match OpenOptions::new().read(true).write(true).open(path) {
        // If the file was replaced or deleted after the first look, there is no leftover any more.
        Ok(file) => Ok(is_file_at(&file, path)?.then_some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn in_the_way(path: &Path, found: &Metadata) -> io::Error {
    let what = if found.is_dir() {
        "a folder"
    } else if found.is_symlink() {
        "a link"
    } else {
        "not a file"
    };
    let path = path.display();
    io::Error::other(format!("{path} is {what}, which Ferronova did not leave there: move it away"))
}

/// Whether `path` leads to the file that is open as `file`. A symbolic link to that file does not
/// count.
#[cfg(unix)]
pub fn is_file_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let opened = file.metadata()?;
    match fs::symlink_metadata(path) {
        Ok(found) => Ok((found.dev(), found.ino()) == (opened.dev(), opened.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether `path` leads to the file that is open as `file`.
#[cfg(not(unix))]
pub fn is_file_at(_file: &File, path: &Path) -> io::Result<bool> {
    // Outside of Unix an open file can't be replaced.
    Ok(path.exists())
}

/// Returns the database file of a folder and the file's mode, if users other than its owner may
/// access the file; otherwise `None`.
#[cfg(unix)]
#[must_use]
pub fn readable_by_others(folder: &Path) -> Option<(PathBuf, u32)> {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join(FILE_NAME);
    let mode = fs::metadata(&path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some((path, mode))
}

/// Returns `None`, since only Unix has file modes.
#[cfg(not(unix))]
#[must_use]
pub fn readable_by_others(_folder: &Path) -> Option<(PathBuf, u32)> {
    None
}

/// Syncs a folder, so that a new file in it is still there after a loss of power.
#[cfg(unix)]
pub(crate) fn keep_entry(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub(crate) fn keep_entry(_folder: &Path) -> io::Result<()> {
    Ok(())
}
