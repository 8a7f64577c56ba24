//! Shows whether a flavor is open to every project.

use ferronova_compute::Flavor;
use ferronova_v2::{Adds, Extension, Fields, Key, Keys, Related};

const IS_PUBLIC: Key = Key::new("os-flavor-access:is_public");

ferronova_v2::register!(Extension {
    alias: "os-flavor-access",
    name: "FlavorAccess",
    namespace: "http://docs.openstack.org/compute/ext/flavor_access/api/v2",
    updated: "2012-08-01T00:00:00Z",
    description: "Flavor access support.",
    rule: Some("compute_extension:flavor_access"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/flavor-access.yaml")],
        flavor: Keys::new(&[IS_PUBLIC], write),
        ..Adds::NOTHING
    },
});

fn write(flavor: &Flavor, _: &Related, out: &mut Fields<'_>) {
    out.field(IS_PUBLIC, &flavor.is_public);
}
