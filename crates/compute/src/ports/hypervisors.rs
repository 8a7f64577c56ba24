//! Reading hypervisors.

use super::{PortFuture, Slice};
use crate::{Hypervisor, StoreError};

/// Provides the hypervisors.
pub trait Hypervisors: Send + Sync {
    /// Finds the hypervisor with this number.
    fn find_hypervisor(&self, id: u64) -> PortFuture<'_, Result<Option<Hypervisor>, StoreError>>;

    /// Returns the hypervisors that a compute host manages.
    fn hypervisors_of<'a>(
        &'a self,
        host: &'a str,
    ) -> PortFuture<'a, Result<Vec<Hypervisor>, StoreError>>;

    /// Returns the next slice of all hypervisors, after the position `after`. If that is `None`,
    /// the slice starts with the first hypervisor.
    fn hypervisors(
        &self,
        after: Option<u64>,
    ) -> PortFuture<'_, Result<Slice<Hypervisor>, StoreError>>;
}
