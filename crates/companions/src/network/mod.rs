//! The network service: what can be read of Neutron's v2.0, and security groups and floating
//! addresses, which can be written too.

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
