//! Shows the share of the network's bandwidth that a flavor gives.

use ferronova_compute::Flavor;
use ferronova_v2::{Extension, Fields, Key};

const RXTX_FACTOR: Key = Key::new("rxtx_factor");

struct FlavorRxtx;

impl Extension for FlavorRxtx {
    const ALIAS: &str = "os-flavor-rxtx";
    const NAME: &str = "FlavorRxtx";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/flavor_rxtx/api/v1.1";
    const UPDATED: &str = "2012-08-29T00:00:00Z";
    const DESCRIPTION: &str = "Support to show the rxtx status of a flavor.";
    const RULE: Option<&str> = Some("compute_extension:flavor_rxtx");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/flavor-rxtx.yaml")];

    const FLAVOR_KEYS: &[Key] = &[RXTX_FACTOR];

    fn extend_flavor(flavor: &Flavor, out: &mut Fields<'_>) {
        out.field(RXTX_FACTOR, &flavor.rxtx_factor);
    }
}

ferronova_v2::register!(FlavorRxtx);
