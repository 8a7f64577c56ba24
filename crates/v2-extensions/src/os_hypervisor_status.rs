//! Shows whether hypervisors are up and accept new servers. The code is in os-hypervisors, which
//! checks whether this extension is loaded.

use ferronova_v2::{Adds, Extension};

ferronova_v2::register!(Extension {
    alias: "os-hypervisor-status",
    name: "HypervisorStatus",
    namespace: "http://docs.openstack.org/compute/ext/hypervisor_status/api/v1.1",
    updated: "2014-04-17T00:00:00Z",
    description: "Show hypervisor status.",
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/hypervisor-status.yaml")],
        ..Adds::NOTHING
    },
});
