//! Network interfaces of servers. A network service calls them ports.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use uuid::Uuid;

use super::{Compute, guard::Guard};
use crate::{
    Address, AddressKind, Change, Decision, Error, NetworkError, NetworkRequest, Operation, Query,
    Request, Server, ServerRef, StoreError, Target, Visit, Visitor, VmState, parse_id,
};

const STATES: &[VmState] = &[VmState::Active, VmState::Paused, VmState::Stopped];
const ATTACH: Guard = Guard::new(Operation::AttachInterface, "compute:attach_interface", STATES);
const DETACH: Guard = Guard::new(Operation::DetachInterface, "compute:detach_interface", STATES);

/// An interface of a server: all addresses of the server that have the same network and the same
/// MAC address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// The id of the interface; a network service calls it the id of the port.
    pub port_id: Uuid,
    /// The network that the interface is on.
    pub network_id: Uuid,
    /// The MAC address of the interface.
    pub mac: String,
    /// The addresses of the interface.
    pub fixed_ips: Vec<IpAddr>,
}

/// A request for a new interface of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewInterface {
    /// The network, as the caller named it; `None` for the first network.
    pub network: Option<String>,
    /// The port that the caller named. A named port can never be attached, since ports exist only
    /// as interfaces of servers.
    pub port: Option<String>,
    /// The address to give to the interface; `None` for any free address.
    pub fixed_ip: Option<IpAddr>,
}

impl Server {
    /// The interfaces of this server, in the order of its addresses.
    #[must_use]
    pub fn interfaces(&self) -> Vec<Interface> {
        let mut interfaces: Vec<Interface> = Vec::new();
        for address in self.addresses.iter().filter(|it| it.kind == AddressKind::Fixed) {
            let is_same =
                |it: &&mut Interface| it.network_id == address.network_id && it.mac == address.mac;
            match interfaces.iter_mut().find(is_same) {
                Some(interface) => interface.fixed_ips.push(address.ip),
                None => interfaces.push(Interface {
                    port_id: self.port_id(address),
                    network_id: address.network_id,
                    mac: address.mac.clone(),
                    fixed_ips: vec![address.ip],
                }),
            }
        }
        interfaces
    }

    /// The id of the port that an address belongs to.
    #[must_use]
    pub fn port_id(&self, address: &Address) -> Uuid {
        let seen_as = format!("{} {}", address.network_id, address.mac);
        Uuid::new_v5(&self.id, seen_as.as_bytes())
    }
}

/// A search for the server that has a port.
struct PortSearch {
    port_id: Uuid,
    found: Mutex<Option<(Server, Interface)>>,
}

impl PortSearch {
    fn set(&self, found: Option<(Server, Interface)>) {
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = found;
    }
}

impl Visitor for PortSearch {
    fn begin(&self) {
        self.set(None);
    }

    fn visit(&self, server: Server) -> Visit {
        match server.interfaces().into_iter().find(|it| it.port_id == self.port_id) {
            Some(interface) => {
                self.set(Some((server, interface)));
                Visit::Enough
            }
            None => Visit::Next,
        }
    }
}

impl Compute {
    /// Finds the interface with this port id, and its server. Searches the servers from the newest
    /// to the oldest.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] by the rule `compute:get`.
    pub async fn find_port(
        &self,
        request: Request<'_>,
        port_id: Uuid,
    ) -> Result<Option<(Server, Interface)>, Error> {
        let query = Query::of(request.caller.reach());
        let search = Arc::new(PortSearch { port_id, found: Mutex::default() });
        self.ports.servers.visit(&query, search.clone()).await?;
        let found = search.found.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((server, _)) = &found {
            self.allow(request, "compute:get", Target::server(server))?;
        }
        Ok(found)
    }
}

/// Common errors of these operations: [`Error::ServerNotFound`], [`Error::Forbidden`],
/// [`Error::Locked`], [`Error::NoHost`] and [`Error::InvalidState`].
impl Compute {
    /// Adds an interface to a server and returns it.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block:
    ///
    /// - [`NetworkError::PortNotFound`] if the request names a port.
    /// - [`NetworkError::NotFound`] if the named network does not exist.
    /// - [`NetworkError::NoNetworks`] if no network is named and there are no networks.
    /// - [`NetworkError::AddressNotAvailable`] if the address can't be given.
    pub async fn attach_interface(
        &self,
        request: Request<'_>,
        id: ServerRef,
        new: NewInterface,
    ) -> Result<Interface, Error> {
        let infrastructure = self.infrastructure();
        let server = self
            .change(request, id, |server, _now| {
                self.check(request, server, &ATTACH)?;
                if let Some(id) = &new.port {
                    return Err(NetworkError::PortNotFound { id: id.clone() }.into());
                }
                let network = match &new.network {
                    Some(id) => parse_id(id)
                        .and_then(|it| infrastructure.find_network(it))
                        .ok_or_else(|| NetworkError::NotFound { id: id.clone() })?,
                    None => infrastructure.networks.first().ok_or(NetworkError::NoNetworks)?,
                };
                let network_id = network.id;
                let mut change = Change::to(server.clone());
                change.allocate.push(NetworkRequest { network_id, fixed_ip: new.fixed_ip });
                Ok(Decision::Write(Box::new(change)))
            })
            .await?;
        server.interfaces().pop().ok_or_else(|| {
            let what = format!("server {}: the store gave it no address", server.id);
            StoreError::Damaged { what }.into()
        })
    }

    /// Removes an interface of a server with its addresses, and the floating addresses associated
    /// with them.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block, [`NetworkError::PortNotFound`].
    pub async fn detach_interface(
        &self,
        request: Request<'_>,
        id: ServerRef,
        port: &str,
    ) -> Result<(), Error> {
        self.change(request, id, |server, _now| {
            self.check(request, server, &DETACH)?;
            let port_id = parse_id(port);
            let is_meant = |it: &Address| Some(server.port_id(it)) == port_id;
            let found = server
                .addresses
                .iter()
                .find(|it| it.kind == AddressKind::Fixed && is_meant(it))
                .ok_or_else(|| NetworkError::PortNotFound { id: port.to_owned() })?;
            let mac = &found.mac;
            let left = server.addresses.iter().filter(|it| it.mac != *mac).cloned().collect();
            let changed = Server { addresses: left, ..server.clone() };
            Ok(Decision::Write(Box::new(Change::to(changed))))
        })
        .await?;
        Ok(())
    }
}
