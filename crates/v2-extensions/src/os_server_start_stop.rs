//! Starts and stops servers. Both actions look the server up before they check the policy.

use ferronova_juno::actions;
use ferronova_v2::{Adds, Extension, NotFound, StateText, Wording};

const WORDS: Wording =
    Wording { not_found: NotFound::InstanceShort, state: StateText::Long, ..Wording::CORE };

ferronova_v2::register!(Extension {
    alias: "os-server-start-stop",
    name: "ServerStartStop",
    namespace: "http://docs.openstack.org/compute/ext/servers/api/v1.1",
    updated: "2012-01-23T00:00:00Z",
    description: "Start/Stop instance compute API support.",
    rule: None,
    adds: Adds {
        words: Some(&WORDS),
        api_ref: &[include_str!("../../../api-ref/common/start-stop-actions.yaml")],
        actions: &[actions::START, actions::STOP],
        ..Adds::NOTHING
    },
});
