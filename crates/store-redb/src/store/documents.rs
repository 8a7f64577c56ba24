use ferronova_compute::{Documents, PortFuture, StoreError};

use super::{RedbStore, store_error};
use crate::{write::Batch, writer::size};

impl Documents for RedbStore {
    fn list(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.read("reading documents", |it| it.documents(prefix))
    }

    fn write(
        &self,
        written: Vec<(String, Vec<u8>)>,
        removed: Vec<String>,
    ) -> PortFuture<'_, Result<(), StoreError>> {
        const WHAT: &str = "writing documents";
        Box::pin(async move {
            let size = size::of_documents(&written);
            let work = move |it: &mut Batch<'_>| it.write_documents(&written, &removed);
            let stored = self.write(WHAT, size, work).await;
            stored.map_err(|it| store_error(WHAT, it))
        })
    }
}
