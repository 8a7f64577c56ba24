//! Shows of each address whether it is fixed or floating.

use ferronova_compute::Address;
use ferronova_v2::{Extension, Fields, Key};

const TYPE: Key = Key::new("OS-EXT-IPS:type");

struct ExtendedIps;

impl Extension for ExtendedIps {
    const ALIAS: &str = "OS-EXT-IPS";
    const NAME: &str = "ExtendedIps";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/extended_ips/api/v1.1";
    const UPDATED: &str = "2013-01-06T00:00:00Z";
    const DESCRIPTION: &str = "Adds type parameter to the ip list.";
    const RULE: Option<&str> = Some("compute_extension:extended_ips");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v2/OS-EXT-IPS.yaml")];

    const ADDRESS_KEYS: &[Key] = &[TYPE];

    fn extend_address(address: &Address, out: &mut Fields<'_>) {
        out.field(TYPE, address.kind.as_str());
    }
}

ferronova_v2::register!(ExtendedIps);
