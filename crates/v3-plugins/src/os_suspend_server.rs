//! Suspends and resumes servers.

use ferronova_juno::actions;
use ferronova_v3::{Adds, Plugin};

ferronova_v3::register!(Plugin {
    alias: "os-suspend-server",
    name: "SuspendServer",
    description: "Enable suspend/resume server actions.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/suspend-actions.yaml")],
        actions: &[
            actions::SUSPEND.ruled("compute_extension:v3:os-suspend-server:suspend"),
            actions::RESUME.ruled("compute_extension:v3:os-suspend-server:resume"),
        ],
        ..Adds::NOTHING
    },
});
