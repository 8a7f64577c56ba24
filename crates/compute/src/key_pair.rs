//! Key pairs: SSH keys that give their owner access to a server.

use thiserror::Error;

use crate::{Timestamp, ssh_key};

/// Maximum number of key pairs per user.
pub const MAX_KEY_PAIRS: usize = 100;

/// A key pair of a user, the same in all of the user's projects. The private key is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPair {
    /// Nova's integer id, in order of creation. 0 until the store sets it.
    pub id: u64,
    /// The user it belongs to.
    pub user_id: String,
    /// Its name, unique per user.
    pub name: String,
    /// The public key as the user sent it.
    pub public_key: String,
    /// The fingerprint of the public key.
    pub fingerprint: String,
    /// When it was created, in whole seconds.
    pub created: Timestamp,
}

/// Why a key pair can't be used or created.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyPairError {
    /// The key pair for a new server does not exist.
    #[error("the key pair for a new server was not found")]
    NotForServer,
    /// The user has no key pair of that name.
    #[error("user {user_id} has no key pair {name}")]
    NotFound {
        /// The name as the caller gave it.
        name: String,
        /// The user that was searched.
        user_id: String,
    },
    /// The user already has a key pair of that name.
    #[error("the user has a key pair {name} already")]
    Exists {
        /// The name.
        name: String,
    },
    /// The name or public key of a new key pair is invalid.
    #[error("{0}")]
    Invalid(KeyPairFlaw),
    /// The user already has the maximum number of key pairs.
    #[error("the user has the maximum number of key pairs")]
    TooMany,
}

/// Why a new key pair is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyPairFlaw {
    /// The public key can't be parsed, so it has no fingerprint.
    #[error("the public key can't be parsed")]
    NoFingerprint,
    /// The name contains characters that are not allowed.
    #[error("the name contains invalid characters")]
    UnsafeName,
    /// The name is empty or too long.
    #[error("the name is empty or too long")]
    NameLength,
}

impl KeyPair {
    /// Makes a key pair with this public key; `None` if the key can't be parsed.
    #[must_use]
    pub fn new(
        user_id: &str,
        name: String,
        public_key: String,
        created: Timestamp,
    ) -> Option<Self> {
        let fingerprint = ssh_key::fingerprint(&public_key)?;
        let (user_id, created) = (user_id.to_owned(), created.whole_second());
        Some(Self { id: 0, user_id, name, public_key, fingerprint, created })
    }
}
