//! The machines that run servers, for administrators.

use ferronova_juno::hypervisors::{self, OptionalKeys};
use ferronova_v3::{Call, CallFuture, Key, Method, Plugin, Route, ready};

const OPTIONAL: OptionalKeys = OptionalKeys { no_servers: true, status: true, host_ip: true };

struct Hypervisors;

impl Plugin for Hypervisors {
    const ALIAS: &str = "os-hypervisors";
    const NAME: &str = "Hypervisors";
    const DESCRIPTION: &str = "Admin-only hypervisor administration.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = Some("compute_extension:v3:os-hypervisors");
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/hypervisors.yaml"),
        include_str!("../../../api-ref/common/hypervisor-status.yaml"),
        include_str!("../../../api-ref/common/hypervisor-host-ip.yaml"),
        include_str!("../../../api-ref/v3/os-hypervisors.yaml"),
    ];
    const HYPERVISOR_KEYS: &[Key] = hypervisors::KEYS;
    const ROUTES: &[Route] = &[
        get("/os-hypervisors", |call| ready(Ok(hypervisors::list(&call, OPTIONAL)))),
        get("/os-hypervisors/detail", |call| Box::pin(hypervisors::detail(call, OPTIONAL))),
        get("/os-hypervisors/statistics", |call| Box::pin(hypervisors::statistics(call))),
        get("/os-hypervisors/{id}", |call| Box::pin(hypervisors::show(call, OPTIONAL))),
        get("/os-hypervisors/{id}/uptime", |call| ready(hypervisors::uptime(&call, OPTIONAL))),
        get("/os-hypervisors/{id}/search", |call| ready(hypervisors::search(&call, OPTIONAL))),
        get("/os-hypervisors/{id}/servers", |call| Box::pin(hypervisors::servers(call, OPTIONAL))),
    ];
}

ferronova_v3::register!(Hypervisors);

const fn get(path: &'static str, run: for<'a> fn(Call<'a>) -> CallFuture<'a>) -> Route {
    let rule = Some("compute_extension:v3:os-hypervisors");
    Route { method: Method::GET, path, rule, words: None, run }
}
