//! Checks the stored documents of the identity service.

use std::sync::Arc;

use actix_web::rt::System;
use ferronova_compute::{Documents, PortFuture, StoreError, SystemClock, error_chain};
use ferronova_identity::{EmbeddedIdentity, Settings};
use ferronova_store_redb::Finding;

/// Opens the identity service with these documents, as a start of the server would, and returns
/// what is wrong.
pub(super) fn check(documents: Vec<(String, Vec<u8>)>) -> Option<Finding> {
    // Folders of older versions, in which keys did not change daily, have one key in
    // `identity/key`.
    let keys = ["identity/keys", "identity/key"];
    if !documents.iter().any(|(name, _)| keys.contains(&&**name)) {
        return Some(Finding {
            what: "the keys that sign tokens are lost or damaged".to_owned(),
            consequence: "tokens are not valid any more",
        });
    }
    let documents = Arc::new(DocumentsInMemory(documents));
    let opening = EmbeddedIdentity::open(documents, Arc::new(SystemClock), Settings::default());
    let error = System::new().block_on(opening).err()?;
    Some(Finding {
        what: format!("what the identity kept is damaged ({})", error_chain(&error)),
        consequence: "the server does not start",
    })
}

/// Documents in memory, which ignore writes.
struct DocumentsInMemory(Vec<(String, Vec<u8>)>);

impl Documents for DocumentsInMemory {
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
