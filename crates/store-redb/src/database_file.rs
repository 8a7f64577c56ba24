//! The files of a database: creating them, and who may read them.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use crate::open_error::OpenError;

/// The database file in a data folder.
pub(crate) const FILE_NAME: &str = "ferronova.redb";

/// The name of the database file until it is complete.
pub(crate) const UNFINISHED: &str = "ferronova.redb.new";

/// Creates a file that only its owner may read. Never follows a link.
///
/// # Errors
///
/// [`io::ErrorKind::AlreadyExists`] if anything has that name.
pub fn create_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    // It holds the keys and password hashes of the built-in identity.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Opens the database file for reading and writing, creating it if it is missing.
pub(crate) fn open_file(path: &Path) -> Result<File, OpenError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    // It holds the keys and password hashes of the built-in identity.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|source| OpenError::NotWritable { path: path.to_owned(), source })
}

/// Opens the file that a killed process may have left under that name; `None` if there is none. It
/// is not created, and its lock is not waited for.
///
/// # Errors
///
/// If it is not a file, so that no process of ours can have left it, or can't be opened.
pub fn open_leftover(path: &Path) -> io::Result<Option<File>> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
        Ok(found) if !found.is_file() => return Err(in_the_way(path, &found)),
        Ok(_) => {}
    }
    match OpenOptions::new().read(true).write(true).open(path) {
        // A file that was replaced in between is not a leftover, and one that is gone is none any
        // more.
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

/// Whether `path` is this open file itself, and not a link to it.
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

/// Whether `path` is this open file.
#[cfg(not(unix))]
pub fn is_file_at(_file: &File, path: &Path) -> io::Result<bool> {
    // Outside of Unix an open file can't be replaced.
    Ok(path.exists())
}

/// The database file of a folder and its mode, if others than its owner may read it.
#[cfg(unix)]
#[must_use]
pub fn readable_by_others(folder: &Path) -> Option<(PathBuf, u32)> {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join(FILE_NAME);
    let mode = fs::metadata(&path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some((path, mode))
}

/// `None`: file modes are a thing of Unix.
#[cfg(not(unix))]
#[must_use]
pub fn readable_by_others(_folder: &Path) -> Option<(PathBuf, u32)> {
    None
}

/// Makes the entry of a new file in its folder durable.
#[cfg(unix)]
pub(crate) fn keep_entry(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub(crate) fn keep_entry(_folder: &Path) -> io::Result<()> {
    Ok(())
}
