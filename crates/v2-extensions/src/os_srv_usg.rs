//! Shows when a server first ran, and when it was terminated.

use ferronova_compute::Server;
use ferronova_v2::{Adds, Extension, Fields, Key, Keys, Related};

const LAUNCHED_AT: Key = Key::new("OS-SRV-USG:launched_at");
const TERMINATED_AT: Key = Key::new("OS-SRV-USG:terminated_at");

ferronova_v2::register!(Extension {
    alias: "OS-SRV-USG",
    name: "ServerUsage",
    namespace: "http://docs.openstack.org/compute/ext/server_usage/api/v1.1",
    updated: "2013-04-29T00:00:00Z",
    description: "Adds launched_at and terminated_at on Servers.",
    rule: Some("compute_extension:server_usage"),
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
