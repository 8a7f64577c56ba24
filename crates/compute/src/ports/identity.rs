//! The identity port.

use thiserror::Error;

use super::PortFuture;
use crate::{StoreError, Subject, Timestamp};

/// Validates tokens.
pub trait Identity: Send + Sync {
    /// The subject that this token stands for.
    fn validate<'a>(&'a self, token: &'a str) -> PortFuture<'a, Result<Validated, IdentityError>>;

    /// Increases whenever a valid token may have become invalid before its expiry, so that results
    /// can be cached.
    fn generation(&self) -> u64;
}

/// The result of validating a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validated {
    /// The subject it stands for. `is_admin` is false here; the policy decides it.
    pub subject: Subject,
    /// When it expires.
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
