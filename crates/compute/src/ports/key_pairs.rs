//! Storage of key pairs.

use super::PortFuture;
use crate::{Error, KeyPair, StoreError};

/// Stores key pairs.
pub trait KeyPairs: Send + Sync {
    /// The key pairs of a user, sorted by name.
    fn key_pairs<'a>(
        &'a self,
        user_id: &'a str,
    ) -> PortFuture<'a, Result<Vec<KeyPair>, StoreError>>;

    /// Finds the key pair of a user that has this name.
    fn find_key_pair<'a>(
        &'a self,
        user_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<Option<KeyPair>, StoreError>>;

    /// Stores a new key pair and returns it with its id. `most` is the maximum number per user.
    ///
    /// # Errors
    ///
    /// - [`KeyPairError::TooMany`](crate::KeyPairError::TooMany) if the user has `most` key pairs.
    /// - [`KeyPairError::Exists`](crate::KeyPairError::Exists) if the user has a key pair of that
    ///   name.
    fn create_key_pair(
        &self,
        key_pair: KeyPair,
        most: usize,
    ) -> PortFuture<'_, Result<KeyPair, Error>>;

    /// Deletes the user's key pair that has this name.
    fn delete_key_pair<'a>(
        &'a self,
        user_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<(), Error>>;
}
