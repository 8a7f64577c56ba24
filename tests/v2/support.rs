//! What is different on v2.

use ferronova_server::ApiVersion;
use ferronova_testkit::{Client, Response, Version};
use serde_json::{Value, json};

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

/// The extension that adds the keys of the lock, and the rule for seeing them.
pub(crate) const LOCK_ALIAS: &str = "os-server-locked-status";
pub(crate) const LOCK_RULE: &str = "compute_extension:server_locked_status";

/// The keys of the states, the extension that adds them, and the rule for seeing them.
pub(crate) const STATES: &[&str] =
    &["OS-EXT-STS:task_state", "OS-EXT-STS:vm_state", "OS-EXT-STS:power_state"];
pub(crate) const STATES_ALIAS: &str = "OS-EXT-STS";
pub(crate) const STATES_RULE: &str = "compute_extension:extended_status";

/// The rule for seeing the addresses of a server that is being built.
pub(crate) const HIDE_ADDRESSES_RULE: &str = "compute_extension:hide_server_addresses";

/// What can be read below the path of a server.
pub(crate) const PARTS_OF_A_SERVER: &[&str] = &[
    "ips",
    "metadata",
    "os-instance-actions",
    "os-interface",
    "os-security-groups",
    "os-server-password",
    "os-volume_attachments",
];

/// The keys of an address in the core, besides the address and its IP version.
pub(crate) const OF_AN_ADDRESS: &[&str] = &[];

/// The rules for the list of zones, and for the list with their hosts.
pub(crate) const ZONES_RULE: &str = "compute_extension:availability_zone:list";
pub(crate) const ZONES_DETAIL_RULE: &str = "compute_extension:availability_zone:detail";

/// The rules for the extra specs of a flavor, and for one of them.
pub(crate) const EXTRA_SPECS_RULE: &str = "compute_extension:flavorextraspecs:index";
pub(crate) const EXTRA_SPEC_RULE: &str = "compute_extension:flavorextraspecs:show";

/// The answer of an action that does not set a new password.
pub(crate) const NO_PASSWORD: &str = "";

/// The header with the request id.
pub(crate) const REQUEST_ID: &str = "x-compute-request-id";

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
        "migrate" => "compute_extension:admin_actions:migrate",
        "os-migrateLive" => "compute_extension:admin_actions:migrateLive",
        "createBackup" => "compute_extension:admin_actions:createBackup",
        "resetNetwork" => "compute_extension:admin_actions:resetNetwork",
        "injectNetworkInfo" => "compute_extension:admin_actions:injectNetworkInfo",
        "shelve" => "compute_extension:shelve",
        "shelveOffload" => "compute_extension:shelveOffload",
        "unshelve" => "compute_extension:unshelve",
        "rescue" | "unrescue" => "compute_extension:rescue",
        "forceDelete" | "restore" => "compute_extension:deferred_delete",
        "evacuate" => "compute_extension:evacuate",
        _ => panic!("{action} has no such rule"),
    }
}

/// What an action and another method answer about a server that does not exist.
pub(crate) fn not_found_text(call: &str, id: &str) -> String {
    match call {
        "GET" | "PUT" | "DELETE" | "reboot" | "resize" | "confirmResize" | "revertResize"
        | "rebuild" | "changePassword" | "createImage" => "Instance could not be found".to_owned(),
        "rescue" | "unrescue" | "shelve" | "shelveOffload" | "unshelve" => {
            "Server not found".to_owned()
        }
        "os-start" | "os-stop" => "Instance not found".to_owned(),
        _ => format!("Instance {id} could not be found."),
    }
}

/// The extension with fixed addresses, and its answer about a server that does not exist.
pub(crate) const MULTINIC_ALIAS: &str = "NMN";
pub(crate) const MULTINIC_RULE: &str = "compute_extension:multinic";
pub(crate) const MULTINIC_NOT_FOUND: &str = "Server not found";

/// The refusal of its actions by a lock.
pub(crate) fn locked_address(id: &str) -> Answer {
    fault(400, "badRequest", &format!("Instance {id} is locked"))
}

/// What the console action answers about a server that does not exist.
pub(crate) const CONSOLE_NOT_FOUND: &str = "Instance not found";

/// The path that bookmarks begin with.
pub(crate) fn bookmarks(client: &Client) -> String {
    format!("/{}", client.project_id())
}

/// The answer to a caller whom a lock refuses.
pub(crate) fn refused_by_lock(call: &str, id: &str) -> Answer {
    match call {
        "changePassword" => fault(400, "badRequest", &format!("Instance {id} is locked")),
        "restore" => invalid_state("restore"),
        _ => locked(id),
    }
}

/// The answer of an action in a state that does not allow it, such as `vm_state stopped`.
pub(crate) fn refused_by_state(call: &str, id: &str, state: &str) -> Answer {
    let long = |operation: &str| {
        format!("Instance {id} in {state}. Cannot {operation} while the instance is in this state.")
    };
    match call {
        "changePassword" => fault(400, "badRequest", &long("set_admin_password")),
        _ => cannot(call, state),
    }
}

/// The URL of an image that `createImage` makes.
pub(crate) fn create_image_url(client: &Client, id: &str) -> String {
    format!("{}/images/{id}", client.url())
}

/// The URL of an image that `createBackup` makes; it lacks the project, as in Nova.
pub(crate) fn create_backup_url(client: &Client, id: &str) -> String {
    format!("{}/v2/images/{id}", client.base_url())
}

/// What `createBackup` answers to a type that it refuses: one that is too long.
pub(crate) fn refused_backup_type(_backup_type: &str) -> String {
    "Image metadata value too long".to_owned()
}

/// Attaches a volume.
pub(crate) fn attach_volume(client: &Client, id: &str, volume: &str) -> Response {
    client.post(&format!("servers/{id}/os-volume_attachments"), &attachment(volume))
}

/// Detaches a volume.
pub(crate) fn detach_volume(client: &Client, id: &str, volume: &str) -> Response {
    client.delete(&format!("servers/{id}/os-volume_attachments/{volume}"))
}

/// Swaps a volume for another.
pub(crate) fn swap_volume(client: &Client, id: &str, old: &str, new: &str) -> Response {
    client.put(&format!("servers/{id}/os-volume_attachments/{old}"), &attachment(new))
}

/// The body of a request that names a volume.
pub(crate) fn attachment(volume: &str) -> Value {
    json!({"volumeAttachment": {"volumeId": volume}})
}

/// The rules for instance actions, and for their events.
pub(crate) const ACTIONS_RULE: &str = "compute_extension:instance_actions";
pub(crate) const ACTION_EVENTS_RULE: &str = "compute_extension:instance_actions:events";

/// What is answered for a request that has no instance action on the server.
pub(crate) fn no_action_text(_request_id: &str) -> String {
    "The resource could not be found.".to_owned()
}
