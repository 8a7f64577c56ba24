//! Shows and forgets the password that the guest of a server made up.

use ferronova_juno::server_password;
use ferronova_v2::{Call, CallFuture, Extension, Method, Route, Wording};

const RULE: &str = "compute_extension:server_password";

struct ServerPassword;

impl Extension for ServerPassword {
    const ALIAS: &str = "os-server-password";
    const NAME: &str = "ServerPassword";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/server-password/api/v2";
    const UPDATED: &str = "2012-11-29T00:00:00Z";
    const DESCRIPTION: &str = "Server password support.";
    const RULE: Option<&str> = Some(RULE);
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/server-password.yaml"),
        include_str!("../../../api-ref/v2/os-server-password.yaml"),
    ];

    const ROUTES: &[Route] = &[
        route(Method::GET, |call| Box::pin(server_password::show(call))),
        route(Method::DELETE, |call| Box::pin(server_password::clear(call))),
    ];
}

ferronova_v2::register!(ServerPassword);

const fn route(method: Method, run: for<'a> fn(Call<'a>) -> CallFuture<'a>) -> Route {
    let path = "/servers/{id}/os-server-password";
    Route { method, path, rule: Some(RULE), words: Some(&Wording::WITH_ID), run }
}
