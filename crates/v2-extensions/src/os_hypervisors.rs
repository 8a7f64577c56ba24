//! Shows administrators the machines that run servers, and the servers on each.

use ferronova_juno::hypervisors::{self, OptionalKeys};
use ferronova_v2::{Adds, Call, Extension, Keys, Route, Wording, handler};

const RULE: &str = "compute_extension:hypervisors";

ferronova_v2::register!(Extension {
    alias: "os-hypervisors",
    name: "Hypervisors",
    namespace: "http://docs.openstack.org/compute/ext/hypervisors/api/v1.1",
    updated: "2012-06-21T00:00:00Z",
    description: "Admin-only hypervisor administration.",
    rule: Some(RULE),
    adds: Adds {
        words: Some(&Wording::WITH_ID),
        api_ref: &[
            include_str!("../../../api-ref/common/hypervisors.yaml"),
            include_str!("../../../api-ref/v2/os-hypervisors.yaml"),
        ],
        // The view in `juno` writes these keys.
        hypervisor: Keys::new(hypervisors::KEYS, |_, _, _| {}),
        routes: &[
            Route::get("/os-hypervisors", handler!(hypervisors::list, optional)).ruled(RULE),
            Route::get("/os-hypervisors/detail", handler!(hypervisors::detail, optional))
                .ruled(RULE),
            Route::get("/os-hypervisors/statistics", handler!(hypervisors::statistics)).ruled(RULE),
            Route::get("/os-hypervisors/{id}", handler!(hypervisors::show, optional)).ruled(RULE),
            Route::get("/os-hypervisors/{id}/search", handler!(hypervisors::search, optional))
                .ruled(RULE),
            Route::get("/os-hypervisors/{id}/servers", handler!(hypervisors::servers, optional))
                .ruled(RULE),
            Route::get("/os-hypervisors/{id}/uptime", handler!(hypervisors::uptime, optional))
                .ruled(RULE),
        ],
        ..Adds::NOTHING
    },
});

/// Returns which optional keys are shown: those for which an extension is loaded.
fn optional(call: &Call<'_>) -> OptionalKeys {
    let registry = call.registry();
    OptionalKeys {
        no_servers: false,
        status: registry.has("os-hypervisor-status"),
        host_ip: registry.has("os-extended-hypervisors"),
    }
}
