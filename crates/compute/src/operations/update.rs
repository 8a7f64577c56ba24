//! Updating what a user decides about a server: its name, its access addresses, and more.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::Compute;
use crate::{
    Change, Decision, DiskConfig, Error, Hypervisor, PinError, Request, Server, ServerRef, Target,
};

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
    /// The new description; `Some(None)` removes it.
    pub description: Option<Option<String>>,
    /// The new host name of the guest.
    pub hostname: Option<String>,
    /// The zone to pin the server to; `Some(None)` unpins it. A pinned server can't be pinned to
    /// another zone, and an unpinned one only to the zone that it is in.
    pub pinned_zone: Option<Option<String>>,
}

impl Compute {
    /// Updates a server in any state. A lock does not refuse this.
    ///
    /// # Errors
    ///
    /// [`Error::ServerNotFound`], [`Error::Forbidden`] by the rule `compute:update`, and
    /// [`PinError`].
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
                description: update
                    .description
                    .clone()
                    .unwrap_or_else(|| server.description.clone()),
                hostname: update.hostname.clone().or_else(|| server.hostname.clone()),
                pinned_zone: self.pinned_zone(server, update.pinned_zone.as_ref())?,
                ..server.clone()
            };
            if updated == *server {
                return Ok(Decision::Keep);
            }
            Ok(Decision::Write(Box::new(Change::to(updated))))
        })
        .await
    }

    /// Returns the zone that a server is pinned to after an update with `requested`.
    fn pinned_zone(
        &self,
        server: &Server,
        requested: Option<&Option<String>>,
    ) -> Result<Option<String>, PinError> {
        let pinned = &server.pinned_zone;
        let requested = match requested {
            None => return Ok(pinned.clone()),
            Some(None) => return Ok(None),
            Some(Some(requested)) => requested,
        };
        if pinned.as_ref().is_some_and(|it| it != requested) {
            return Err(PinError::PinnedElsewhere);
        }
        let infrastructure = self.infrastructure();
        let is_its_host = |it: &&Hypervisor| Some(&it.host) == server.host.as_ref();
        let of_host = infrastructure.hypervisors.iter().find(is_its_host).map(|it| &it.zone);
        let current = of_host.or(server.availability_zone.as_ref());
        if pinned.is_none() && current != Some(requested) {
            let current = current.cloned().unwrap_or_default();
            return Err(PinError::NotThere { current, requested: requested.clone() });
        }
        Ok(Some(requested.clone()))
    }
}
