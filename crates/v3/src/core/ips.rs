//! `/servers/{id}/ips`: the addresses of a server.

use ferronova_extend::{Adds, Route, handler};
use ferronova_juno::{
    servers,
    wording::{NotFound, Wording},
};

use crate::Plugin;

crate::register!(Plugin {
    alias: "ips",
    name: "Ips",
    description: "Server addresses.",
    version: 1,
    rule: None,
    adds: Adds {
        words: Some(&WORDS),
        api_ref: &[
            include_str!("../../../../api-ref/common/ips.yaml"),
            include_str!("../../../../api-ref/v3/ips.yaml"),
        ],
        routes: &[
            Route::get("/servers/{id}/ips", handler!(servers::list_addresses)),
            Route::get("/servers/{id}/ips/{label}", handler!(servers::show_addresses)),
        ],
        ..Adds::NOTHING
    },
});

const WORDS: Wording = Wording { not_found: NotFound::InstanceDoesNotExist, ..Wording::WITH_ID };
