//! Locks and unlocks servers.

use ferronova_juno::actions;
use ferronova_v3::{Adds, Plugin};

ferronova_v3::register!(Plugin {
    alias: "os-lock-server",
    name: "LockServer",
    description: "Enable lock/unlock server actions.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/lock-actions.yaml")],
        actions: &[
            actions::LOCK.ruled("compute_extension:v3:os-lock-server:lock"),
            actions::UNLOCK.ruled("compute_extension:v3:os-lock-server:unlock"),
        ],
        ..Adds::NOTHING
    },
});
