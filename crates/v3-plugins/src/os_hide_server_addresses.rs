//! Hides the addresses of a server while it is built.

use ferronova_compute::VmState;
use ferronova_v3::{Adds, Plugin};

ferronova_v3::register!(Plugin {
    alias: "os-hide-server-addresses",
    name: "HideServerAddresses",
    description: "Support hiding server addresses in certain states.",
    version: 1,
    rule: Some("compute_extension:v3:os-hide-server-addresses"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/v3/os-hide-server-addresses.yaml")],
        hides_addresses: Some(|server| server.vm_state == VmState::Building),
        ..Adds::NOTHING
    },
});
