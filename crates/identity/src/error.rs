//! What can go wrong with logins, tokens, changes and the documents of the identity.

use std::error;

use ferronova_compute::StoreError;

use crate::{DirectoryError, EntryKind};

/// The maximum length of a password, in bytes.
pub const LONGEST_PASSWORD: usize = 1024;

/// Why the identity could not be opened or installed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The documents hold no directory: nothing was ever installed.
    #[error("there is no directory of users and projects")]
    NoDirectory,
    /// A document can't be read.
    #[error("the document {name} is damaged")]
    Damaged {
        /// Its name.
        name: String,
    },
    /// A document was written by a newer version of this program.
    #[error("the document {name} has format {version}, which this version does not know")]
    NewerVersion {
        /// Its name.
        name: String,
        /// The version of its format.
        version: u8,
    },
    /// The directory contradicts itself.
    #[error("the directory of users and projects is wrong")]
    Directory(#[from] DirectoryError),
    /// The documents could not be read or written, or there were no random bytes.
    #[error("the identity service failed")]
    Failed(#[from] StoreError),
}

/// Why somebody gets no token, or a token is of no use.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// There is no such user, it is disabled, or the password is wrong; which of them is not said.
    #[error("no such user and password")]
    WrongCredentials,
    /// There is no such project, it is disabled, or the user has no role in it; which of them is
    /// not said.
    #[error("no such project for this user")]
    WrongProject,
    /// The token was not issued here, has ended, or was revoked.
    #[error("the token is not valid")]
    InvalidToken,
    /// Too many logins wait for their turn; a later one may succeed.
    #[error("too many logins at once")]
    Busy,
    /// The documents could not be written, or the machine failed; the details are for the log.
    #[error("the identity service failed")]
    Failed(#[from] StoreError),
}

/// Why who exists was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Something is named that does not exist.
    #[error("there is no {kind} `{name}`")]
    NoSuch {
        /// What it would be.
        kind: EntryKind,
        /// How it is named.
        name: String,
    },
    /// There is a user of that name already.
    #[error("there is a user `{name}` already")]
    Exists {
        /// The name.
        name: String,
    },
    /// The user does not have the role that is to be taken.
    #[error("user `{user}` was not given the role `{role}` in the project `{project}`")]
    NotGranted {
        /// The user.
        user: String,
        /// The role.
        role: String,
        /// The project.
        project: String,
    },
    /// The password is empty.
    #[error("the password is empty")]
    EmptyPassword,
    /// The password is longer than any may be.
    #[error("the password has {len} bytes; at most {LONGEST_PASSWORD} are accepted")]
    LongPassword {
        /// Its length in bytes.
        len: usize,
    },
    /// The directory would contradict itself.
    #[error("that can't be stored")]
    Directory(#[from] DirectoryError),
    /// The documents could not be written, or the machine failed.
    #[error("the identity service failed")]
    Failed(#[from] StoreError),
}

impl ChangeError {
    /// The machine failed.
    pub(crate) fn broken(source: impl error::Error + Send + Sync + 'static) -> Self {
        Self::Failed(StoreError::failed("changing users", source))
    }
}
