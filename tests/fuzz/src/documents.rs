//! The documents of an identity service, in memory, written by hand.

use std::{
    collections::BTreeMap,
    future::{Future, ready},
    sync::Mutex,
};

use ferronova_compute::{Documents, PortFuture, StoreError};
use tokio::runtime::{Builder, Runtime};

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().build().expect("a runtime can be made");
}

/// Waits for a future.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    RUNTIME.with(|it| it.block_on(future))
}

/// Documents by name.
#[derive(Default)]
pub(crate) struct InMemory(Mutex<BTreeMap<String, Vec<u8>>>);

impl InMemory {
    /// These documents and one more.
    pub(crate) fn with(self, name: &str, content: Vec<u8>) -> Self {
        self.0.lock().expect("nobody panicked").insert(name.to_owned(), content);
        self
    }
}

impl Documents for InMemory {
    fn list(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let documents = self.0.lock().expect("nobody panicked");
        let found = documents.iter().filter(|(name, _)| name.starts_with(prefix));
        Ok(found.map(|(name, content)| (name.clone(), content.clone())).collect())
    }

    fn write(
        &self,
        written: Vec<(String, Vec<u8>)>,
        removed: Vec<String>,
    ) -> PortFuture<'_, Result<(), StoreError>> {
        let mut documents = self.0.lock().expect("nobody panicked");
        documents.extend(written);
        documents.retain(|name, _| !removed.contains(name));
        Box::pin(ready(Ok(())))
    }
}
