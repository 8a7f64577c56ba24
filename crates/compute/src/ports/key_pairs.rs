//! The key pairs of users.

use super::PortFuture;
use crate::{Error, KeyPair, StoreError};

/// Keeps key pairs.
pub trait KeyPairs: Send + Sync {
    /// The key pairs of a user, in the order of their names.
    fn key_pairs<'a>(
        &'a self,
        user_id: &'a str,
    ) -> PortFuture<'a, Result<Vec<KeyPair>, StoreError>>;

    /// The key pair of a user that has this name.
    fn find_key_pair<'a>(
        &'a self,
        user_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<Option<KeyPair>, StoreError>>;

    /// Stores a new key pair, of whose user there are `most` at most, and returns it with its id.
    ///
    /// # Errors
    ///
    /// [`KeyPairError::TooMany`](crate::KeyPairError::TooMany), and
    /// [`KeyPairError::Exists`](crate::KeyPairError::Exists) if the user has one of that name.
    fn create_key_pair(
        &self,
        key_pair: KeyPair,
        most: usize,
    ) -> PortFuture<'_, Result<KeyPair, Error>>;

    /// Removes the key pair of a user that has this name.
    ///
    /// # Errors
    ///
    /// [`KeyPairError::NotFound`](crate::KeyPairError::NotFound).
    fn delete_key_pair<'a>(
        &'a self,
        user_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<(), Error>>;
}
