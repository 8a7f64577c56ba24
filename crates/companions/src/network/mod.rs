//! The network service: Neutron's v2.0 for reading everything, and for writing security groups and
//! floating addresses.

mod attributes;
mod call;
mod collection;
mod face;
mod floating_ips;
mod networks;
mod ports;
mod refusal;
mod security_group_rules;
mod security_group_view;
mod security_groups;
mod versions;
mod writes;

pub use face::NetworkFace;
