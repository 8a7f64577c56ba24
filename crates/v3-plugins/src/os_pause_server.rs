//! Pauses and unpauses servers.

use ferronova_juno::actions;
use ferronova_v3::{Adds, Plugin};

ferronova_v3::register!(Plugin {
    alias: "os-pause-server",
    name: "PauseServer",
    description: "Enable pause/unpause server actions.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/pause-actions.yaml")],
        actions: &[
            actions::PAUSE.ruled("compute_extension:v3:os-pause-server:pause"),
            actions::UNPAUSE.ruled("compute_extension:v3:os-pause-server:unpause"),
        ],
        ..Adds::NOTHING
    },
});
