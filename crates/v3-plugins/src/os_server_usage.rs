//! Shows when a server first ran, and when it ended.

use ferronova_compute::Server;
use ferronova_v3::{Fields, Key, Plugin, Related};

const LAUNCHED_AT: Key = Key::new("OS-SRV-USG:launched_at");
const TERMINATED_AT: Key = Key::new("OS-SRV-USG:terminated_at");

struct ServerUsage;

impl Plugin for ServerUsage {
    const ALIAS: &str = "os-server-usage";
    const NAME: &str = "ServerUsage";
    const DESCRIPTION: &str = "Adds launched_at and terminated_at on Servers.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = Some("compute_extension:v3:os-server-usage");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/server-usage.yaml")];
    const SERVER_KEYS: &[Key] = &[LAUNCHED_AT, TERMINATED_AT];

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        out.time_with_micros(LAUNCHED_AT, server.launched_at)
            .time_with_micros(TERMINATED_AT, server.terminated_at);
    }
}

ferronova_v3::register!(ServerUsage);
