//! Tokens that were revoked before they ended.

use std::{
    collections::BTreeSet,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use ferronova_compute::Timestamp;

use crate::{ids::AuditId, token::Token};

/// The revoked tokens, as far as they have not ended anyway.
pub(crate) struct Revocations {
    /// By end first, so that those that ended lie together.
    revoked: RwLock<BTreeSet<(Timestamp, AuditId)>>,
    generation: AtomicU64,
}

impl Revocations {
    pub(crate) fn new(revoked: impl IntoIterator<Item = (AuditId, Timestamp)>) -> Self {
        let revoked = revoked.into_iter().map(|(id, ends)| (ends, id)).collect();
        Self { revoked: RwLock::new(revoked), generation: AtomicU64::new(0) }
    }

    pub(crate) fn contains(&self, token: &Token) -> bool {
        let revoked = self.revoked.read().unwrap_or_else(PoisonError::into_inner);
        revoked.contains(&(token.expires_at, token.audit_id))
    }

    /// Revokes a token, and says whether it was not revoked before.
    pub(crate) fn add(&self, token: &Token) -> bool {
        let mut revoked = self.revoked.write().unwrap_or_else(PoisonError::into_inner);
        let is_new = revoked.insert((token.expires_at, token.audit_id));
        drop(revoked);
        // Only now: whoever reads the new generation finds the token revoked.
        self.generation.fetch_add(1, Ordering::Release);
        is_new
    }

    /// Takes a revocation back that could not be written.
    pub(crate) fn remove(&self, token: &Token) {
        let mut revoked = self.revoked.write().unwrap_or_else(PoisonError::into_inner);
        revoked.remove(&(token.expires_at, token.audit_id));
    }

    /// Forgets the tokens that have ended, and says which.
    pub(crate) fn take_ended(&self, now: Timestamp) -> Vec<AuditId> {
        let mut revoked = self.revoked.write().unwrap_or_else(PoisonError::into_inner);
        let mut ended = Vec::new();
        while let Some(&(ends, id)) = revoked.first()
            && ends <= now
        {
            revoked.pop_first();
            ended.push(id);
        }
        ended
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }
}
