//! Storage of the floating addresses that projects have.

use std::net::IpAddr;

use uuid::Uuid;

use super::PortFuture;
use crate::{Error, FloatingIp, FloatingPool, Scope, Server, StoreError, Timestamp};

/// A floating address, and the server that it is associated with, if any.
pub type LeadingFloatingIp = (FloatingIp, Option<Server>);

/// Stores floating addresses.
pub trait FloatingIps: Send + Sync {
    /// The pools of floating addresses; the first is the default. The pools do not overlap.
    fn floating_pools(&self) -> PortFuture<'_, Result<Vec<FloatingPool>, StoreError>>;

    /// The floating addresses of the projects in scope, each with the server that it is associated
    /// with, if any.
    fn floating_ips<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<LeadingFloatingIp>, StoreError>>;

    /// A floating address that a project has, with the server that it is associated with.
    fn find_floating_ip(
        &self,
        pool_id: Uuid,
        ip: IpAddr,
    ) -> PortFuture<'_, Result<Option<LeadingFloatingIp>, StoreError>>;

    /// Gives a project the lowest free address of a pool. Returns `None` if the pool has no free
    /// address.
    fn allocate_floating_ip<'a>(
        &'a self,
        pool_id: Uuid,
        project_id: &'a str,
    ) -> PortFuture<'a, Result<Option<FloatingIp>, Error>>;

    /// Removes a floating address from its project, and from the server that it is associated with,
    /// if any. The `updated` time of that server is set to `at`.
    ///
    /// # Errors
    ///
    /// [`FloatingIpError::NotFound`](crate::FloatingIpError::NotFound) if the project does not have
    /// the address.
    fn release_floating_ip(
        &self,
        floating_ip: FloatingIp,
        at: Timestamp,
    ) -> PortFuture<'_, Result<(), Error>>;
}
