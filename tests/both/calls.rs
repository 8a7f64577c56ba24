//! The calls on a server, each by a short name and with a valid body.

use ferronova_testkit::{Client, Response};
use serde_json::{Value, json};

/// A network for servers: that of the built-in seed, or the one that `CONTRACT_NETWORK` names.
pub(crate) fn private() -> String {
    std::env::var("CONTRACT_NETWORK")
        .unwrap_or_else(|_| "0e700000-0000-4000-8000-000000000001".to_owned())
}

/// Does something to a server: an action by its name, `reboot SOFT` or `reboot HARD`, or `DELETE`.
pub(crate) fn send(caller: &Client, id: &str, call: &str) -> Response {
    if call == "DELETE" {
        return caller.delete(&format!("servers/{id}"));
    }
    let (action, value) = match call {
        "reboot SOFT" => ("reboot", json!({"type": "SOFT"})),
        "reboot HARD" => ("reboot", json!({"type": "HARD"})),
        "resize" => (call, json!({"flavorRef": "2"})),
        "rebuild" => (call, json!({"imageRef": caller.image_id()})),
        "changePassword" => (call, json!({"adminPass": "new"})),
        "createImage" => (call, json!({"name": "snapshot"})),
        "createBackup" => (call, json!({"name": "backup", "backup_type": "daily", "rotation": 1})),
        "os-migrateLive" => {
            let value = json!({"host": null, "block_migration": false, "disk_over_commit": false});
            (call, value)
        }
        "evacuate" => (call, json!({"host": "compute-2", "onSharedStorage": false})),
        "addFixedIp" => (call, json!({"networkId": private()})),
        "os-resetState" => (call, json!({"state": "active"})),
        action => (action, Value::Null),
    };
    caller.action(id, &json!({ action: value }))
}

/// The name of the action in a call.
pub(crate) fn action_of(call: &str) -> &str {
    call.split(' ').next().unwrap_or(call)
}

/// The status of a call that is carried out.
pub(crate) fn done(call: &str) -> u16 {
    match call {
        "DELETE" | "confirmResize" => 204,
        "rescue" | "evacuate" => 200,
        _ => 202,
    }
}
