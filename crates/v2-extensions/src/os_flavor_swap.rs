//! Shows the swap space that a flavor gives.

use ferronova_compute::Flavor;
use ferronova_v2::{Extension, Fields, Key};

const SWAP: Key = Key::new("swap");

struct FlavorSwap;

impl Extension for FlavorSwap {
    const ALIAS: &str = "os-flavor-swap";
    const NAME: &str = "FlavorSwap";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/flavor_swap/api/v1.1";
    const UPDATED: &str = "2012-08-29T00:00:00Z";
    const DESCRIPTION: &str = "Support to show the swap status of a flavor.";
    const RULE: Option<&str> = Some("compute_extension:flavor_swap");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/flavor-swap.yaml")];

    const FLAVOR_KEYS: &[Key] = &[SWAP];

    fn extend_flavor(flavor: &Flavor, out: &mut Fields<'_>) {
        // None at all is an empty text.
        match flavor.swap_mb {
            0 => out.field(SWAP, ""),
            swap_mb => out.field(SWAP, &swap_mb),
        };
    }
}

ferronova_v2::register!(FlavorSwap);
