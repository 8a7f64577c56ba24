//! Shows administrators the host of a server, and the server's name on that host.

use ferronova_juno::server_host;
use ferronova_v2::{Adds, Extension};

ferronova_v2::register!(Extension {
    alias: "OS-EXT-SRV-ATTR",
    name: "ExtendedServerAttributes",
    // This namespace belongs to `OS-EXT-STS`, but Nova uses it here, too.
    namespace: "http://docs.openstack.org/compute/ext/extended_status/api/v1.1",
    updated: "2011-11-03T00:00:00Z",
    description: "Extended Server Attributes support.",
    rule: Some("compute_extension:extended_server_attributes"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/server-host.yaml")],
        server: server_host::KEYS,
        ..Adds::NOTHING
    },
});
