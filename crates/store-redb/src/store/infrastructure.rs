//! The ports of flavors, networks and hypervisors, which are all in memory.

use std::future::ready;

use ferronova_compute::{
    Flavor, Flavors, Hypervisor, Hypervisors, Network, Networks, PortFuture, Slice, StoreError,
};
use uuid::Uuid;

use super::RedbStore;

/// Maximum number of items in a slice.
const SLICE: usize = 1000;

impl Flavors for RedbStore {
    fn find_flavor<'a>(
        &'a self,
        id: &'a str,
    ) -> PortFuture<'a, Result<Option<Flavor>, StoreError>> {
        Box::pin(ready(Ok(self.state.infrastructure().find_flavor(id).cloned())))
    }

    fn flavors(&self, after: Option<u64>) -> PortFuture<'_, Result<Slice<Flavor>, StoreError>> {
        Box::pin(ready(Ok(slice(&self.state.infrastructure().flavors, after))))
    }
}

impl Networks for RedbStore {
    fn find_network(&self, id: Uuid) -> PortFuture<'_, Result<Option<Network>, StoreError>> {
        Box::pin(ready(Ok(self.state.infrastructure().find_network(id).cloned())))
    }

    fn networks(&self, after: Option<u64>) -> PortFuture<'_, Result<Slice<Network>, StoreError>> {
        Box::pin(ready(Ok(slice(&self.state.infrastructure().networks, after))))
    }
}

impl Hypervisors for RedbStore {
    fn find_hypervisor(&self, id: u64) -> PortFuture<'_, Result<Option<Hypervisor>, StoreError>> {
        Box::pin(ready(Ok(self.state.infrastructure().find_hypervisor(id).cloned())))
    }

    fn hypervisors_of<'a>(
        &'a self,
        host: &'a str,
    ) -> PortFuture<'a, Result<Vec<Hypervisor>, StoreError>> {
        let infrastructure = self.state.infrastructure();
        let managed = infrastructure.hypervisors.iter().filter(|it| it.host == host);
        Box::pin(ready(Ok(managed.cloned().collect())))
    }

    fn hypervisors(
        &self,
        after: Option<u64>,
    ) -> PortFuture<'_, Result<Slice<Hypervisor>, StoreError>> {
        Box::pin(ready(Ok(slice(&self.state.infrastructure().hypervisors, after))))
    }
}

/// The items after a position. The position of an item is its place in `all`, counted from 1.
fn slice<T: Clone>(all: &[T], after: Option<u64>) -> Slice<T> {
    let begin = after.map_or(0, |it| usize::try_from(it).unwrap_or(usize::MAX));
    let rest = all.get(begin..).unwrap_or_default();
    let items: Vec<T> = rest.iter().take(SLICE).cloned().collect();
    let next = (items.len() < rest.len()).then(|| (begin + items.len()) as u64);
    Slice { items, next }
}
