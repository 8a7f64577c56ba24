//! Tokens that were revoked before they expired.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use crate::{ids::AuditId, key_name::KeyName, keys::Keyring};

/// The revoked tokens, each with the key that signed it. A revocation is dropped together with its
/// key, and not when the token expires, since the clock can be set back.
pub(crate) struct Revocations(RwLock<HashMap<AuditId, KeyName>>);

impl Revocations {
    pub(crate) fn new(revoked: impl IntoIterator<Item = (AuditId, KeyName)>) -> Self {
        Self(RwLock::new(revoked.into_iter().collect()))
    }

    pub(crate) fn contains(&self, id: AuditId) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains_key(&id)
    }

    /// Revokes a token. Returns `false` if the token was revoked already.
    pub(crate) fn add(&self, id: AuditId, key: KeyName) -> bool {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(id, key).is_none()
    }

    /// Returns the audit ids of the revoked tokens whose keys are not in `keyring`. Such tokens
    /// can't become valid again.
    pub(crate) fn without_key(&self, keyring: &Keyring) -> Vec<AuditId> {
        let revoked = self.0.read().unwrap_or_else(PoisonError::into_inner);
        revoked.iter().filter(|(_, key)| !keyring.has(**key)).map(|(id, _)| *id).collect()
    }

    /// Drops the revocations of these tokens. Callers pass tokens whose keys are gone, and tokens
    /// whose revocations could not be written.
    pub(crate) fn forget(&self, ids: &[AuditId]) {
        let mut revoked = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for id in ids {
            revoked.remove(id);
        }
    }
}
