//! Errors of operations on the networks of a server.

use thiserror::Error;
use uuid::Uuid;

use crate::NetworkRequest;

/// Why a network, port or fixed address can't be used as requested.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NetworkError {
    /// The requested network does not exist.
    #[error("there is no network {id}")]
    NotFound {
        /// The network as the caller named it.
        id: String,
    },
    /// A server was to get an address on any network, but the cloud has no network.
    #[error("there are no networks")]
    NoNetworks,
    /// The server has no port with that id.
    #[error("there is no port {id}")]
    PortNotFound {
        /// The port's id as the caller gave it.
        id: String,
    },
    /// The server does not have the fixed address that is to be removed.
    #[error("server {id} has no fixed address {address}")]
    FixedIpNotFound {
        /// The server.
        id: Uuid,
        /// The address as the caller gave it.
        address: String,
    },
    /// No address could be given to a server.
    #[error(transparent)]
    AddressNotAvailable(#[from] AddressError),
    /// Several servers were requested with the same fixed address.
    #[error("several servers can't have one address")]
    SeveralWithOneAddress,
}

/// Why a server could not get an address.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// The network has no free address.
    #[error("Zero fixed ips available on network {}", .0.network_id)]
    Exhausted(NetworkRequest),
    /// Another server has the requested address.
    #[error("the address asked for on network {} is in use", .0.network_id)]
    InUse(NetworkRequest),
    /// The requested address is not in the network.
    #[error("the address asked for is not one of network {}", .0.network_id)]
    NotInNetwork(NetworkRequest),
}
