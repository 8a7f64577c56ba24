//! Reading hypervisors.

use super::{PortFuture, Slice};
use crate::{Hypervisor, StoreError};

/// Has the hypervisors.
pub trait Hypervisors: Send + Sync {
    /// The hypervisor with that number.
    fn find_hypervisor(&self, id: u64) -> PortFuture<'_, Result<Option<Hypervisor>, StoreError>>;

    /// The hypervisors that a compute host manages.
    fn hypervisors_of<'a>(
        &'a self,
        host: &'a str,
    ) -> PortFuture<'a, Result<Vec<Hypervisor>, StoreError>>;

    /// The next slice of all hypervisors after a position; `None` to start with the first
    /// hypervisor.
    fn hypervisors(
        &self,
        after: Option<u64>,
    ) -> PortFuture<'_, Result<Slice<Hypervisor>, StoreError>>;
}
