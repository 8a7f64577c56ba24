//! What v2 says its own way.

use ferronova_server::ApiVersion;
use ferronova_testkit::{Client, Version};

pub(crate) use crate::both::support::*;

/// The version of this binary.
pub(crate) const VERSION: Version = Version::V2;

/// The same version, as the registry knows it.
pub(crate) const API: ApiVersion = ApiVersion::V2;

/// The path of its version document.
pub(crate) const DOCUMENT: &str = "/v2/";

/// The keys of the lock.
pub(crate) const LOCKED: &str = "locked";
pub(crate) const LOCKED_BY: &str = "locked_by";

/// What adds the keys of the lock, and the rule that a caller must pass to see them.
pub(crate) const LOCK_ALIAS: &str = "os-server-locked-status";
pub(crate) const LOCK_RULE: &str = "compute_extension:server_locked_status";

/// The keys of the states, what adds them, and the rule that a caller must pass to see them.
pub(crate) const STATES: &[&str] =
    &["OS-EXT-STS:task_state", "OS-EXT-STS:vm_state", "OS-EXT-STS:power_state"];
pub(crate) const STATES_ALIAS: &str = "OS-EXT-STS";
pub(crate) const STATES_RULE: &str = "compute_extension:extended_status";

/// The rule that a caller must pass to see the addresses of a server that is being built.
pub(crate) const HIDE_ADDRESSES_RULE: &str = "compute_extension:hide_server_addresses";

/// The header with the id of a request, and what is none.
pub(crate) const REQUEST_ID: &str = "x-compute-request-id";
pub(crate) const NO_REQUEST_ID: &str = "x-openstack-request-id";

/// The rule of an action that is asked before the server is looked up.
pub(crate) fn rule_of(action: &str) -> &'static str {
    match action {
        "lock" => "compute_extension:admin_actions:lock",
        "unlock" => "compute_extension:admin_actions:unlock",
        "pause" => "compute_extension:admin_actions:pause",
        "unpause" => "compute_extension:admin_actions:unpause",
        "suspend" => "compute_extension:admin_actions:suspend",
        "resume" => "compute_extension:admin_actions:resume",
        "os-resetState" => "compute_extension:admin_actions:resetState",
        _ => panic!("{action} has no such rule"),
    }
}

/// What is said of a server that is not there to a caller of an action, or of another method.
pub(crate) fn not_found_text(call: &str, id: &str) -> String {
    match call {
        "GET" | "PUT" | "DELETE" | "reboot" => "Instance could not be found".to_owned(),
        "os-start" | "os-stop" => "Instance not found".to_owned(),
        _ => format!("Instance {id} could not be found."),
    }
}

/// What gives servers fixed addresses, and what is said where one is not there.
pub(crate) const MULTINIC_ALIAS: &str = "NMN";
pub(crate) const MULTINIC_RULE: &str = "compute_extension:multinic";
pub(crate) const MULTINIC_NOT_FOUND: &str = "Server not found";

/// The refusal of its actions by a lock.
pub(crate) fn locked_address(id: &str) -> Answer {
    fault(400, "badRequest", &format!("Instance {id} is locked"))
}

/// What is said of a server that is not there to whoever asks for its console.
pub(crate) const CONSOLE_NOT_FOUND: &str = "Instance not found";

/// The path that bookmarks begin with.
pub(crate) fn bookmarks(client: &Client) -> String {
    format!("/{}", client.project_id())
}
