//! What can be wrong with the networks of a server.

use thiserror::Error;
use uuid::Uuid;

use crate::NetworkRequest;

/// What can be wrong with a network, a port or a fixed address that a request names.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NetworkError {
    /// A server is to get an address on a network that does not exist.
    #[error("there is no network {id}")]
    NotFound {
        /// The network as it was named.
        id: String,
    },
    /// A server is to get an address on any network, and the cloud has none.
    #[error("there are no networks")]
    NoNetworks,
    /// A server has no port of that id, or there is none.
    #[error("there is no port {id}")]
    PortNotFound {
        /// As the caller named it.
        id: String,
    },
    /// A server is to lose a fixed address that it does not have.
    #[error("server {id} has no fixed address {address}")]
    FixedIpNotFound {
        /// Which server.
        id: Uuid,
        /// The address as it was given.
        address: String,
    },
    /// A new server asks for an address that it can't have.
    #[error(transparent)]
    AddressNotAvailable(#[from] AddressError),
    /// Several servers are asked for with one and the same address.
    #[error("several servers can't have one address")]
    SeveralWithOneAddress,
}

/// Why no address could be given.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// The network has none left.
    #[error("Zero fixed ips available on network {}", .0.network_id)]
    Exhausted(NetworkRequest),
    /// Another server has the one that was asked for.
    #[error("the address asked for on network {} is in use", .0.network_id)]
    InUse(NetworkRequest),
    /// The one that was asked for is not the network's.
    #[error("the address asked for is not one of network {}", .0.network_id)]
    NotInNetwork(NetworkRequest),
}
