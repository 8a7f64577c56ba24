//! Starts and stops servers. Both look the server up before they ask the policy.

use ferronova_juno::actions;
use ferronova_v2::{Action, Extension, NotFound, StateText, Wording};

struct ServerStartStop;

const WORDS: Wording =
    Wording { not_found: NotFound::InstanceShort, state: StateText::Long, ..Wording::CORE };

impl Extension for ServerStartStop {
    const ALIAS: &str = "os-server-start-stop";
    const NAME: &str = "ServerStartStop";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/servers/api/v1.1";
    const UPDATED: &str = "2012-01-23T00:00:00Z";
    const DESCRIPTION: &str = "Start/Stop instance compute API support.";
    const RULE: Option<&str> = None;
    const SERVER_ACTIONS: &[Action] = &[
        Action { words: Some(&WORDS), ..actions::START },
        Action { words: Some(&WORDS), ..actions::STOP },
    ];
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/start-stop-actions.yaml")];
}

ferronova_v2::register!(ServerStartStop);
