//! Suspends and resumes servers.

use ferronova_juno::actions;
use ferronova_v3::{Action, Plugin};

struct SuspendServer;

impl Plugin for SuspendServer {
    const ALIAS: &str = "os-suspend-server";
    const NAME: &str = "SuspendServer";
    const DESCRIPTION: &str = "Enable suspend/resume server actions.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/suspend-actions.yaml")];
    const SERVER_ACTIONS: &[Action] = &[
        Action { rule: Some("compute_extension:v3:os-suspend-server:suspend"), ..actions::SUSPEND },
        Action { rule: Some("compute_extension:v3:os-suspend-server:resume"), ..actions::RESUME },
    ];
}

ferronova_v3::register!(SuspendServer);
