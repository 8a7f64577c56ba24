//! Reading flavors.

use super::{PortFuture, Slice};
use crate::{Flavor, StoreError};

/// Has the flavors.
pub trait Flavors: Send + Sync {
    /// The flavor with that id, even if it is disabled or private.
    fn find_flavor<'a>(&'a self, id: &'a str)
    -> PortFuture<'a, Result<Option<Flavor>, StoreError>>;

    /// The next slice of all flavors after a position; `None` to start with the first flavor.
    fn flavors(&self, after: Option<u64>) -> PortFuture<'_, Result<Slice<Flavor>, StoreError>>;
}
