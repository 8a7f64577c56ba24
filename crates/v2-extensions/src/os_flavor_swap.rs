//! Shows the swap space of a flavor.

use ferronova_compute::Flavor;
use ferronova_v2::{Adds, Extension, Fields, Key, Keys, Related};

const SWAP: Key = Key::new("swap");

ferronova_v2::register!(Extension {
    alias: "os-flavor-swap",
    name: "FlavorSwap",
    namespace: "http://docs.openstack.org/compute/ext/flavor_swap/api/v1.1",
    updated: "2012-08-29T00:00:00Z",
    description: "Support to show the swap status of a flavor.",
    rule: Some("compute_extension:flavor_swap"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/flavor-swap.yaml")],
        flavor: Keys::new(&[SWAP], write),
        ..Adds::NOTHING
    },
});

fn write(flavor: &Flavor, _: &Related, out: &mut Fields<'_>) {
    // Without swap space, the value is an empty string.
    match flavor.swap_mb {
        0 => out.field(SWAP, ""),
        swap_mb => out.field(SWAP, &swap_mb),
    };
}
