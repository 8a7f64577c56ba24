//! Shows a flavor's share of the network's bandwidth.

use ferronova_compute::Flavor;
use ferronova_v3::{Adds, Fields, Key, Keys, Plugin, Related};

const RXTX_FACTOR: Key = Key::new("rxtx_factor");

ferronova_v3::register!(Plugin {
    alias: "os-flavor-rxtx",
    name: "FlavorRxtx",
    description: "Support to show the rxtx status of a flavor.",
    version: 1,
    rule: Some("compute_extension:v3:os-flavor-rxtx"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/flavor-rxtx.yaml")],
        flavor: Keys::new(&[RXTX_FACTOR], write),
        ..Adds::NOTHING
    },
});

fn write(flavor: &Flavor, _: &Related, out: &mut Fields<'_>) {
    out.field(RXTX_FACTOR, &flavor.rxtx_factor);
}
