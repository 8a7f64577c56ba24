//! The floating addresses that projects were given.

use std::net::IpAddr;

use uuid::Uuid;

use super::PortFuture;
use crate::{Error, FloatingIp, Scope, Server, StoreError, Timestamp};

/// A floating address, and the server that it leads to.
pub type LeadingFloatingIp = (FloatingIp, Option<Server>);

/// Keeps floating addresses.
pub trait FloatingIps: Send + Sync {
    /// The floating addresses of the projects in scope, each with the server that it leads to.
    fn floating_ips<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<LeadingFloatingIp>, StoreError>>;

    /// One floating address, if a project was given it, with the server that it leads to.
    fn find_floating_ip(
        &self,
        pool_id: Uuid,
        ip: IpAddr,
    ) -> PortFuture<'_, Result<Option<LeadingFloatingIp>, StoreError>>;

    /// Gives a project the lowest free floating address of a pool, and returns it; `None` if every
    /// address of the pool is taken.
    fn allocate_floating_ip<'a>(
        &'a self,
        pool_id: Uuid,
        project_id: &'a str,
    ) -> PortFuture<'a, Result<Option<FloatingIp>, Error>>;

    /// Takes a floating address from its project, and from the server that it leads to, which
    /// changed last at that time then.
    ///
    /// # Errors
    ///
    /// [`FloatingIpError::NotFound`](crate::FloatingIpError::NotFound) if the project does not
    /// have it.
    fn release_floating_ip(
        &self,
        floating_ip: FloatingIp,
        at: Timestamp,
    ) -> PortFuture<'_, Result<(), Error>>;
}
