//! Reading flavors.

use super::{PortFuture, Slice};
use crate::{Flavor, StoreError};

/// Provides the flavors.
pub trait Flavors: Send + Sync {
    /// Finds the flavor with this id, even if it is disabled or private.
    fn find_flavor<'a>(&'a self, id: &'a str)
    -> PortFuture<'a, Result<Option<Flavor>, StoreError>>;

    /// Returns the next slice of all flavors, after the position `after`. If that is `None`, the
    /// slice starts with the first flavor.
    fn flavors(&self, after: Option<u64>) -> PortFuture<'_, Result<Slice<Flavor>, StoreError>>;
}
