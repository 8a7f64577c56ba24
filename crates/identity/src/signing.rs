//! Making, storing and dropping signing keys.

use std::sync::Arc;

use ferronova_compute::{StoreError, Timestamp};
use log::{debug, warn};

use crate::{
    ChangeError, EmbeddedIdentity,
    key_name::{KeyName, day_of},
    keys::{Keyring, SigningKey},
    stored,
};

impl EmbeddedIdentity {
    /// Returns the key for the day that contains `time`. For the first token of a day, this makes
    /// the key and waits until it is written, so that tokens stay valid even if the process is
    /// killed. If the key can't be written, it is used all the same, and writing is tried again
    /// later.
    pub(crate) async fn key_of_day(&self, time: Timestamp) -> Result<Arc<SigningKey>, StoreError> {
        let day = day_of(time);
        let name = KeyName::Day(day);
        if let Some(key) = self.keyring().find(name) {
            if self.pending_key_write.is_due(self.clock.monotonic())
                && let Ok(_changing) = self.changing.try_lock()
            {
                self.write_keys_or_warn().await;
            }
            return Ok(Arc::clone(key));
        }
        let _changing = self.changing.lock().await;
        let keyring = self.keyring();
        if let Some(key) = keyring.find(name) {
            return Ok(Arc::clone(key));
        }
        let keyring = keyring.with_day(day, self.clock.now(), self.lifetime())?;
        self.pending_key_write.begin(self.clock.monotonic());
        let key = keyring.find(name).map(Arc::clone);
        self.set_keyring(keyring);
        self.write_keys_or_warn().await;
        key.ok_or_else(|| StoreError::failed("making a key for tokens", "it was not kept"))
    }

    /// Makes all existing tokens invalid, durably.
    ///
    /// # Errors
    ///
    /// [`ChangeError::Failed`] if the change can't be written; the tokens then stay valid.
    pub async fn rotate_keys(self: &Arc<Self>) -> Result<(), ChangeError> {
        let identity = Arc::clone(self);
        self.run_to_completion(async move {
            let _changing = identity.changing.lock().await;
            let none = Keyring::default();
            let revoked = identity.revocations.without_key(&none);
            identity.write_keyring(&none).await?;
            identity.pending_key_write.end();
            // The revocations are dropped after the keys, so that no revoked token is valid in
            // between.
            identity.set_keyring(none);
            identity.revocations.forget(&revoked);
            debug!("ended every token");
            Ok(())
        })
        .await
    }

    async fn write_keys_or_warn(&self) {
        if let Err(error) = self.write_keys().await {
            warn!(
                "the keys of tokens can't be stored; tokens of today are valid until the process \
                 ends: {error}"
            );
        }
    }

    /// Stores the current keys, and drops the revocations of tokens whose keys are gone. The caller
    /// must hold `changing` if other tasks can change the keys.
    pub(crate) async fn write_keys(&self) -> Result<(), StoreError> {
        let keyring = self.keyring();
        let gone = self.revocations.without_key(&keyring);
        if let Err(error) = self.write_keyring(&keyring).await {
            self.pending_key_write.fail(self.clock.monotonic());
            return Err(error);
        }
        self.pending_key_write.end();
        self.revocations.forget(&gone);
        Ok(())
    }

    /// Stores the keys of `keyring`. Deletes the document of the legacy key, and the documents of
    /// revoked tokens whose keys are not in `keyring`.
    async fn write_keyring(&self, keyring: &Keyring) -> Result<(), StoreError> {
        let gone = self.revocations.without_key(keyring);
        let removed = gone.into_iter().map(stored::revocation_name);
        let removed = removed.chain([stored::LEGACY_KEY.to_owned()]).collect();
        self.documents.write(vec![stored::keys_document(keyring)], removed).await
    }
}
