//! The part of the storage of servers that only this project's own store implements.

use std::sync::Arc;

use uuid::Uuid;

use super::{Change, Content, ContentError, PortFuture};
use crate::{Census, Error, Image, Infrastructure, Instance, StoreError, Timestamp};

/// Stores new servers and purges deleted ones. Also provides the servers with work in progress, and
/// what decisions on servers read.
///
/// A driver for the database of another compute service does not implement this port, since that
/// service creates the servers and works on them.
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

    /// The servers with work in progress.
    fn in_transition(&self) -> PortFuture<'_, Result<Vec<Instance>, StoreError>>;

    /// Purges servers that were deleted before that time, and returns their number.
    fn purge(&self, deleted_before: Timestamp) -> PortFuture<'_, Result<u64, StoreError>>;

    /// The numbers of existing servers that are unlocked, locked by their owner, or locked by an
    /// administrator. The store keeps these numbers up to date; this method does not count the
    /// servers.
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
