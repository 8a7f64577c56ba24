//! Creates and deletes key pairs.

use ferronova_compute::{Error, KeyPair, KeyPairError, StoreError};
use redb::ReadableTable as _;

use super::batch::{Batch, Refusal};
use crate::{
    engine_error::EngineError,
    records::{self, KeyPairTally},
    snapshot,
};

impl Batch<'_> {
    /// Creates a key pair with a new id, if its user has no key pair of that name, and has fewer
    /// than `most` key pairs in all.
    pub(crate) fn create_key_pair(
        &mut self,
        key_pair: KeyPair,
        most: usize,
    ) -> Result<KeyPair, Refusal> {
        let KeyPair { user_id, name, .. } = &key_pair;
        let table = self.tables.key_pairs()?;
        if snapshot::rows_of_user(table, user_id)?.take(most).count() >= most {
            return Err(Refusal::Refused(Error::KeyPair(KeyPairError::TooMany)));
        }
        if table.get((user_id.as_str(), name.as_str()))?.is_some() {
            return Err(Refusal::Refused(Error::KeyPair(KeyPairError::Exists {
                name: name.clone(),
            })));
        }
        let Some(id) = self.current.key_pairs.highest.checked_add(1) else {
            let error = StoreError::failed("storing a key pair", "there is no id left");
            return Err(Refusal::Refused(error.into()));
        };
        let key_pair = KeyPair { id, ..key_pair };
        self.write_key_pair(&key_pair)?;
        Ok(key_pair)
    }

    pub(crate) fn delete_key_pair(&mut self, user_id: String, name: String) -> Result<(), Refusal> {
        let table = self.tables.key_pairs()?;
        if table.remove((user_id.as_str(), name.as_str()))?.is_none() {
            return Err(Refusal::Refused(Error::KeyPair(KeyPairError::NotFound { name, user_id })));
        }
        self.tables.mark_dirty();
        let count = &mut self.current.key_pairs.count;
        *count = count.saturating_sub(1);
        Ok(())
    }

    /// Writes the key pairs of newly loaded content. The table of key pairs is empty.
    pub(super) fn write_all_key_pairs(&mut self, key_pairs: &[KeyPair]) -> Result<(), EngineError> {
        self.current.key_pairs = KeyPairTally::default();
        for key_pair in key_pairs {
            self.write_key_pair(key_pair)?;
        }
        Ok(())
    }

    /// Writes a new key pair. Its user must have no key pair of that name.
    fn write_key_pair(&mut self, key_pair: &KeyPair) -> Result<(), EngineError> {
        self.tables.mark_dirty();
        let row = records::encode_key_pair(key_pair)?;
        let key = (key_pair.user_id.as_str(), key_pair.name.as_str());
        self.tables.key_pairs()?.insert(key, row.as_slice())?;
        let KeyPairTally { count, highest } = self.current.key_pairs;
        self.current.key_pairs =
            KeyPairTally { count: count + 1, highest: highest.max(key_pair.id) };
        Ok(())
    }
}
