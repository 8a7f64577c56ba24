//! The interfaces of servers: listed, added, taken away.

use ferronova_juno::interfaces;
use ferronova_v3::{Call, CallFuture, Method, Plugin, Route, Wording};

struct AttachInterfaces;

impl Plugin for AttachInterfaces {
    const ALIAS: &str = "os-attach-interfaces";
    const NAME: &str = "AttachInterfaces";
    const DESCRIPTION: &str = "Attach interface support.";
    const VERSION: u32 = 1;
    const RULE: &str = "";
    const ROUTES: &[Route] = &[
        route(Method::GET, ALL, "", |call| Box::pin(interfaces::list(call))),
        route(Method::GET, ONE, "", |call| Box::pin(interfaces::show(call))),
        route(Method::POST, ALL, "attach_interface", |call| {
            Box::pin(interfaces::attach(call, NAMES))
        }),
        route(Method::DELETE, ONE, "detach_interface", |call| Box::pin(interfaces::detach(call))),
    ];
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/interfaces.yaml"),
        include_str!("../../../api-ref/v3/os-attach-interfaces.yaml"),
    ];
}

ferronova_v3::register!(AttachInterfaces);

/// What holds the interface in a request: today, and in 2014.1.
const NAMES: &[&str] = &["interfaceAttachment", "interface_attachment"];

const ALL: &str = "/servers/{id}/os-interface";
const ONE: &str = "/servers/{id}/os-interface/{port_id}";

const fn route(
    method: Method,
    path: &'static str,
    action: &'static str,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Route {
    let rule = Some("compute_extension:v3:os-attach-interfaces");
    Route { method, path, rule, wording: Wording::action_with_id(action), run }
}
