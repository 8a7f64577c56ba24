//! Shows, for each address, whether it is fixed or floating.

use ferronova_compute::Address;
use ferronova_v2::{Adds, Extension, Fields, Key, Keys, Related};

const TYPE: Key = Key::new("OS-EXT-IPS:type");

ferronova_v2::register!(Extension {
    alias: "OS-EXT-IPS",
    name: "ExtendedIps",
    namespace: "http://docs.openstack.org/compute/ext/extended_ips/api/v1.1",
    updated: "2013-01-06T00:00:00Z",
    description: "Adds type parameter to the ip list.",
    rule: Some("compute_extension:extended_ips"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/v2/OS-EXT-IPS.yaml")],
        address: Keys::new(&[TYPE], write),
        ..Adds::NOTHING
    },
});

fn write(address: &Address, _: &Related, out: &mut Fields<'_>) {
    out.field(TYPE, address.kind.as_str());
}
