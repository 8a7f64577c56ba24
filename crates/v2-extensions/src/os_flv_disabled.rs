//! Shows whether a flavor is closed to new servers.

use ferronova_compute::Flavor;
use ferronova_v2::{Adds, Extension, Fields, Key, Keys, Related};

const DISABLED: Key = Key::new("OS-FLV-DISABLED:disabled");

ferronova_v2::register!(Extension {
    alias: "OS-FLV-DISABLED",
    name: "FlavorDisabled",
    namespace: "http://docs.openstack.org/compute/ext/flavor_disabled/api/v1.1",
    updated: "2012-08-29T00:00:00Z",
    description: "Support to show the disabled status of a flavor.",
    rule: Some("compute_extension:flavor_disabled"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/flavor-disabled.yaml")],
        flavor: Keys::new(&[DISABLED], write),
        ..Adds::NOTHING
    },
});

fn write(flavor: &Flavor, _: &Related, out: &mut Fields<'_>) {
    out.field(DISABLED, &flavor.is_disabled);
}
