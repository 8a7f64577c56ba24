//! Why a backup can't be used.

use std::{io, path::PathBuf};

use crate::OpenError;

/// Why something is no backup, or can't be read or copied as one.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// It does not begin like one.
    #[error("it is not a backup made by Ferronova")]
    Foreign,
    /// A later version of Ferronova made it.
    #[error(
        "{what} has format {found}, and this version knows formats up to {known}: use a later \
         version of Ferronova"
    )]
    Newer {
        /// What is of that version.
        what: &'static str,
        /// The version it has.
        found: u32,
        /// The latest version known here.
        known: u32,
    },
    /// It ends before its end.
    #[error("it is cut short: use another backup")]
    CutShort,
    /// Its bytes are not those that were written.
    #[error("it is damaged before byte {at}: use another backup")]
    Damaged {
        /// Where in it the damage was noticed, in bytes from its beginning.
        at: u64,
    },
    /// Reading it failed.
    #[error("it can't be read to its end")]
    Unreadable {
        /// Why.
        source: io::Error,
    },
    /// Writing the copy failed.
    #[error("it can't be written")]
    Unwritable {
        /// Why.
        source: io::Error,
    },
}

/// Why no database was made from a backup. What was in the folder is as it was.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The folder has a database that must not be replaced.
    #[error("{path} is there already")]
    Exists {
        /// Its file.
        path: PathBuf,
    },
    /// The backup can't be used.
    #[error("the backup can't be used")]
    Backup(#[from] BackupError),
    /// The folder or the database in it can't be used.
    #[error("the data folder can't be used")]
    Open(#[from] OpenError),
}
