//! Locks and unlocks servers.

use ferronova_juno::actions;
use ferronova_v3::{Action, Plugin};

struct LockServer;

impl Plugin for LockServer {
    const ALIAS: &str = "os-lock-server";
    const NAME: &str = "LockServer";
    const DESCRIPTION: &str = "Enable lock/unlock server actions.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/lock-actions.yaml")];
    const SERVER_ACTIONS: &[Action] = &[
        Action { rule: Some("compute_extension:v3:os-lock-server:lock"), ..actions::LOCK },
        Action { rule: Some("compute_extension:v3:os-lock-server:unlock"), ..actions::UNLOCK },
    ];
}

ferronova_v3::register!(LockServer);
