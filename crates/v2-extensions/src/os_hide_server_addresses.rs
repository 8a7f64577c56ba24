//! Hides the addresses of a server that is being built.

use ferronova_compute::{Server, VmState};
use ferronova_v2::Extension;

struct HideServerAddresses;

impl Extension for HideServerAddresses {
    const ALIAS: &str = "os-hide-server-addresses";
    const NAME: &str = "HideServerAddresses";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/hide_server_addresses/api/v1.1";
    const UPDATED: &str = "2012-12-11T00:00:00Z";
    const DESCRIPTION: &str = "Support hiding server addresses in certain states.";
    /// Whoever passes it does not see them.
    const RULE: Option<&str> = Some("compute_extension:hide_server_addresses");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v2/os-hide-server-addresses.yaml")];

    fn hides_addresses(server: &Server) -> bool {
        server.vm_state == VmState::Building
    }
}

ferronova_v2::register!(HideServerAddresses);
