//! Shows and clears the password that the guest of a server generated.

use ferronova_juno::server_password;
use ferronova_v2::{Adds, Extension, Route, Wording, handler};

const RULE: &str = "compute_extension:server_password";

ferronova_v2::register!(Extension {
    alias: "os-server-password",
    name: "ServerPassword",
    namespace: "http://docs.openstack.org/compute/ext/server-password/api/v2",
    updated: "2012-11-29T00:00:00Z",
    description: "Server password support.",
    rule: Some(RULE),
    adds: Adds {
        words: Some(&Wording::WITH_ID),
        api_ref: &[
            include_str!("../../../api-ref/common/server-password.yaml"),
            include_str!("../../../api-ref/v2/os-server-password.yaml"),
        ],
        routes: &[
            Route::get("/servers/{id}/os-server-password", handler!(server_password::show))
                .ruled(RULE),
            Route::delete("/servers/{id}/os-server-password", handler!(server_password::clear))
                .ruled(RULE),
        ],
        ..Adds::NOTHING
    },
});
