//! Shows the extra specs of flavors.

use ferronova_juno::extra_specs;
use ferronova_v2::{Adds, Extension, Route, handler};

ferronova_v2::register!(Extension {
    alias: "os-flavor-extra-specs",
    name: "FlavorExtraSpecs",
    namespace: "http://docs.openstack.org/compute/ext/flavor_extra_specs/api/v1.1",
    updated: "2011-06-23T00:00:00Z",
    description: "Instance type (flavor) extra specs.",
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/flavor-extra-specs.yaml"),
            include_str!("../../../api-ref/v2/os-flavor-extra-specs.yaml"),
        ],
        routes: &[
            Route::get("/flavors/{id}/os-extra_specs", handler!(extra_specs::list))
                .ruled("compute_extension:flavorextraspecs:index"),
            Route::get("/flavors/{id}/os-extra_specs/{key}", handler!(extra_specs::show))
                .ruled("compute_extension:flavorextraspecs:show"),
        ],
        ..Adds::NOTHING
    },
});
