//! Reading networks.

use uuid::Uuid;

use super::{PortFuture, Slice};
use crate::{Network, StoreError};

/// Has the networks that servers get fixed addresses on.
pub trait Networks: Send + Sync {
    /// The network with that id.
    fn find_network(&self, id: Uuid) -> PortFuture<'_, Result<Option<Network>, StoreError>>;

    /// The next slice of all networks after a position; `None` to start with the first network.
    fn networks(&self, after: Option<u64>) -> PortFuture<'_, Result<Slice<Network>, StoreError>>;
}
