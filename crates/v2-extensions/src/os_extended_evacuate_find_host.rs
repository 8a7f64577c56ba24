//! Allows evacuations without a host; the scheduler then chooses the host. The code is in
//! os-evacuate, which checks whether this extension is loaded.

use ferronova_v2::{Adds, Extension};

ferronova_v2::register!(Extension {
    alias: "os-extended-evacuate-find-host",
    name: "ExtendedEvacuateFindHost",
    namespace: "http://docs.openstack.org/compute/ext/extended_evacuate_find_host/api/v2",
    updated: "2014-02-12T00:00:00Z",
    description: "Enables server evacuation without target host. Scheduler will select\n       one to target.\n    ",
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/evacuate-find-host.yaml")],
        ..Adds::NOTHING
    },
});
