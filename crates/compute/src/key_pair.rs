//! Key pairs: the keys whose owner is let into a server.

use thiserror::Error;

use crate::{Timestamp, ssh_key};

/// How many key pairs a user may have.
pub const MAX_KEY_PAIRS: usize = 100;

/// A key pair of a user, whatever project the user works in; its private half is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPair {
    /// Nova's integer id: the order of creation. The store gives it; 0 before.
    pub id: u64,
    /// The user it belongs to.
    pub user_id: String,
    /// Its name, which no other key pair of the user has.
    pub name: String,
    /// The public key, as it was sent.
    pub public_key: String,
    /// The fingerprint of the public key.
    pub fingerprint: String,
    /// When it was created, in whole seconds.
    pub created: Timestamp,
}

/// What can be wrong with a key pair that a request names or makes.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyPairError {
    /// A new server asks for one that does not exist.
    #[error("the key pair for a new server was not found")]
    NotForServer,
    /// There is none of that name.
    #[error("user {user_id} has no key pair {name}")]
    NotFound {
        /// The key pair as it was named.
        name: String,
        /// The user it was looked for with.
        user_id: String,
    },
    /// A new one has the name of another one of its user.
    #[error("the user has a key pair {name} already")]
    Exists {
        /// Which name.
        name: String,
    },
    /// A new one has a name or a public key that can't be one.
    #[error("{0}")]
    Invalid(KeyPairFlaw),
    /// A user has as many as there may be.
    #[error("the user has as many key pairs as there may be")]
    TooMany,
}

/// What makes a new key pair none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyPairFlaw {
    /// The public key has no fingerprint, since it is none.
    #[error("the public key can't be read")]
    NoFingerprint,
    /// The name has characters that it can't have.
    #[error("the name has characters that it can't have")]
    UnsafeName,
    /// The name is empty or too long.
    #[error("the name is empty or too long")]
    NameLength,
}

impl KeyPair {
    /// The key pair with this public key; nothing if that is none.
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
