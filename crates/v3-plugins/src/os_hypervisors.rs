//! The machines that run servers, for administrators.

use ferronova_juno::hypervisors::{self, OptionalKeys};
use ferronova_v3::{Adds, Keys, Plugin, Route, handler, ready};

const OPTIONAL: OptionalKeys = OptionalKeys { no_servers: true, status: true, host_ip: true };

ferronova_v3::register!(Plugin {
    alias: "os-hypervisors",
    name: "Hypervisors",
    description: "Admin-only hypervisor administration.",
    version: 1,
    rule: Some("compute_extension:v3:os-hypervisors"),
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/hypervisors.yaml"),
            include_str!("../../../api-ref/common/hypervisor-status.yaml"),
            include_str!("../../../api-ref/common/hypervisor-host-ip.yaml"),
            include_str!("../../../api-ref/v3/os-hypervisors.yaml"),
        ],
        // The view writes these.
        hypervisor: Keys::new(hypervisors::KEYS, |_, _, _| {}),
        routes: &[
            Route::get("/os-hypervisors", |call| ready(Ok(hypervisors::list(&call, OPTIONAL))))
                .ruled("compute_extension:v3:os-hypervisors"),
            Route::get("/os-hypervisors/detail", |call| {
                Box::pin(hypervisors::detail(call, OPTIONAL))
            })
            .ruled("compute_extension:v3:os-hypervisors"),
            Route::get("/os-hypervisors/statistics", handler!(hypervisors::statistics))
                .ruled("compute_extension:v3:os-hypervisors"),
            Route::get("/os-hypervisors/{id}", |call| Box::pin(hypervisors::show(call, OPTIONAL)))
                .ruled("compute_extension:v3:os-hypervisors"),
            Route::get("/os-hypervisors/{id}/uptime", |call| {
                ready(hypervisors::uptime(&call, OPTIONAL))
            })
            .ruled("compute_extension:v3:os-hypervisors"),
            Route::get("/os-hypervisors/{id}/search", |call| {
                ready(hypervisors::search(&call, OPTIONAL))
            })
            .ruled("compute_extension:v3:os-hypervisors"),
            Route::get("/os-hypervisors/{id}/servers", |call| {
                Box::pin(hypervisors::servers(call, OPTIONAL))
            })
            .ruled("compute_extension:v3:os-hypervisors"),
        ],
        ..Adds::NOTHING
    },
});
