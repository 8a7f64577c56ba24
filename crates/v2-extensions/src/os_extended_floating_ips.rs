//! Lets callers choose the fixed address with which a floating address is associated.
//!
//! [`super::os_floating_ips`] reads the fixed address if this extension is loaded.

use ferronova_v2::{Adds, Extension};

ferronova_v2::register!(Extension {
    alias: "os-extended-floating-ips",
    name: "ExtendedFloatingIps",
    namespace: "http://docs.openstack.org/compute/ext/extended_floating_ips/api/v2",
    updated: "2013-04-19T00:00:00Z",
    description: "Adds optional fixed_address to the add floating IP command.",
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/v2/os-extended-floating-ips.yaml")],
        ..Adds::NOTHING
    },
});
