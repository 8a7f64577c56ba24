//! The interfaces of servers: listed, added, taken away.

use ferronova_juno::interfaces;
use ferronova_v2::{Call, CallFuture, Extension, Method, Route, Wording};

struct AttachInterfaces;

impl Extension for AttachInterfaces {
    const ALIAS: &str = "os-attach-interfaces";
    const NAME: &str = "AttachInterfaces";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/interfaces/api/v1.1";
    const UPDATED: &str = "2012-07-22T00:00:00Z";
    const DESCRIPTION: &str = "Attach interface support.";
    const RULE: &str = "";
    const ROUTES: &[Route] = &[
        route(Method::GET, ALL, "", |call| Box::pin(interfaces::list(call))),
        route(Method::GET, ONE, "", |call| Box::pin(interfaces::show(call))),
        route(Method::POST, ALL, "attach_interface", |call| {
            Box::pin(interfaces::attach(call, &["interfaceAttachment"]))
        }),
        route(Method::DELETE, ONE, "detach_interface", |call| Box::pin(interfaces::detach(call))),
    ];
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/interfaces.yaml"),
        include_str!("../../../api-ref/v2/os-attach-interfaces.yaml"),
    ];
}

ferronova_v2::register!(AttachInterfaces);

const ALL: &str = "/servers/{id}/os-interface";
const ONE: &str = "/servers/{id}/os-interface/{port_id}";

const fn route(
    method: Method,
    path: &'static str,
    action: &'static str,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Route {
    let rule = Some("compute_extension:attach_interfaces");
    Route { method, path, rule, wording: Wording::action_with_id(action), run }
}
