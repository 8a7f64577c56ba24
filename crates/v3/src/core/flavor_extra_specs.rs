//! `/flavors/{id}/os-extra_specs`: what the scheduler and the hypervisor are told of a flavor.

use ferronova_extend::{Route, ready};
use ferronova_http::Method;
use ferronova_juno::extra_specs;

use crate::Plugin;

struct FlavorExtraSpecs;

impl Plugin for FlavorExtraSpecs {
    const ALIAS: &str = "flavor-extra-specs";
    const NAME: &str = "FlavorsExtraSpecs";
    const DESCRIPTION: &str = "Flavors extra specs support.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../../api-ref/common/flavor-extra-specs.yaml"),
        include_str!("../../../../api-ref/v3/flavor-extra-specs.yaml"),
    ];
    const ROUTES: &[Route] = &[
        Route {
            method: Method::GET,
            path: "/flavors/{id}/os-extra_specs",
            rule: Some("compute_extension:v3:flavor-extra-specs:index"),
            words: None,
            run: |call| ready(extra_specs::list(&call)),
        },
        Route {
            method: Method::GET,
            path: "/flavors/{id}/os-extra_specs/{key}",
            rule: Some("compute_extension:v3:flavor-extra-specs:show"),
            words: None,
            run: |call| ready(extra_specs::show(&call)),
        },
    ];
}

crate::register!(FlavorExtraSpecs);
