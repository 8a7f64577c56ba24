//! What only an engine of our own does with servers.

use std::sync::Arc;

use super::{Change, Content, ContentError, PortFuture};
use crate::{Census, Error, Infrastructure, Instance, StoreError, Timestamp};

/// Creates and removes servers, and knows what they are made from and which of them are worked on.
///
/// The database of another compute service has no such port: creating servers, and the work on
/// them, is that service's.
pub trait Lifecycle: Send + Sync {
    /// Stores new servers, all or none, and returns them as they were stored.
    ///
    /// # Errors
    ///
    /// [`NetworkError::AddressNotAvailable`](crate::NetworkError::AddressNotAvailable) if a wish
    /// for an address can't be fulfilled, and
    /// [`ImageError::TooManySnapshots`](crate::ImageError::TooManySnapshots).
    fn create(&self, servers: Vec<Change>) -> PortFuture<'_, Result<Vec<Instance>, Error>>;

    /// The servers with work in progress.
    fn in_transition(&self) -> PortFuture<'_, Result<Vec<Instance>, StoreError>>;

    /// Purges servers that were deleted before that time, and returns how many there were.
    fn purge(&self, deleted_before: Timestamp) -> PortFuture<'_, Result<u64, StoreError>>;

    /// How many servers live, by who locked them. It is known, not counted when it is asked for.
    fn census(&self) -> Census;

    /// Flavors, networks and hypervisors as they are now.
    fn infrastructure(&self) -> Arc<Infrastructure>;

    /// Replaces servers, actions, infrastructure, images and key pairs by `content`, all or nothing.
    /// Numbers go on behind the highest one in it.
    ///
    /// # Errors
    ///
    /// [`ContentError`] if two servers claim the same id, number or address, or two key pairs of a
    /// user the same name.
    fn load(&self, content: Content) -> PortFuture<'_, Result<(), ContentError>>;
}
