//! The network service: what can be read of Neutron's v2.0.

mod collection;
mod face;
mod networks;
mod ports;
mod refusal;
mod security_groups;
mod versions;

pub use face::NetworkFace;
