//! What can go wrong with logins, tokens, changes and the documents of the identity.

use std::{error, fmt};

use ferronova_compute::StoreError;

use crate::{DirectoryError, Kind};

/// The maximum length of a password, in bytes.
pub const LONGEST_PASSWORD: usize = 1024;

/// Why the identity could not be opened or installed.
#[derive(Debug)]
pub enum OpenError {
    /// The documents hold no directory: nothing was ever installed.
    NoDirectory,
    /// A document can't be read.
    Damaged {
        /// Its name.
        name: String,
    },
    /// A document was written by a newer version of this program.
    NewerVersion {
        /// Its name.
        name: String,
        /// The version of its format.
        version: u8,
    },
    /// The directory contradicts itself.
    Directory(DirectoryError),
    /// The documents could not be read or written, or there were no random bytes.
    Failed(StoreError),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDirectory => f.write_str("there is no directory of users and projects"),
            Self::Damaged { name } => write!(f, "the document {name} is damaged"),
            Self::NewerVersion { name, version } => write!(
                f,
                "the document {name} has format {version}, which this version does not know"
            ),
            Self::Directory(_) => f.write_str("the directory of users and projects is wrong"),
            Self::Failed(_) => f.write_str("the identity service failed"),
        }
    }
}

impl error::Error for OpenError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Directory(source) => Some(source),
            Self::Failed(source) => Some(source),
            Self::NoDirectory | Self::Damaged { .. } | Self::NewerVersion { .. } => None,
        }
    }
}

impl From<DirectoryError> for OpenError {
    fn from(error: DirectoryError) -> Self {
        Self::Directory(error)
    }
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// Why somebody gets no token, or a token is of no use.
#[derive(Debug)]
pub enum AuthError {
    /// There is no such user, it is disabled, or the password is wrong; which of them is not said.
    WrongCredentials,
    /// There is no such project, it is disabled, or the user has no role in it; which of them is
    /// not said.
    WrongProject,
    /// The token was not issued here, has ended, or was revoked.
    InvalidToken,
    /// Too many logins wait for their turn; a later one may succeed.
    Busy,
    /// The documents could not be written, or the machine failed; the details are for the log.
    Failed(StoreError),
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WrongCredentials => "no such user and password",
            Self::WrongProject => "no such project for this user",
            Self::InvalidToken => "the token is not valid",
            Self::Busy => "too many logins at once",
            Self::Failed(_) => "the identity service failed",
        })
    }
}

impl error::Error for AuthError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Failed(source) => Some(source),
            Self::WrongCredentials | Self::WrongProject | Self::InvalidToken | Self::Busy => None,
        }
    }
}

impl From<StoreError> for AuthError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// Why who exists was not changed.
#[derive(Debug)]
pub enum ChangeError {
    /// Something is named that does not exist.
    NoSuch {
        /// What it would be.
        kind: Kind,
        /// How it is named.
        name: String,
    },
    /// There is a user of that name already.
    Exists {
        /// The name.
        name: String,
    },
    /// The user does not have the role that is to be taken.
    NotGranted {
        /// The user.
        user: String,
        /// The role.
        role: String,
        /// The project.
        project: String,
    },
    /// The password is empty.
    EmptyPassword,
    /// The password is longer than any may be.
    LongPassword {
        /// Its length in bytes.
        len: usize,
    },
    /// The directory would contradict itself.
    Directory(DirectoryError),
    /// The documents could not be written, or the machine failed.
    Failed(StoreError),
}

impl ChangeError {
    /// The machine failed.
    pub(crate) fn broken(source: impl error::Error + Send + Sync + 'static) -> Self {
        Self::Failed(StoreError::failed("changing users", source))
    }
}

impl fmt::Display for ChangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuch { kind, name } => write!(f, "there is no {kind} `{name}`"),
            Self::Exists { name } => write!(f, "there is a user `{name}` already"),
            Self::NotGranted { user, role, project } => write!(
                f,
                "user `{user}` was not given the role `{role}` in the project `{project}`"
            ),
            Self::EmptyPassword => f.write_str("the password is empty"),
            Self::LongPassword { len } => {
                write!(f, "the password has {len} bytes; at most {LONGEST_PASSWORD} are accepted")
            }
            Self::Directory(_) => f.write_str("that can't be stored"),
            Self::Failed(_) => f.write_str("the identity service failed"),
        }
    }
}

impl error::Error for ChangeError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Directory(source) => Some(source),
            Self::Failed(source) => Some(source),
            Self::NoSuch { .. }
            | Self::Exists { .. }
            | Self::NotGranted { .. }
            | Self::EmptyPassword
            | Self::LongPassword { .. } => None,
        }
    }
}

impl From<DirectoryError> for ChangeError {
    fn from(error: DirectoryError) -> Self {
        Self::Directory(error)
    }
}

impl From<StoreError> for ChangeError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}
