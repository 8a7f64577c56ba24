//! `/servers/{id}/ips`: the addresses of a server.

use ferronova_extend::{Call, CallFuture, Route};
use ferronova_http::Method;
use ferronova_juno::{
    servers,
    wording::{NotFound, Wording},
};

use crate::Plugin;

struct Ips;

impl Plugin for Ips {
    const ALIAS: &str = "ips";
    const NAME: &str = "Ips";
    const DESCRIPTION: &str = "Server addresses.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../../api-ref/common/ips.yaml"),
        include_str!("../../../../api-ref/v3/ips.yaml"),
    ];
    const ROUTES: &[Route] = &[
        get("/servers/{id}/ips", |call| Box::pin(servers::list_addresses(call))),
        get("/servers/{id}/ips/{label}", |call| Box::pin(servers::show_addresses(call))),
    ];
}

crate::register!(Ips);

const fn get(path: &'static str, run: for<'a> fn(Call<'a>) -> CallFuture<'a>) -> Route {
    const WORDS: Wording =
        Wording { not_found: NotFound::InstanceDoesNotExist, ..Wording::WITH_ID };
    Route { method: Method::GET, path, rule: None, words: Some(&WORDS), run }
}
