//! Why the database of a folder can't be used.

use std::{
    error, io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use crate::engine_error::{EngineError, panic_text};

/// Why the database of a folder can't be used. Nothing on the disk was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder does not exist and can't be created.
    #[error("can't make the data folder {path}: {}", advice(.source))]
    Folder { path: PathBuf, source: io::Error },
    /// The database file can't be created, or can't be opened for writing.
    #[error("can't write to {path}: let this user write to it, or choose another data folder")]
    NotWritable { path: PathBuf, source: io::Error },
    /// The database file can't be opened for reading.
    #[error("can't read {path}: let this user read it")]
    NotReadable { path: PathBuf, source: io::Error },
    /// There is no database in the folder.
    #[error("there is no {path}: choose the data folder of a server")]
    Missing { path: PathBuf },
    /// Another process has the database open.
    #[error(
        "{path} is in use by another process: stop that process, or choose another data folder"
    )]
    InUse { path: PathBuf },
    /// The file is not a database, or is a damaged one.
    #[error(
        "{path} is damaged ({reason}): restore it from a backup, or move it away to start with an \
         empty database"
    )]
    Damaged { path: PathBuf, reason: String },
    /// A later version of Ferronova wrote the database.
    #[error(
        "{path} has format {found}, and this version knows formats up to {known}: \
         use a later version of Ferronova, or choose another data folder"
    )]
    Newer { path: PathBuf, found: u32, known: u32 },
    /// Reading or writing the database file failed.
    #[error("can't use {path}: check the disk it lies on and how much of that is free")]
    Unreadable { path: PathBuf, source: Box<dyn error::Error + Send + Sync> },
    /// The writer's thread can't be started.
    #[error("can't start the thread that writes: raise the limit of threads of this user")]
    Thread { source: io::Error },
}

/// Returns the advice for a user whose folder can't be created.
fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::AlreadyExists => "there is a file of that name; choose a folder",
        io::ErrorKind::NotADirectory => "its path leads through a file; choose a folder",
        _ => "choose a folder that this user may write to",
    }
}

/// Runs `work` on the file at `path`, and converts its errors and panics to an [`OpenError`] about
/// that file.
pub(crate) fn in_file<T>(
    path: &Path,
    work: impl FnOnce() -> Result<T, EngineError>,
) -> Result<T, OpenError> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(EngineError::Panicked(panic_text(&*panic))))
        .map_err(|it| failed(path, it))
}

fn failed(path: &Path, error: EngineError) -> OpenError {
    let path = path.to_owned();
    let damaged = |reason: String, path| OpenError::Damaged { path, reason };
    match error {
        EngineError::Damaged(reason) | EngineError::Panicked(reason) => damaged(reason, path),
        EngineError::Disk(fault) => {
            OpenError::Unreadable { path, source: fault.to_string().into() }
        }
        EngineError::Encoding(source) => OpenError::Unreadable { path, source: Box::new(source) },
        EngineError::Aborted | EngineError::Displaced(_) => {
            OpenError::Unreadable { path, source: error.to_string().into() }
        }
        EngineError::Redb(error) => match *error {
            redb::Error::DatabaseAlreadyOpen | redb::Error::LockProtocolMismatch => {
                OpenError::InUse { path }
            }
            redb::Error::Io(source) if tells_of_damage(&source) => {
                damaged(source.to_string(), path)
            }
            redb::Error::Io(source) => OpenError::Unreadable { path, source: Box::new(source) },
            error => damaged(error.to_string(), path),
        },
    }
}

fn tells_of_damage(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput
    )
}
