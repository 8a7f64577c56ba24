//! Hides the addresses of a server that is being built.

use ferronova_compute::VmState;
use ferronova_v2::{Adds, Extension};

ferronova_v2::register!(Extension {
    alias: "os-hide-server-addresses",
    name: "HideServerAddresses",
    namespace: "http://docs.openstack.org/compute/ext/hide_server_addresses/api/v1.1",
    updated: "2012-12-11T00:00:00Z",
    description: "Support hiding server addresses in certain states.",
    // Unlike with other rules, a caller who passes this rule sees less: the addresses are hidden.
    rule: Some("compute_extension:hide_server_addresses"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/v2/os-hide-server-addresses.yaml")],
        hides_addresses: Some(|server| server.vm_state == VmState::Building),
        ..Adds::NOTHING
    },
});
