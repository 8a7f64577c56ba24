//! Hides the addresses of a server while it is built.

use ferronova_compute::{Server, VmState};
use ferronova_v3::Plugin;

struct HideServerAddresses;

impl Plugin for HideServerAddresses {
    const ALIAS: &str = "os-hide-server-addresses";
    const NAME: &str = "HideServerAddresses";
    const DESCRIPTION: &str = "Support hiding server addresses in certain states.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = Some("compute_extension:v3:os-hide-server-addresses");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v3/os-hide-server-addresses.yaml")];

    fn hides_addresses(server: &Server) -> bool {
        server.vm_state == VmState::Building
    }
}

ferronova_v3::register!(HideServerAddresses);
