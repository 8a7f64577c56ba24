//! Errors of making, reading and restoring backups.

use std::{io, path::PathBuf};

use crate::OpenError;

/// Why a file is not a backup, or can't be read or copied.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file does not begin like a backup.
    #[error("it is not a backup made by Ferronova")]
    Foreign,
    /// A later version of Ferronova made the backup.
    #[error(
        "{what} has format {found}, and this version knows formats up to {known}: use a later \
         version of Ferronova"
    )]
    Newer {
        /// Names what has the unknown format: the backup, or the database in it.
        what: &'static str,
        found: u32,
        known: u32,
    },
    /// The end of the file is missing.
    #[error("it is cut short: use another backup")]
    CutShort,
    /// The bytes of the file are not those that were written.
    #[error("it is damaged before byte {at}: use another backup")]
    Damaged {
        /// The offset in bytes at which the damage was noticed.
        at: u64,
    },
    /// Reading the file failed.
    #[error("it can't be read to its end")]
    Unreadable { source: io::Error },
    /// Writing the copy failed.
    #[error("it can't be written")]
    Unwritable { source: io::Error },
}

/// Why no database was made from a backup. What the folder had before is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The folder has a database already, and it must not be replaced.
    #[error("{path} is there already")]
    Exists { path: PathBuf },
    /// The backup can't be used.
    #[error("the backup can't be used")]
    Backup(#[from] BackupError),
    /// The folder or the database in it can't be used.
    #[error("the data folder can't be used")]
    Open(#[from] OpenError),
}
