//! Shows of each address the hardware address of its interface.

use ferronova_compute::Address;
use ferronova_v2::{Extension, Fields, Key};

const MAC_ADDR: Key = Key::new("OS-EXT-IPS-MAC:mac_addr");

struct ExtendedIpsMac;

impl Extension for ExtendedIpsMac {
    const ALIAS: &str = "OS-EXT-IPS-MAC";
    const NAME: &str = "ExtendedIpsMac";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/extended_ips_mac/api/v1.1";
    const UPDATED: &str = "2013-03-07T00:00:00Z";
    const DESCRIPTION: &str = "Adds mac address parameter to the ip list.";
    const RULE: Option<&str> = Some("compute_extension:extended_ips_mac");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v2/OS-EXT-IPS-MAC.yaml")];

    const ADDRESS_KEYS: &[Key] = &[MAC_ADDR];

    fn extend_address(address: &Address, out: &mut Fields<'_>) {
        out.field(MAC_ADDR, &address.mac);
    }
}

ferronova_v2::register!(ExtendedIpsMac);
