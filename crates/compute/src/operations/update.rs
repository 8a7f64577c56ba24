//! Updating what a user decides about a server: its name and access addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::Compute;
use crate::{Change, Decision, DiskConfig, Error, Request, Server, ServerRef, Target};

/// An update of a server. Where a field is `None`, the server keeps the value that it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerUpdate {
    /// The new display name.
    pub name: Option<String>,
    /// The new IPv4 access address; `Some(None)` removes it.
    pub access_ipv4: Option<Option<Ipv4Addr>>,
    /// The new IPv6 access address; `Some(None)` removes it.
    pub access_ipv6: Option<Option<Ipv6Addr>>,
    /// Who partitions the server's disk from now on.
    pub disk_config: Option<DiskConfig>,
}

impl Compute {
    /// Updates a server in any state. A lock does not refuse this.
    ///
    /// # Errors
    ///
    /// [`Error::ServerNotFound`], and [`Error::Forbidden`] by the rule `compute:update`.
    pub async fn update_server(
        &self,
        request: Request<'_>,
        id: ServerRef,
        update: ServerUpdate,
    ) -> Result<Server, Error> {
        self.change(request, id, |server, _now| {
            self.allow(request, "compute:update", Target::server(server))?;
            let updated = Server {
                name: update.name.clone().unwrap_or_else(|| server.name.clone()),
                access_ipv4: update.access_ipv4.unwrap_or(server.access_ipv4),
                access_ipv6: update.access_ipv6.unwrap_or(server.access_ipv6),
                disk_config: update.disk_config.unwrap_or(server.disk_config),
                ..server.clone()
            };
            if updated == *server {
                return Ok(Decision::Keep);
            }
            Ok(Decision::Write(Box::new(Change::to(updated))))
        })
        .await
    }
}
