//! Shows administrators the machines that run servers, and what runs on them.

use ferronova_juno::hypervisors::{self, OptionalKeys};
use ferronova_v2::{Call, CallFuture, Extension, Key, Method, Route, Wording, ready};

const RULE: &str = "compute_extension:hypervisors";

struct Hypervisors;

impl Extension for Hypervisors {
    const ALIAS: &str = "os-hypervisors";
    const NAME: &str = "Hypervisors";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/hypervisors/api/v1.1";
    const UPDATED: &str = "2012-06-21T00:00:00Z";
    const DESCRIPTION: &str = "Admin-only hypervisor administration.";
    const RULE: Option<&str> = Some(RULE);
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/hypervisors.yaml"),
        include_str!("../../../api-ref/v2/os-hypervisors.yaml"),
    ];

    const HYPERVISOR_KEYS: &[Key] = hypervisors::KEYS;
    const ROUTES: &[Route] = &[
        get("/os-hypervisors", |call| ready(Ok(hypervisors::list(&call, optional(&call))))),
        get("/os-hypervisors/detail", |call| {
            let optional = optional(&call);
            Box::pin(hypervisors::detail(call, optional))
        }),
        get("/os-hypervisors/statistics", |call| Box::pin(hypervisors::statistics(call))),
        get("/os-hypervisors/{id}", |call| {
            let optional = optional(&call);
            Box::pin(hypervisors::show(call, optional))
        }),
        get("/os-hypervisors/{id}/search", |call| {
            ready(hypervisors::search(&call, optional(&call)))
        }),
        get("/os-hypervisors/{id}/servers", |call| {
            let optional = optional(&call);
            Box::pin(hypervisors::servers(call, optional))
        }),
        get("/os-hypervisors/{id}/uptime", |call| {
            ready(hypervisors::uptime(&call, optional(&call)))
        }),
    ];
}

ferronova_v2::register!(Hypervisors);

const fn get(path: &'static str, run: for<'a> fn(Call<'a>) -> CallFuture<'a>) -> Route {
    Route { method: Method::GET, path, rule: Some(RULE), words: Some(&Wording::WITH_ID), run }
}

/// What other extensions add.
fn optional(call: &Call<'_>) -> OptionalKeys {
    let registry = call.registry();
    OptionalKeys {
        no_servers: false,
        status: registry.has("os-hypervisor-status"),
        host_ip: registry.has("os-extended-hypervisors"),
    }
}
