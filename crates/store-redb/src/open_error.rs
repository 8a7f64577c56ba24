//! Why the database of a folder can't be used.

use std::{
    error, fmt, io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use crate::failure::{Failure, panic_text};

/// Why the database of a folder can't be used. Nothing was changed on the disk then.
#[derive(Debug)]
pub enum OpenError {
    /// The folder does not exist and can't be made.
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file can't be made, or not be opened for writing.
    NotWritable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file can't be opened for reading.
    NotReadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// There is none.
    Missing {
        /// The file that is not there.
        path: PathBuf,
    },
    /// Another process has it open.
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// It is not a database, or not one any more.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A later version of Ferronova wrote it.
    Newer {
        /// The file.
        path: PathBuf,
        /// The format it has.
        found: u32,
        /// The latest format known here.
        known: u32,
    },
    /// Reading or writing it failed.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<dyn error::Error + Send + Sync>,
    },
    /// The thread that writes can't be started.
    Thread {
        /// Why not.
        source: io::Error,
    },
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder { path, source } => {
                let why = match source.kind() {
                    io::ErrorKind::AlreadyExists => "there is a file of that name; choose a folder",
                    io::ErrorKind::NotADirectory => {
                        "its path leads through a file; choose a folder"
                    }
                    _ => "choose a folder that this user may write to",
                };
                write!(f, "can't make the data folder {}: {why}", path.display())
            }
            Self::NotWritable { path, .. } => write!(
                f,
                "can't write to {}: let this user write to it, or choose another data folder",
                path.display()
            ),
            Self::NotReadable { path, .. } => {
                write!(f, "can't read {}: let this user read it", path.display())
            }
            Self::Missing { path } => {
                write!(f, "there is no {}: choose the data folder of a server", path.display())
            }
            Self::InUse { path } => write!(
                f,
                "{} is in use by another process: stop that process, or choose another data folder",
                path.display()
            ),
            Self::Damaged { path, reason } => write!(
                f,
                "{} is damaged ({reason}): restore it from a backup, or move it away to begin anew",
                path.display()
            ),
            Self::Newer { path, found, known } => write!(
                f,
                "{} has format {found}, and this version knows formats up to {known}: \
                 use a later version of Ferronova, or choose another data folder",
                path.display()
            ),
            Self::Unreadable { path, .. } => write!(
                f,
                "can't use {}: check the disk it lies on and how much of that is free",
                path.display()
            ),
            Self::Thread { .. } => f.write_str(
                "can't start the thread that writes: raise the limit of threads of this user",
            ),
        }
    }
}

impl error::Error for OpenError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Folder { source, .. }
            | Self::NotWritable { source, .. }
            | Self::NotReadable { source, .. }
            | Self::Thread { source } => Some(source),
            Self::Unreadable { source, .. } => Some(&**source),
            Self::Missing { .. }
            | Self::InUse { .. }
            | Self::Damaged { .. }
            | Self::Newer { .. } => None,
        }
    }
}

/// Runs `work` on the file at `path`, and says what is wrong with the file if it fails.
pub(crate) fn in_file<T>(
    path: &Path,
    work: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, OpenError> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(Failure::Panicked(panic_text(&*panic))))
        .map_err(|it| failed(path, it))
}

fn failed(path: &Path, failure: Failure) -> OpenError {
    let path = path.to_owned();
    let damaged = |reason: String, path| OpenError::Damaged { path, reason };
    match failure {
        Failure::Damaged(reason) | Failure::Panicked(reason) => damaged(reason, path),
        Failure::Disk(fault) => OpenError::Unreadable { path, source: fault.to_string().into() },
        Failure::Encoding(source) => OpenError::Unreadable { path, source: Box::new(source) },
        Failure::GivenUp | Failure::Displaced(_) => {
            OpenError::Unreadable { path, source: failure.to_string().into() }
        }
        Failure::Engine(error) => match *error {
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
