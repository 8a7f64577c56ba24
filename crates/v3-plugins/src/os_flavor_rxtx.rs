//! Shows a flavor's share of the network's bandwidth.

use ferronova_compute::Flavor;
use ferronova_v3::{Fields, Key, Plugin};

const RXTX_FACTOR: Key = Key::new("rxtx_factor");

struct FlavorRxtx;

impl Plugin for FlavorRxtx {
    const ALIAS: &str = "os-flavor-rxtx";
    const NAME: &str = "FlavorRxtx";
    const DESCRIPTION: &str = "Support to show the rxtx status of a flavor.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = Some("compute_extension:v3:os-flavor-rxtx");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/flavor-rxtx.yaml")];
    const FLAVOR_KEYS: &[Key] = &[RXTX_FACTOR];

    fn extend_flavor(flavor: &Flavor, out: &mut Fields<'_>) {
        out.field(RXTX_FACTOR, &flavor.rxtx_factor);
    }
}

ferronova_v3::register!(FlavorRxtx);
