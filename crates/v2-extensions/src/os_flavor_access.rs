//! Shows whether a flavor is open to every project.

use ferronova_compute::Flavor;
use ferronova_v2::{Extension, Fields, Key};

const IS_PUBLIC: Key = Key::new("os-flavor-access:is_public");

struct FlavorAccess;

impl Extension for FlavorAccess {
    const ALIAS: &str = "os-flavor-access";
    const NAME: &str = "FlavorAccess";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/flavor_access/api/v2";
    const UPDATED: &str = "2012-08-01T00:00:00Z";
    const DESCRIPTION: &str = "Flavor access support.";
    const RULE: Option<&str> = Some("compute_extension:flavor_access");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/flavor-access.yaml")];

    const FLAVOR_KEYS: &[Key] = &[IS_PUBLIC];

    fn extend_flavor(flavor: &Flavor, out: &mut Fields<'_>) {
        out.field(IS_PUBLIC, &flavor.is_public);
    }
}

ferronova_v2::register!(FlavorAccess);
