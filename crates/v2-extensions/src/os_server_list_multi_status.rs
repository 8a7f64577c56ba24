//! Lists servers in any of several statuses.

use ferronova_v2::{Adds, Extension, Filter, read_status};

ferronova_v2::register!(Extension {
    alias: "os-server-list-multi-status",
    name: "ServerListMultiStatus",
    namespace: "http://docs.openstack.org/compute/ext/os-server-list-multi-status/api/v2",
    updated: "2014-05-11T00:00:00Z",
    description: "Allow to filter the servers by a set of status values.",
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/v2/os-server-list-multi-status.yaml")],
        filters: &[Filter::every("status", |it| Ok(read_status(it)))],
        ..Adds::NOTHING
    },
});
