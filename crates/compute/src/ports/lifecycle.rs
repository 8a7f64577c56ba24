//! The part of the storage of servers that only this project's own store implements.

use std::sync::Arc;

use uuid::Uuid;

use super::{Change, Content, ContentError, PortFuture};
use crate::{Census, Error, Image, Infrastructure, Instance, StoreError, Timestamp};

/// Stores new servers and purges deleted ones. Also returns the servers that have an operation in
/// progress, and the data that decisions on servers read.
///
/// A driver for the database of another compute service does not implement this port, since that
/// service itself creates the servers and carries out the operations on them.
pub trait Lifecycle: Send + Sync {
    /// Stores new servers, all or none, and returns them as stored.
    ///
    /// # Errors
    ///
    /// - [`NetworkError::AddressNotAvailable`](crate::NetworkError::AddressNotAvailable) if an
    ///   address can't be given.
    /// - [`ImageError::TooManySnapshots`](crate::ImageError::TooManySnapshots) if a project would
    ///   have too many images made of servers.
    fn create(&self, servers: Vec<Change>) -> PortFuture<'_, Result<Vec<Instance>, Error>>;

    /// Returns the servers that have an operation in progress.
    fn in_transition(&self) -> PortFuture<'_, Result<Vec<Instance>, StoreError>>;

    /// Purges the servers that were deleted before this time, and returns how many these were.
    fn purge(&self, deleted_before: Timestamp) -> PortFuture<'_, Result<u64, StoreError>>;

    /// Returns how many existing servers are unlocked, locked by their owner, and locked by an
    /// administrator. The store keeps these three counts up to date, so that this method does not
    /// have to read the servers.
    fn census(&self) -> Census;

    /// The current flavors, networks, hypervisors and pools of floating addresses, for decisions on
    /// servers, which can't wait. All other code reads them through the ports
    /// [`Flavors`](super::Flavors), [`Networks`](super::Networks),
    /// [`Hypervisors`](super::Hypervisors) and [`FloatingIps`](super::FloatingIps).
    fn infrastructure(&self) -> Arc<Infrastructure>;

    /// Finds the image with this id, for decisions on servers, which can't wait. All other code reads
    /// images through the port [`Images`](super::Images).
    fn image(&self, id: Uuid) -> Result<Option<Image>, StoreError>;

    /// Replaces servers, actions, infrastructure, images and key pairs by `content`, all or
    /// nothing. The numbers of later servers continue after the highest number in `content`.
    fn load(&self, content: Content) -> PortFuture<'_, Result<(), ContentError>>;
}
