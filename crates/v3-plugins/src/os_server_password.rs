//! Shows and clears the password that the guest of a server generated.

use ferronova_juno::server_password;
use ferronova_v3::{Adds, Plugin, Route, handler};

const RULE: &str = "compute_extension:v3:os-server-password";

ferronova_v3::register!(Plugin {
    alias: "os-server-password",
    name: "ServerPassword",
    description: "Server password support.",
    version: 1,
    rule: Some(RULE),
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/server-password.yaml"),
            include_str!("../../../api-ref/v3/os-server-password.yaml"),
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
