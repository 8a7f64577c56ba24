//! Shows administrators the host of a server, and the server's name on that host.

use ferronova_juno::server_host;
use ferronova_v3::{Adds, Plugin};

ferronova_v3::register!(Plugin {
    alias: "os-extended-server-attributes",
    name: "ExtendedServerAttributes",
    description: "Extended Server Attributes support.",
    version: 1,
    rule: Some("compute_extension:v3:os-extended-server-attributes"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/server-host.yaml")],
        server: server_host::KEYS,
        ..Adds::NOTHING
    },
});
