//! Floating addresses: which project each belongs to, and which server it is associated with.

use std::net::IpAddr;

use uuid::Uuid;

use super::Compute;
use crate::{
    Address, AddressKind, Change, Decision, Error, FloatingIp, FloatingIpError, FloatingPool,
    Request, Scope, Server, ServerRef, Target,
};

/// A floating address of a project, and the server that it is associated with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignedFloatingIp {
    /// The address, with its pool and its project.
    pub floating_ip: FloatingIp,
    /// The name of the pool that the address belongs to.
    pub pool: String,
    /// The server that the address is associated with, if any.
    pub leads_to: Option<FloatingIpTarget>,
}

/// The server and the fixed address that a floating address is associated with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloatingIpTarget {
    /// The server.
    pub server_id: Uuid,
    /// The fixed address and its port; `None` if a seed defined the floating address without an
    /// interface.
    pub fixed: Option<(IpAddr, Uuid)>,
}

impl Compute {
    /// The pools of floating addresses; the first is the default.
    pub async fn floating_pools(&self) -> Result<Vec<FloatingPool>, Error> {
        Ok(self.ports.floating_ips.floating_pools().await?)
    }

    /// The floating addresses of the projects in scope, sorted by pool and address. This does not
    /// check the policy; callers must.
    pub async fn list_floating_ips(&self, scope: &Scope) -> Result<Vec<AssignedFloatingIp>, Error> {
        let found = self.ports.floating_ips.floating_ips(scope).await?;
        let pools = self.floating_pools().await?;
        let mut listed: Vec<AssignedFloatingIp> =
            found.iter().filter_map(|(it, server)| assigned(it, server.as_ref(), &pools)).collect();
        listed.sort_by_key(|it| it.floating_ip.number_in(&pools));
        Ok(listed)
    }

    /// Finds a floating address of the caller's project, or of any project for an administrator.
    pub async fn find_floating_ip(
        &self,
        request: Request<'_>,
        id: &str,
    ) -> Result<AssignedFloatingIp, Error> {
        let (floating_ip, server) = self.floating_ip_of_id(request, id).await?;
        let assigned = assigned(&floating_ip, server.as_ref(), &self.floating_pools().await?);
        Ok(assigned.ok_or_else(|| no_such_id(id))?)
    }

    /// Gives the caller's project the lowest free address of a pool.
    pub async fn allocate_floating_ip(
        &self,
        request: Request<'_>,
        pool: Option<&str>,
    ) -> Result<AssignedFloatingIp, Error> {
        let exhausted = || FloatingIpError::Exhausted { pool: pool.map(str::to_owned) };
        let pools = self.floating_pools().await?;
        let found = pools.iter().find(|it| pool.is_none_or(|name| it.name == name));
        let found = found.ok_or_else(exhausted)?;
        let given = self.allocate_floating_ip_from(request, found.id).await?;
        Ok(given.ok_or_else(exhausted)?)
    }

    /// Like [`Self::allocate_floating_ip`], from the pool with this id. Returns `None` if the pool
    /// has no free address.
    pub async fn allocate_floating_ip_from(
        &self,
        request: Request<'_>,
        pool_id: Uuid,
    ) -> Result<Option<AssignedFloatingIp>, Error> {
        let given = self
            .ports
            .floating_ips
            .allocate_floating_ip(pool_id, &request.caller.project_id)
            .await?;
        let pools = self.floating_pools().await?;
        Ok(given.and_then(|it| assigned(&it, None, &pools)))
    }

    /// Removes a floating address from its project, and from the server that it is associated with,
    /// if any.
    pub async fn release_floating_ip(&self, request: Request<'_>, id: &str) -> Result<(), Error> {
        let (floating_ip, _) = self.floating_ip_of_id(request, id).await?;
        match self.ports.floating_ips.release_floating_ip(floating_ip, self.clock.now()).await {
            Err(Error::FloatingIp(FloatingIpError::NotFound)) => Err(no_such_id(id).into()),
            other => other,
        }
    }

    /// Associates a floating address of the caller's project with a server in any state. Within the
    /// server, it is associated with the fixed address `fixed_ip`, or if that is `None`, with the
    /// first fixed IPv4 address. If another server had the floating address, that server loses it
    /// in the same step. A lock does not refuse this.
    ///
    /// # Errors
    ///
    /// - [`Error::ServerNotFound`].
    /// - [`Error::Forbidden`] by the rule `compute:get`.
    /// - The errors for the floating address and for the fixed address.
    pub async fn associate_floating_ip(
        &self,
        request: Request<'_>,
        id: ServerRef,
        address: &str,
        fixed_ip: Option<&str>,
    ) -> Result<(), Error> {
        // The address is looked up before the change, as a decision can't wait. If it is missing,
        // errors about the server are still reported first.
        let found = self.floating_ip_at(address).await?;
        self.change(request, id, |server, _now| {
            self.allow(request, "compute:get", Target::server(server))?;
            let fixed = choose_fixed(server, address, fixed_ip)?;
            let (floating_ip, _) = found.as_ref().ok_or(FloatingIpError::NotFound)?;
            check_owner(request, floating_ip)?;
            let leading = Address {
                network_id: floating_ip.pool_id,
                label: fixed.label.clone(),
                ip: floating_ip.ip,
                kind: AddressKind::Floating,
                mac: fixed.mac.clone(),
            };
            if server.addresses.contains(&leading) {
                return Ok(Decision::Keep);
            }
            let mut change = Change::to(server.clone());
            change.server.addresses.retain(|it| !floating_ip.is(it));
            change.server.addresses.push(leading);
            change.side_effects.floating_ip = Some(floating_ip.clone());
            Ok(Decision::Write(Box::new(change)))
        })
        .await?;
        Ok(())
    }

