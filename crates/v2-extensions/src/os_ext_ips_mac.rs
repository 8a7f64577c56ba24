//! Shows, for each address, the hardware address of the interface that has it.

use ferronova_compute::Address;
use ferronova_v2::{Adds, Extension, Fields, Key, Keys, Related};

const MAC_ADDR: Key = Key::new("OS-EXT-IPS-MAC:mac_addr");

ferronova_v2::register!(Extension {
    alias: "OS-EXT-IPS-MAC",
    name: "ExtendedIpsMac",
    namespace: "http://docs.openstack.org/compute/ext/extended_ips_mac/api/v1.1",
    updated: "2013-03-07T00:00:00Z",
    description: "Adds mac address parameter to the ip list.",
    rule: Some("compute_extension:extended_ips_mac"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/v2/OS-EXT-IPS-MAC.yaml")],
        address: Keys::new(&[MAC_ADDR], write),
        ..Adds::NOTHING
    },
});

fn write(address: &Address, _: &Related, out: &mut Fields<'_>) {
    out.field(MAC_ADDR, &address.mac);
}
