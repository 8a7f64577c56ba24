//! Why a backup can't be used.

use std::{error, fmt, io, path::PathBuf};

use crate::OpenError;

/// Why something is no backup, or can't be read or copied as one.
#[derive(Debug)]
pub enum BackupError {
    /// It does not begin like one.
    Foreign,
    /// A later version of Ferronova made it.
    Newer {
        /// What is of that version.
        what: &'static str,
        /// The version it has.
        found: u32,
        /// The latest version known here.
        known: u32,
    },
    /// It ends before its end.
    CutShort,
    /// Its bytes are not those that were written.
    Damaged {
        /// Where in it the damage was noticed, in bytes from its beginning.
        at: u64,
    },
    /// Reading it failed.
    Unreadable {
        /// Why.
        source: io::Error,
    },
    /// Writing the copy failed.
    Unwritable {
        /// Why.
        source: io::Error,
    },
}

impl fmt::Display for BackupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => f.write_str("it is not a backup made by Ferronova"),
            Self::Newer { what, found, known } => write!(
                f,
                "{what} has format {found}, and this version knows formats up to {known}: use a \
                 later version of Ferronova"
            ),
            Self::CutShort => f.write_str("it is cut short: use another backup"),
            Self::Damaged { at } => {
                write!(f, "it is damaged before byte {at}: use another backup")
            }
            Self::Unreadable { .. } => f.write_str("it can't be read to its end"),
            Self::Unwritable { .. } => f.write_str("it can't be written"),
        }
    }
}

impl error::Error for BackupError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Unreadable { source } | Self::Unwritable { source } => Some(source),
            Self::Foreign | Self::Newer { .. } | Self::CutShort | Self::Damaged { .. } => None,
        }
    }
}

/// Why no database was made from a backup. What was in the folder is as it was.
#[derive(Debug)]
pub enum RestoreError {
    /// The folder has a database that must not be replaced.
    Exists {
        /// Its file.
        path: PathBuf,
    },
    /// The backup can't be used.
    Backup(BackupError),
    /// The folder or the database in it can't be used.
    Open(OpenError),
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists { path } => write!(f, "{} is there already", path.display()),
            Self::Backup(_) => f.write_str("the backup can't be used"),
            Self::Open(_) => f.write_str("the data folder can't be used"),
        }
    }
}

impl error::Error for RestoreError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Exists { .. } => None,
            Self::Backup(source) => Some(source),
            Self::Open(source) => Some(source),
        }
    }
}

impl From<BackupError> for RestoreError {
    fn from(error: BackupError) -> Self {
        Self::Backup(error)
    }
}

impl From<OpenError> for RestoreError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}
