//! Shows what the scheduler and the hypervisor are told of a flavor.

use ferronova_juno::extra_specs;
use ferronova_v2::{Extension, Method, Route, ready};

struct FlavorExtraSpecs;

impl Extension for FlavorExtraSpecs {
    const ALIAS: &str = "os-flavor-extra-specs";
    const NAME: &str = "FlavorExtraSpecs";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/flavor_extra_specs/api/v1.1";
    const UPDATED: &str = "2011-06-23T00:00:00Z";
    const DESCRIPTION: &str = "Instance type (flavor) extra specs.";
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/flavor-extra-specs.yaml"),
        include_str!("../../../api-ref/v2/os-flavor-extra-specs.yaml"),
    ];

    const ROUTES: &[Route] = &[
        Route {
            method: Method::GET,
            path: "/flavors/{id}/os-extra_specs",
            rule: Some("compute_extension:flavorextraspecs:index"),
            words: None,
            run: |call| ready(extra_specs::list(&call)),
        },
        Route {
            method: Method::GET,
            path: "/flavors/{id}/os-extra_specs/{key}",
            rule: Some("compute_extension:flavorextraspecs:show"),
            words: None,
            run: |call| ready(extra_specs::show(&call)),
        },
    ];
}

ferronova_v2::register!(FlavorExtraSpecs);
