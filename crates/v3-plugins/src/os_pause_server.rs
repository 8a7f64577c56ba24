//! Pauses and unpauses servers.

use ferronova_juno::actions;
use ferronova_v3::{Action, Plugin};

struct PauseServer;

impl Plugin for PauseServer {
    const ALIAS: &str = "os-pause-server";
    const NAME: &str = "PauseServer";
    const DESCRIPTION: &str = "Enable pause/unpause server actions.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/pause-actions.yaml")];
    const SERVER_ACTIONS: &[Action] = &[
        Action { rule: Some("compute_extension:v3:os-pause-server:pause"), ..actions::PAUSE },
        Action { rule: Some("compute_extension:v3:os-pause-server:unpause"), ..actions::UNPAUSE },
    ];
}

ferronova_v3::register!(PauseServer);
