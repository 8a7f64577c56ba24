//! The identity port.

use thiserror::Error;

use super::PortFuture;
use crate::{StoreError, Subject, Timestamp};

/// Knows whom a token stands for.
pub trait Identity: Send + Sync {
    /// Whom this token stands for.
    fn validate<'a>(&'a self, token: &'a str) -> PortFuture<'a, Result<Validated, IdentityError>>;

    /// Grows whenever a token that was valid may have ceased to be before its time, so that
    /// answers can be remembered.
    fn generation(&self) -> u64;
}

/// A valid token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validated {
    /// Whom it stands for; `is_admin` is for the policy to decide and is false here.
    pub subject: Subject,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Why nobody is known to call.
#[derive(Debug, Error)]
pub enum IdentityError {
    /// The token was not issued here, has ended, or was revoked.
    #[error("the token is not valid")]
    InvalidToken,
    /// The identity service failed; the token may be good.
    #[error("the identity service failed")]
    Failed(#[source] StoreError),
}
