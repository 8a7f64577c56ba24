//! Key pairs of users.

use super::Compute;
use crate::{Error, KeyPair, KeyPairError, KeyPairFlaw, MAX_KEY_PAIRS, Request};

/// Maximum length of a key pair's name, in characters.
const MAX_NAME: usize = 255;

/// These operations act only on the caller's own key pairs, even for administrators.
impl Compute {
    /// The caller's key pairs, sorted by name.
    pub async fn list_key_pairs(&self, request: Request<'_>) -> Result<Vec<KeyPair>, Error> {
        Ok(self.ports.key_pairs.key_pairs(&request.caller.user_id).await?)
    }

    /// A key pair of the caller.
    pub async fn show_key_pair(&self, request: Request<'_>, name: &str) -> Result<KeyPair, Error> {
        let user_id = &request.caller.user_id;
        let found = self.ports.key_pairs.find_key_pair(user_id, name).await?;
        found.ok_or_else(|| {
            Error::KeyPair(KeyPairError::NotFound {
                name: name.to_owned(),
                user_id: user_id.clone(),
            })
        })
    }

    /// Fails if the caller can't add a key pair with this name now. Callers check this before they
    /// generate a key, which takes long.
    pub async fn check_new_key_pair(&self, request: Request<'_>, name: &str) -> Result<(), Error> {
        check_name(name)?;
        let known = self.ports.key_pairs.key_pairs(&request.caller.user_id).await?;
        if known.len() >= MAX_KEY_PAIRS {
            return Err(KeyPairError::TooMany.into());
        }
        if known.iter().any(|it| it.name == name) {
            return Err(KeyPairError::Exists { name: name.to_owned() }.into());
        }
        Ok(())
    }

    /// Stores a public key of the caller under a name.
    ///
    /// # Errors
    ///
    /// [`KeyPairError::Invalid`], then [`KeyPairError::TooMany`] or [`KeyPairError::Exists`].
    pub async fn import_key_pair(
        &self,
        request: Request<'_>,
        name: String,
        public_key: String,
    ) -> Result<KeyPair, Error> {
        check_name(&name)?;
        let user_id = &request.caller.user_id;
        // The store checks this again. Here it makes `TooMany` come before the errors below.
        if self.ports.key_pairs.key_pairs(user_id).await?.len() >= MAX_KEY_PAIRS {
            return Err(KeyPairError::TooMany.into());
        }
        let now = self.clock.now();
        let new = KeyPair::new(user_id, name, public_key, now);
        let new = new.ok_or(KeyPairError::Invalid(KeyPairFlaw::NoFingerprint))?;
        self.ports.key_pairs.create_key_pair(new, MAX_KEY_PAIRS).await
    }

    /// Deletes a key pair of the caller. Servers that were created with it keep its name.
    pub async fn delete_key_pair(&self, request: Request<'_>, name: &str) -> Result<(), Error> {
        self.ports.key_pairs.delete_key_pair(&request.caller.user_id, name).await
    }
}

fn check_name(name: &str) -> Result<(), Error> {
    let is_safe = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-' | ' ');
    if !name.chars().all(is_safe) {
        return Err(KeyPairError::Invalid(KeyPairFlaw::UnsafeName).into());
    }
    if !(1..=MAX_NAME).contains(&name.len()) {
        return Err(KeyPairError::Invalid(KeyPairFlaw::NameLength).into());
    }
    Ok(())
}
