//! Adding fixed addresses to a server, and removing them.

use std::net::IpAddr;

use super::{
    Compute,
    guard::{Guard, HostCheck},
};
use crate::{
    Address, AddressKind, Change, Decision, Error, NetworkError, NetworkRequest, Operation,
    Request, Server, ServerRef, parse_id,
};

const ADD: Guard = Guard {
    host_check: HostCheck::Only,
    ..Guard::new(Operation::AddFixedIp, "compute:add_fixed_ip", &[])
};
const REMOVE: Guard = Guard {
    host_check: HostCheck::Only,
    ..Guard::new(Operation::RemoveFixedIp, "compute:remove_fixed_ip", &[])
};

/// These operations work in any state of the server. Their common errors are
/// [`Error::ServerNotFound`], [`Error::Forbidden`], [`Error::Locked`] and [`Error::NoHost`].
impl Compute {
    /// Gives a server any free address of a network.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block:
    ///
    /// - [`NetworkError::NotFound`] if the network does not exist.
    /// - [`NetworkError::AddressNotAvailable`] if the network has no free address.
    pub async fn add_fixed_ip(
        &self,
        request: Request<'_>,
        id: ServerRef,
        network: &str,
    ) -> Result<(), Error> {
        self.change(request, id, |server, _now| {
            self.check(request, server, &ADD)?;
            let network_id = parse_id(network)
                .ok_or_else(|| NetworkError::NotFound { id: network.to_owned() })?;
            let mut change = Change::to(server.clone());
            change.allocate.push(NetworkRequest { network_id, fixed_ip: None });
            Ok(Decision::Write(Box::new(change)))
        })
        .await?;
        Ok(())
    }

    /// Removes a fixed address from a server, and also the floating addresses that are associated
    /// with the fixed address.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block, [`NetworkError::FixedIpNotFound`] if the
    /// server does not have the address.
    pub async fn remove_fixed_ip(
        &self,
        request: Request<'_>,
        id: ServerRef,
        address: &str,
    ) -> Result<(), Error> {
        self.change(request, id, |server, _now| {
            self.check(request, server, &REMOVE)?;
            let ip: Option<IpAddr> = address.parse().ok();
            let is_meant = |it: &Address| it.kind == AddressKind::Fixed && Some(it.ip) == ip;
            if !server.addresses.iter().any(is_meant) {
                let address = address.to_owned();
                return Err(NetworkError::FixedIpNotFound { id: server.id, address }.into());
            }
            let left: Vec<Address> =
                server.addresses.iter().filter(|it| !is_meant(it)).cloned().collect();
            let mut changed = Server { addresses: left, ..server.clone() };
            changed.drop_dangling_addresses(server);
            Ok(Decision::Write(Box::new(Change::to(changed))))
        })
        .await?;
        Ok(())
    }
}

impl Server {
    /// Removes the floating addresses whose fixed address is gone: `before` had that fixed address,
    /// and this server no longer has it.
    fn drop_dangling_addresses(&mut self, before: &Self) {
        let kept: Vec<Address> = self
            .addresses
            .iter()
            .filter(|it| {
                it.kind == AddressKind::Fixed
                    || self.fixed_address_behind(it).is_some()
                    || before.fixed_address_behind(it).is_none()
            })
            .cloned()
            .collect();
        self.addresses = kept;
    }
}
