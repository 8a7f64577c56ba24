//! The identity port.

use thiserror::Error;

use super::PortFuture;
use crate::{StoreError, Subject, Timestamp};

/// Validates tokens.
pub trait Identity: Send + Sync {
    /// Validates a token, and returns the subject that it stands for.
    fn validate<'a>(&'a self, token: &'a str) -> PortFuture<'a, Result<Validated, IdentityError>>;

    /// A number that increases whenever a valid token may have become invalid before its expiry. It
    /// allows callers to cache results.
    fn generation(&self) -> u64;
}

/// The result of validating a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validated {
    /// The subject that the token stands for. Its `is_admin` is false; the policy decides later who
    /// is an administrator.
    pub subject: Subject,
    /// When the token expires.
    pub expires_at: Timestamp,
}

/// Why a token could not be validated.
#[derive(Debug, Error)]
pub enum IdentityError {
    /// The token was not issued by this identity service, has expired, or was revoked.
    #[error("the token is not valid")]
    InvalidToken,
    /// The identity service failed; the token may be valid.
    #[error("the identity service failed")]
    Failed(#[source] StoreError),
}
