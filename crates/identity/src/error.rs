//! Errors of logins, tokens, changes and the documents of the identity.

use std::error;

use ferronova_compute::StoreError;

use crate::{DirectoryError, EntryKind};

/// Maximum length of a password, in bytes.
pub const LONGEST_PASSWORD: usize = 1024;

/// Why the identity could not be opened or installed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no directory, as the identity was never installed.
    #[error("there is no directory of users and projects")]
    NoDirectory,
    #[error("the document {name} is damaged")]
    Damaged { name: String },
    /// A newer version of this program wrote the document.
    #[error("the document {name} has format {version}, which this version does not know")]
    NewerVersion {
        name: String,
        /// The version of the document's format.
        version: u8,
    },
    #[error("the directory of users and projects is wrong")]
    Directory(#[from] DirectoryError),
    /// A document could not be read or written, or there were no random bytes.
    #[error("the identity service failed")]
    Failed(#[from] StoreError),
}

/// Why a login or a token is refused.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// The user does not exist or is disabled, or the password is wrong. Clients must not learn
    /// which.
    #[error("no such user and password")]
    WrongCredentials,
    /// The project does not exist or is disabled, or the user has no role in it. Clients must not
    /// learn which.
    #[error("no such project for this user")]
    WrongProject,
    /// The token was not issued here, has expired, or was revoked.
    #[error("the token is not valid")]
    InvalidToken,
    /// Too many logins are waiting.
    #[error("too many logins at once")]
    Busy,
    /// A document could not be written, or hashing failed. The details are for the log.
    #[error("the identity service failed")]
    Failed(#[from] StoreError),
}

/// Why the directory was not changed. A failed change changes nothing.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("there is no {kind} `{name}`")]
    NoSuch {
        kind: EntryKind,
        /// The name or id as the caller gave it.
        name: String,
    },
    #[error("there is a user `{name}` already")]
    Exists { name: String },
    #[error("user `{user}` was not given the role `{role}` in the project `{project}`")]
    NotGranted { user: String, role: String, project: String },
    #[error("the password is empty")]
    EmptyPassword,
    #[error("the password has {len} bytes; at most {LONGEST_PASSWORD} are accepted")]
    LongPassword {
        /// The length in bytes.
        len: usize,
    },
    /// The changed directory would be invalid.
    #[error("that can't be stored")]
    Directory(#[from] DirectoryError),
    /// A document could not be written, or hashing failed.
    #[error("the identity service failed")]
    Failed(#[from] StoreError),
}

impl ChangeError {
    pub(crate) fn failed(source: impl error::Error + Send + Sync + 'static) -> Self {
        Self::Failed(StoreError::failed("changing users", source))
    }
}
