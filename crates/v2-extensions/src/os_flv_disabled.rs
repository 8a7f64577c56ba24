//! Shows whether a flavor is closed to new servers.

use ferronova_compute::Flavor;
use ferronova_v2::{Extension, Fields, Key};

const DISABLED: Key = Key::new("OS-FLV-DISABLED:disabled");

struct FlavorDisabled;

impl Extension for FlavorDisabled {
    const ALIAS: &str = "OS-FLV-DISABLED";
    const NAME: &str = "FlavorDisabled";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/flavor_disabled/api/v1.1";
    const UPDATED: &str = "2012-08-29T00:00:00Z";
    const DESCRIPTION: &str = "Support to show the disabled status of a flavor.";
    const RULE: Option<&str> = Some("compute_extension:flavor_disabled");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/flavor-disabled.yaml")];

    const FLAVOR_KEYS: &[Key] = &[DISABLED];

    fn extend_flavor(flavor: &Flavor, out: &mut Fields<'_>) {
        out.field(DISABLED, &flavor.is_disabled);
    }
}

ferronova_v2::register!(FlavorDisabled);
