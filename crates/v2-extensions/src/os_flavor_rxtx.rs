//! Shows a flavor's share of the network's bandwidth.

use ferronova_compute::Flavor;
use ferronova_v2::{Adds, Extension, Fields, Key, Keys, Related};

const RXTX_FACTOR: Key = Key::new("rxtx_factor");

ferronova_v2::register!(Extension {
    alias: "os-flavor-rxtx",
    name: "FlavorRxtx",
    namespace: "http://docs.openstack.org/compute/ext/flavor_rxtx/api/v1.1",
    updated: "2012-08-29T00:00:00Z",
    description: "Support to show the rxtx status of a flavor.",
    rule: Some("compute_extension:flavor_rxtx"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/flavor-rxtx.yaml")],
        flavor: Keys::new(&[RXTX_FACTOR], write),
        ..Adds::NOTHING
    },
});

fn write(flavor: &Flavor, _: &Related, out: &mut Fields<'_>) {
    out.field(RXTX_FACTOR, &flavor.rxtx_factor);
}
