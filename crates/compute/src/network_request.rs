//! A wish for an address on a network.

use std::net::IpAddr;

use uuid::Uuid;

/// A wish for an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkRequest {
    /// On this network.
    pub network_id: Uuid,
    /// This one; any if nothing is said.
    pub fixed_ip: Option<IpAddr>,
}
