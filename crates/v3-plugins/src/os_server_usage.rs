//! Shows when a server first ran, and when it was terminated.

use ferronova_compute::Server;
use ferronova_v3::{Adds, Fields, Key, Keys, Plugin, Related};

const LAUNCHED_AT: Key = Key::new("OS-SRV-USG:launched_at");
const TERMINATED_AT: Key = Key::new("OS-SRV-USG:terminated_at");

ferronova_v3::register!(Plugin {
    alias: "os-server-usage",
    name: "ServerUsage",
    description: "Adds launched_at and terminated_at on Servers.",
    version: 1,
    rule: Some("compute_extension:v3:os-server-usage"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/server-usage.yaml")],
        server: Keys::new(&[LAUNCHED_AT, TERMINATED_AT], write),
        ..Adds::NOTHING
    },
});

fn write(server: &Server, _: &Related, out: &mut Fields<'_>) {
    out.time_with_micros(LAUNCHED_AT, server.launched_at)
        .time_with_micros(TERMINATED_AT, server.terminated_at);
}
