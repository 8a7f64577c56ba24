//! A request for an address on a network.

use std::net::IpAddr;

use uuid::Uuid;

/// A request for an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkRequest {
    /// The network that the address is to be on.
    pub network_id: Uuid,
    /// The requested address; `None` for any free one.
    pub fixed_ip: Option<IpAddr>,
}
