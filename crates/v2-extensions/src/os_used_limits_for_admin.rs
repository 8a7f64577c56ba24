//! Lets administrators see the limits of another project. `/limits` checks whether this extension
//! is loaded.

use ferronova_v2::{Adds, Extension};

ferronova_v2::register!(Extension {
    alias: "os-used-limits-for-admin",
    name: "UsedLimitsForAdmin",
    namespace: "http://docs.openstack.org/compute/ext/used_limits_for_admin/api/v1.1",
    updated: "2013-05-02T00:00:00Z",
    description: "Provide data to admin on limited resources used by other tenants.",
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/v2/os-used-limits-for-admin.yaml")],
        ..Adds::NOTHING
    },
});
