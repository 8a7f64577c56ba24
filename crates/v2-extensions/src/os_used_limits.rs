//! Shows how much a project uses, beside its limits.

use ferronova_juno::used_limits;
use ferronova_v2::{Adds, Extension};

ferronova_v2::register!(Extension {
    alias: "os-used-limits",
    name: "UsedLimits",
    namespace: "http://docs.openstack.org/compute/ext/used_limits/api/v1.1",
    updated: "2012-07-13T00:00:00Z",
    description: "Provide data on limited resources that are being used.",
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/used-limits.yaml")],
        limits: used_limits::KEYS,
        ..Adds::NOTHING
    },
});
