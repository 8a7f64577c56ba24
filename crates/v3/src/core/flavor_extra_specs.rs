//! `/flavors/{id}/os-extra_specs`: the extra specs of a flavor.

use ferronova_extend::{Adds, Route, handler};
use ferronova_juno::extra_specs;

use crate::Plugin;

crate::register!(Plugin {
    alias: "flavor-extra-specs",
    name: "FlavorsExtraSpecs",
    description: "Flavors extra specs support.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../../api-ref/common/flavor-extra-specs.yaml"),
            include_str!("../../../../api-ref/v3/flavor-extra-specs.yaml"),
        ],
        routes: &[
            Route::get("/flavors/{id}/os-extra_specs", handler!(extra_specs::list))
                .ruled("compute_extension:v3:flavor-extra-specs:index"),
            Route::get("/flavors/{id}/os-extra_specs/{key}", handler!(extra_specs::show))
                .ruled("compute_extension:v3:flavor-extra-specs:show"),
        ],
        ..Adds::NOTHING
    },
});
