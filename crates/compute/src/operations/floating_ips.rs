//! Floating addresses: who has which, and where they lead.

use std::net::IpAddr;

use uuid::Uuid;

use super::Compute;
use crate::{
    Address, AddressKind, Change, Decision, Error, FloatingIp, FloatingIpError, FloatingPool,
    Infrastructure, Request, Scope, Server, ServerRef, Target,
};

/// A floating address of a project, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignedFloatingIp {
    /// The address, with its pool and its project.
    pub floating_ip: FloatingIp,
    /// The name of its pool.
    pub pool: String,
    /// Where it leads; nowhere at first.
    pub leads_to: Option<FloatingIpTarget>,
}

/// Where a floating address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloatingIpTarget {
    /// The server.
    pub server_id: Uuid,
    /// The fixed address there, with its port; none of a seed's that belongs to no interface.
    pub fixed: Option<(IpAddr, Uuid)>,
}

impl Compute {
    /// The pools that floating addresses are given from; the first one, where none is asked for.
    #[must_use]
    pub fn floating_pools(&self) -> Vec<FloatingPool> {
        self.infrastructure().floating_pools.clone()
    }

    /// The floating addresses of the projects in scope, by pool and address. It checks no policy:
    /// callers have to.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub async fn list_floating_ips(&self, scope: &Scope) -> Result<Vec<AssignedFloatingIp>, Error> {
        let found = self.ports.floating_ips.floating_ips(scope).await?;
        let infrastructure = self.infrastructure();
        let mut listed: Vec<AssignedFloatingIp> = found
            .iter()
            .filter_map(|(it, server)| assigned(it, server.as_ref(), &infrastructure))
            .collect();
        listed.sort_by_key(|it| infrastructure.number_of(&it.floating_ip));
        Ok(listed)
    }

    /// One floating address, of any project for an administrator.
    ///
    /// # Errors
    ///
    /// [`FloatingIpError::NoSuchId`].
    pub async fn find_floating_ip(
        &self,
        request: Request<'_>,
        id: &str,
    ) -> Result<AssignedFloatingIp, Error> {
        let (floating_ip, server) = self.floating_ip_of_id(request, id).await?;
        let assigned = assigned(&floating_ip, server.as_ref(), &self.infrastructure());
        Ok(assigned.ok_or_else(|| no_such_id(id))?)
    }

    /// Gives the caller's project a floating address: the lowest of the pool that is free.
    ///
    /// # Errors
    ///
    /// [`FloatingIpError::Exhausted`].
    pub async fn allocate_floating_ip(
        &self,
        request: Request<'_>,
        pool: Option<&str>,
    ) -> Result<AssignedFloatingIp, Error> {
        let exhausted = || FloatingIpError::Exhausted { pool: pool.map(str::to_owned) };
        let infrastructure = self.infrastructure();
        let mut pools = infrastructure.floating_pools.iter();
        let found = pools.find(|it| pool.is_none_or(|name| it.name == name));
        let found = found.ok_or_else(exhausted)?;
        let given = self.allocate_floating_ip_from(request, found.id).await?;
        Ok(given.ok_or_else(exhausted)?)
    }

    /// The same, from the pool with this id. `None` if the pool has no free address.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
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
        let infrastructure = self.infrastructure();
        Ok(given.and_then(|it| assigned(&it, None, &infrastructure)))
    }

    /// Takes a floating address from its project, and from the server that it leads to.
    ///
    /// # Errors
    ///
    /// [`FloatingIpError::NoSuchId`].
    pub async fn release_floating_ip(&self, request: Request<'_>, id: &str) -> Result<(), Error> {
        let (floating_ip, _) = self.floating_ip_of_id(request, id).await?;
        match self.ports.floating_ips.release_floating_ip(floating_ip, self.clock.now()).await {
            Err(Error::FloatingIp(FloatingIpError::NotFound)) => Err(no_such_id(id).into()),
            other => other,
        }
    }

    /// Leads a floating address of the caller's project to a server, whatever state that is in: to
    /// `fixed_ip`, or the first fixed IPv4 address there. Another server that had it loses it in
    /// the same step. A lock does not refuse it.
    ///
    /// # Errors
    ///
    /// [`Error::ServerNotFound`], [`Error::Forbidden`] by `compute:get`, and what is wrong with
    /// either address.
    pub async fn associate_floating_ip(
        &self,
        request: Request<'_>,
        id: ServerRef,
        address: &str,
        fixed_ip: Option<&str>,
    ) -> Result<(), Error> {
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

    /// Takes a floating address from the server that it leads to; it stays with its project. The
    /// server is named as the caller named it. A lock does not refuse it.
    ///
    /// # Errors
    ///
    /// What is wrong with the address, before the server is looked for.
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
        let (pool_id, ip) =
            self.infrastructure().find_floating_ip(id).ok_or_else(|| no_such_id(id))?;
        let found = self.ports.floating_ips.find_floating_ip(pool_id, ip).await?;
        let reach = request.caller.reach();
        let found = found.filter(|(it, _)| reach.contains(&it.project_id));
        Ok(found.ok_or_else(|| no_such_id(id))?)
    }

    /// The floating address that is written so, if a project was given it.
    async fn floating_ip_at(
        &self,
        address: &str,
    ) -> Result<Option<(FloatingIp, Option<Server>)>, Error> {
        let Ok(ip) = address.parse::<IpAddr>() else {
            return Ok(None);
        };
        let pool = self.infrastructure().floating_pool_of(ip).map(|it| it.id);
        match pool {
            Some(pool_id) => Ok(self.ports.floating_ips.find_floating_ip(pool_id, ip).await?),
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
    infrastructure: &Infrastructure,
) -> Option<AssignedFloatingIp> {
    let pool = infrastructure.find_floating_pool(floating_ip.pool_id)?;
    let leads_to = server.and_then(|server| {
        let leading = server.addresses.iter().find(|it| floating_ip.is(it))?;
        let fixed = server.fixed_address_behind(leading);
        let fixed = fixed.map(|it| (it.ip, server.port_id(it)));
        Some(FloatingIpTarget { server_id: server.id, fixed })
    });
    Some(AssignedFloatingIp { floating_ip: floating_ip.clone(), pool: pool.name.clone(), leads_to })
}