    /// Removes a floating address from a server; the project keeps the address. `id` is the id of
    /// the server as the caller gave it. A lock does not refuse this.
    ///
    /// # Errors
    ///
    /// An error about the address is reported before an error about the server.
    pub async fn disassociate_floating_ip(
        &self,
        request: Request<'_>,
        id: &str,
        address: &str,
    ) -> Result<(), Error> {
        let (floating_ip, server) =
            self.floating_ip_at(address).await?.ok_or(FloatingIpError::NotFound)?;
        check_owner(request, &floating_ip)?;
        let not_associated =
            || FloatingIpError::NotAssociated { address: address.to_owned(), id: id.to_owned() };
        let named = ServerRef::parse(id).ok_or_else(not_associated)?;
        let server = server.filter(|it| named.names(it)).ok_or_else(not_associated)?;
        self.change(request, ServerRef::Id(server.id), |server, _now| {
            self.allow(request, "compute:get", Target::server(server))?;
            let mut changed = server.clone();
            changed.addresses.retain(|it| !floating_ip.is(it));
            if changed == *server {
                return Err(not_associated().into());
            }
            Ok(Decision::Write(Box::new(Change::to(changed))))
        })
        .await?;
        Ok(())
    }

    async fn floating_ip_of_id(
        &self,
        request: Request<'_>,
        id: &str,
    ) -> Result<(FloatingIp, Option<Server>), Error> {
        let pools = self.floating_pools().await?;
        let (pool_id, ip) = FloatingIp::find(&pools, id).ok_or_else(|| no_such_id(id))?;
        let found = self.ports.floating_ips.find_floating_ip(pool_id, ip).await?;
        let reach = request.caller.reach();
        let found = found.filter(|(it, _)| reach.contains(&it.project_id));
        Ok(found.ok_or_else(|| no_such_id(id))?)
    }

    /// Finds the floating address `address`, if a project has it. Also returns the server that it
    /// is associated with, if any.
    async fn floating_ip_at(
        &self,
        address: &str,
    ) -> Result<Option<(FloatingIp, Option<Server>)>, Error> {
        let Ok(ip) = address.parse::<IpAddr>() else {
            return Ok(None);
        };
        let pools = self.floating_pools().await?;
        match pools.iter().find(|it| it.cidr.contains(ip)) {
            Some(pool) => Ok(self.ports.floating_ips.find_floating_ip(pool.id, ip).await?),
            None => Ok(None),
        }
    }
}

fn no_such_id(id: &str) -> FloatingIpError {
    FloatingIpError::NoSuchId { id: id.to_owned() }
}

fn check_owner(request: Request<'_>, floating_ip: &FloatingIp) -> Result<(), FloatingIpError> {
    let caller = request.caller;
    if caller.is_admin || caller.project_id == floating_ip.project_id {
        return Ok(());
    }
    Err(FloatingIpError::NotOwned)
}

fn choose_fixed<'a>(
    server: &'a Server,
    address: &str,
    asked: Option<&str>,
) -> Result<&'a Address, FloatingIpError> {
    let mut fixed = server.addresses.iter().filter(|it| it.kind == AddressKind::Fixed).peekable();
    fixed.peek().ok_or(FloatingIpError::NoFixedIp)?;
    let Some(asked) = asked else {
        let unreachable =
            || FloatingIpError::NoFixedIpv4 { address: address.to_owned(), id: server.id };
        return fixed.find(|it| it.ip.is_ipv4()).ok_or_else(unreachable);
    };
    let ip: Option<IpAddr> = asked.parse().ok();
    fixed.find(|it| Some(it.ip) == ip).ok_or(FloatingIpError::NotOfServer)
}

fn assigned(
    floating_ip: &FloatingIp,
    server: Option<&Server>,
    pools: &[FloatingPool],
) -> Option<AssignedFloatingIp> {
    let pool = pools.iter().find(|it| it.id == floating_ip.pool_id)?;
    let leads_to = server.and_then(|server| {
        let leading = server.addresses.iter().find(|it| floating_ip.is(it))?;
        let fixed = server.fixed_address_behind(leading);
        let fixed = fixed.map(|it| (it.ip, server.port_id(it)));
        Some(FloatingIpTarget { server_id: server.id, fixed })
    });
    Some(AssignedFloatingIp { floating_ip: floating_ip.clone(), pool: pool.name.clone(), leads_to })
}
