//! Shows whether a flavor is open to everybody.

use ferronova_compute::Flavor;
use ferronova_extend::{Fields, Key};

use crate::Plugin;

const IS_PUBLIC: Key = Key::new("os-flavor-access:is_public");

struct FlavorAccess;

impl Plugin for FlavorAccess {
    const ALIAS: &str = "os-flavor-access";
    const NAME: &str = "FlavorAccess";
    const DESCRIPTION: &str = "Flavor access support.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = Some("compute_extension:v3:os-flavor-access");
    const API_REF: &[&str] = &[include_str!("../../../../api-ref/common/flavor-access.yaml")];
    const FLAVOR_KEYS: &[Key] = &[IS_PUBLIC];

    fn extend_flavor(flavor: &Flavor, out: &mut Fields<'_>) {
        out.field(IS_PUBLIC, &flavor.is_public);
    }
}

crate::register!(FlavorAccess);
