//! Shows when a server began to run, and when it ended.

use ferronova_compute::Server;
use ferronova_v2::{Extension, Fields, Key, Related};

const LAUNCHED_AT: Key = Key::new("OS-SRV-USG:launched_at");
const TERMINATED_AT: Key = Key::new("OS-SRV-USG:terminated_at");

struct ServerUsage;

impl Extension for ServerUsage {
    const ALIAS: &str = "OS-SRV-USG";
    const NAME: &str = "ServerUsage";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/server_usage/api/v1.1";
    const UPDATED: &str = "2013-04-29T00:00:00Z";
    const DESCRIPTION: &str = "Adds launched_at and terminated_at on Servers.";
    const RULE: Option<&str> = Some("compute_extension:server_usage");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/server-usage.yaml")];

    const SERVER_KEYS: &[Key] = &[LAUNCHED_AT, TERMINATED_AT];

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        out.time_with_micros(LAUNCHED_AT, server.launched_at)
            .time_with_micros(TERMINATED_AT, server.terminated_at);
    }
}

ferronova_v2::register!(ServerUsage);
