//! Shows the size of the ephemeral disk of a flavor.

use ferronova_compute::Flavor;
use ferronova_v2::{Adds, Extension, Fields, Key, Keys, Related};

const EPHEMERAL: Key = Key::new("OS-FLV-EXT-DATA:ephemeral");

ferronova_v2::register!(Extension {
    alias: "OS-FLV-EXT-DATA",
    name: "FlavorExtraData",
    namespace: "http://docs.openstack.org/compute/ext/flavor_extra_data/api/v1.1",
    updated: "2011-09-14T00:00:00Z",
    description: "Provide additional data for flavors.",
    rule: Some("compute_extension:flavorextradata"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/flavor-ephemeral.yaml")],
        flavor: Keys::new(&[EPHEMERAL], write),
        ..Adds::NOTHING
    },
});

fn write(flavor: &Flavor, _: &Related, out: &mut Fields<'_>) {
    out.field(EPHEMERAL, &flavor.ephemeral_gb);
}
