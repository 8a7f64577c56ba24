//! Reading networks.

use uuid::Uuid;

use super::{PortFuture, Slice};
use crate::{Network, StoreError};

/// Provides the networks on which servers get fixed addresses.
pub trait Networks: Send + Sync {
    /// Finds the network with this id.
    fn find_network(&self, id: Uuid) -> PortFuture<'_, Result<Option<Network>, StoreError>>;

    /// Returns the next slice of all networks, after the position `after`. If that is `None`, the
    /// slice starts with the first network.
    fn networks(&self, after: Option<u64>) -> PortFuture<'_, Result<Slice<Network>, StoreError>>;
}
