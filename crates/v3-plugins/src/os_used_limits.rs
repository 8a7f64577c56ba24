//! Shows how much a project uses, beside its limits.

use ferronova_juno::used_limits;
use ferronova_v3::{Adds, Plugin};

ferronova_v3::register!(Plugin {
    alias: "os-used-limits",
    name: "UsedLimits",
    description: "Provide data on limited resource that are being used.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/used-limits.yaml")],
        limits: used_limits::KEYS,
        ..Adds::NOTHING
    },
});
