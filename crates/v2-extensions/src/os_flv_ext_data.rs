//! Shows the size of the second disk that a flavor gives.

use ferronova_compute::Flavor;
use ferronova_v2::{Extension, Fields, Key};

const EPHEMERAL: Key = Key::new("OS-FLV-EXT-DATA:ephemeral");

struct FlavorExtraData;

impl Extension for FlavorExtraData {
    const ALIAS: &str = "OS-FLV-EXT-DATA";
    const NAME: &str = "FlavorExtraData";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/flavor_extra_data/api/v1.1";
    const UPDATED: &str = "2011-09-14T00:00:00Z";
    const DESCRIPTION: &str = "Provide additional data for flavors.";
    const RULE: Option<&str> = Some("compute_extension:flavorextradata");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/flavor-ephemeral.yaml")];

    const FLAVOR_KEYS: &[Key] = &[EPHEMERAL];

    fn extend_flavor(flavor: &Flavor, out: &mut Fields<'_>) {
        out.field(EPHEMERAL, &flavor.ephemeral_gb);
    }
}

ferronova_v2::register!(FlavorExtraData);
