//! Shows whether a flavor is open to everybody.

use ferronova_compute::Flavor;
use ferronova_extend::{Adds, Fields, Key, Keys, Related};

use crate::Plugin;

const IS_PUBLIC: Key = Key::new("os-flavor-access:is_public");

crate::register!(Plugin {
    alias: "os-flavor-access",
    name: "FlavorAccess",
    description: "Flavor access support.",
    version: 1,
    rule: Some("compute_extension:v3:os-flavor-access"),
    adds: Adds {
        api_ref: &[include_str!("../../../../api-ref/common/flavor-access.yaml")],
        flavor: Keys::new(&[IS_PUBLIC], write),
        ..Adds::NOTHING
    },
});

fn write(flavor: &Flavor, _: &Related, out: &mut Fields<'_>) {
    out.field(IS_PUBLIC, &flavor.is_public);
}
