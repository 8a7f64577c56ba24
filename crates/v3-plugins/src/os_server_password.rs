//! Shows and forgets the password that the guest of a server made up.

use ferronova_juno::server_password;
use ferronova_v3::{Call, CallFuture, Method, Plugin, Route};

const RULE: &str = "compute_extension:v3:os-server-password";

struct ServerPassword;

impl Plugin for ServerPassword {
    const ALIAS: &str = "os-server-password";
    const NAME: &str = "ServerPassword";
    const DESCRIPTION: &str = "Server password support.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = Some(RULE);
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/server-password.yaml"),
        include_str!("../../../api-ref/v3/os-server-password.yaml"),
    ];
    const ROUTES: &[Route] = &[
        route(Method::GET, |call| Box::pin(server_password::show(call))),
        route(Method::DELETE, |call| Box::pin(server_password::clear(call))),
    ];
}

ferronova_v3::register!(ServerPassword);

const fn route(method: Method, run: for<'a> fn(Call<'a>) -> CallFuture<'a>) -> Route {
    let path = "/servers/{id}/os-server-password";
    Route { method, path, rule: Some(RULE), words: None, run }
}
