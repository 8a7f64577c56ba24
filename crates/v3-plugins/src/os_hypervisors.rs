//! Shows administrators the machines that run servers, and the servers on each.

use ferronova_juno::hypervisors::{self, OptionalKeys, OptionalKeysFn};
use ferronova_v3::{Adds, Keys, Plugin, Route, handler};

const RULE: &str = "compute_extension:v3:os-hypervisors";
const ALL: OptionalKeysFn = |_| OptionalKeys { no_servers: true, status: true, host_ip: true };

ferronova_v3::register!(Plugin {
    alias: "os-hypervisors",
    name: "Hypervisors",
    description: "Admin-only hypervisor administration.",
    version: 1,
    rule: Some(RULE),
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/hypervisors.yaml"),
            include_str!("../../../api-ref/common/hypervisor-status.yaml"),
            include_str!("../../../api-ref/common/hypervisor-host-ip.yaml"),
            include_str!("../../../api-ref/v3/os-hypervisors.yaml"),
        ],
        // The view in `juno` writes these keys.
        hypervisor: Keys::new(hypervisors::KEYS, |_, _, _| {}),
        routes: &[
            Route::get("/os-hypervisors", handler!(hypervisors::list, ALL)).ruled(RULE),
            Route::get("/os-hypervisors/detail", handler!(hypervisors::detail, ALL)).ruled(RULE),
            Route::get("/os-hypervisors/statistics", handler!(hypervisors::statistics)).ruled(RULE),
            Route::get("/os-hypervisors/{id}", handler!(hypervisors::show, ALL)).ruled(RULE),
            Route::get("/os-hypervisors/{id}/uptime", handler!(hypervisors::uptime, ALL))
                .ruled(RULE),
            Route::get("/os-hypervisors/{id}/search", handler!(hypervisors::search, ALL))
                .ruled(RULE),
            Route::get("/os-hypervisors/{id}/servers", handler!(hypervisors::servers, ALL))
                .ruled(RULE),
        ],
        ..Adds::NOTHING
    },
});
