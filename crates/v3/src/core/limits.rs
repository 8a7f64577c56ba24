//! `/limits`: the limits of a project.

use ferronova_extend::{Adds, Route, handler};
use ferronova_juno::limits;

use crate::Plugin;

crate::register!(Plugin {
    alias: "limits",
    name: "Limits",
    description: "Limits support.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../../api-ref/common/limits.yaml"),
            include_str!("../../../../api-ref/v3/limits.yaml"),
        ],
        routes: &[Route::get(
            "/limits",
            handler!(limits::show, Some("compute_extension:v3:os-used-limits"))
        )],
        ..Adds::NOTHING
    },
});
