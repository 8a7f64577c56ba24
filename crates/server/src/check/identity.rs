//! Whether the identity can begin with what it kept.

use std::sync::Arc;

use actix_web::rt::System;
use ferronova_compute::{Documents, PortFuture, StoreError, SystemClock, error_chain};
use ferronova_identity::{EmbeddedIdentity, Settings};
use ferronova_store_redb::Finding;

/// Has the identity read its documents, as it does at a start.
pub(super) fn check(documents: Vec<(String, Vec<u8>)>) -> Option<Finding> {
    // The second is that of a folder that no server has opened since keys change daily.
    let keys = ["identity/keys", "identity/key"];
    if !documents.iter().any(|(name, _)| keys.contains(&&**name)) {
        return Some(Finding {
            what: "the keys that sign tokens are lost or damaged".to_owned(),
            consequence: "tokens are not valid any more",
        });
    }
    let documents = Arc::new(Kept(documents));
    let opening = EmbeddedIdentity::open(documents, Arc::new(SystemClock), Settings::default());
    let error = System::new().block_on(opening).err()?;
    Some(Finding {
        what: format!("what the identity kept is damaged ({})", error_chain(&error)),
        consequence: "the server does not start",
    })
}

/// Documents that were read. Nothing is written to them.
struct Kept(Vec<(String, Vec<u8>)>);

impl Documents for Kept {
    fn list(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        Ok(self.0.iter().filter(|(name, _)| name.starts_with(prefix)).cloned().collect())
    }

    fn write(
        &self,
        _written: Vec<(String, Vec<u8>)>,
        _removed: Vec<String>,
    ) -> PortFuture<'_, Result<(), StoreError>> {
        Box::pin(async { Ok(()) })
    }
}
