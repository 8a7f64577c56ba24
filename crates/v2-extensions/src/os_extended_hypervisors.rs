//! Shows the addresses of the hosts of hypervisors. The code is in os-hypervisors, which checks
//! whether this extension is loaded.

use ferronova_v2::{Adds, Extension};

ferronova_v2::register!(Extension {
    alias: "os-extended-hypervisors",
    name: "ExtendedHypervisors",
    namespace: "http://docs.openstack.org/compute/ext/extended_hypervisors/api/v1.1",
    updated: "2014-01-04T00:00:00Z",
    description: "Extended hypervisors support.",
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/hypervisor-host-ip.yaml")],
        ..Adds::NOTHING
    },
});
