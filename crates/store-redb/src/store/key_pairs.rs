use ferronova_compute::{Error, KeyPair, KeyPairs, PortFuture, StoreError};

use super::RedbStore;
use crate::{write::Batch, writer::size};

impl KeyPairs for RedbStore {
    fn key_pairs<'a>(
        &'a self,
        user_id: &'a str,
    ) -> PortFuture<'a, Result<Vec<KeyPair>, StoreError>> {
        Box::pin(async move { self.read("reading key pairs", |it| it.key_pairs(user_id)) })
    }

    fn find_key_pair<'a>(
        &'a self,
        user_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<Option<KeyPair>, StoreError>> {
        Box::pin(
            async move { self.read("reading a key pair", |it| it.find_key_pair(user_id, name)) },
        )
    }

    fn create_key_pair(
        &self,
        key_pair: KeyPair,
        most: usize,
    ) -> PortFuture<'_, Result<KeyPair, Error>> {
        let work = move |it: &mut Batch<'_>| it.create_key_pair(key_pair, most);
        Box::pin(self.write("storing a key pair", size::ROW, work))
    }

    fn delete_key_pair<'a>(
        &'a self,
        user_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<(), Error>> {
        let (user_id, name) = (user_id.to_owned(), name.to_owned());
        let work = move |it: &mut Batch<'_>| it.delete_key_pair(user_id, name);
        Box::pin(self.write("removing a key pair", size::NOTHING, work))
    }
}
