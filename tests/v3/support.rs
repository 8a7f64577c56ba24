//! What is different on v3.

use ferronova_server::ApiVersion;
use ferronova_testkit::{Client, Response, Version};
use serde_json::{Value, json};

pub(crate) use crate::both::support::*;

/// The version of this binary.
pub(crate) const VERSION: Version = Version::V3;

/// The same version, as the registry knows it.
pub(crate) const API: ApiVersion = ApiVersion::V3;

/// The path of its version document.
pub(crate) const DOCUMENT: &str = "/v3/";

/// The keys of the lock.
pub(crate) const LOCKED: &str = "OS-EXT-STS:locked";
pub(crate) const LOCKED_BY: &str = "OS-EXT-STS:locked_by";

/// The extension that adds the keys of the lock, and the rule for seeing them.
pub(crate) const LOCK_ALIAS: &str = "os-extended-status";
pub(crate) const LOCK_RULE: &str = "compute_extension:v3:os-extended-status";

/// The keys of the states, the extension that adds them, and the rule for seeing them.
pub(crate) const STATES: &[&str] = &[
    "OS-EXT-STS:task_state",
    "OS-EXT-STS:vm_state",
    "OS-EXT-STS:power_state",
    "OS-EXT-STS:locked",
    "OS-EXT-STS:locked_by",
];
pub(crate) const STATES_ALIAS: &str = "os-extended-status";
pub(crate) const STATES_RULE: &str = "compute_extension:v3:os-extended-status";

/// The rule for seeing the addresses of a server that is being built.
pub(crate) const HIDE_ADDRESSES_RULE: &str = "compute_extension:v3:os-hide-server-addresses";

/// What can be read below the path of a server.
pub(crate) const PARTS_OF_A_SERVER: &[&str] =
    &["ips", "metadata", "os-instance-actions", "os-interface", "os-server-password"];

/// The keys of an address in the core, besides the address and its IP version.
pub(crate) const OF_AN_ADDRESS: &[&str] = &["type", "mac_addr"];

/// The rules for the list of zones, and for the list with their hosts.
pub(crate) const ZONES_RULE: &str = "compute_extension:v3:os-availability-zone:list";
pub(crate) const ZONES_DETAIL_RULE: &str = "compute_extension:v3:os-availability-zone:detail";

/// The rules for the extra specs of a flavor, and for one of them.
pub(crate) const EXTRA_SPECS_RULE: &str = "compute_extension:v3:flavor-extra-specs:index";
pub(crate) const EXTRA_SPEC_RULE: &str = "compute_extension:v3:flavor-extra-specs:show";

/// The answer of an action that does not set a new password.
pub(crate) const NO_PASSWORD: &str = r#"{"adminPass":null}"#;

/// The header with the request id.
pub(crate) const REQUEST_ID: &str = "x-openstack-request-id";

/// The rule of an action that is asked before the server is looked up.
pub(crate) fn rule_of(action: &str) -> &'static str {
    match action {
        "lock" => "compute_extension:v3:os-lock-server:lock",
        "unlock" => "compute_extension:v3:os-lock-server:unlock",
        "pause" => "compute_extension:v3:os-pause-server:pause",
        "unpause" => "compute_extension:v3:os-pause-server:unpause",
        "suspend" => "compute_extension:v3:os-suspend-server:suspend",
        "resume" => "compute_extension:v3:os-suspend-server:resume",
        "os-resetState" => "compute_extension:v3:os-admin-actions:reset_state",
        "migrate" => "compute_extension:v3:os-migrate-server:migrate",
        "os-migrateLive" => "compute_extension:v3:os-migrate-server:migrate_live",
        "createBackup" => "compute_extension:v3:os-create-backup",
        "resetNetwork" => "compute_extension:v3:os-admin-actions:reset_network",
        "injectNetworkInfo" => "compute_extension:v3:os-admin-actions:inject_network_info",
        "shelve" => "compute_extension:v3:os-shelve:shelve",
        "shelveOffload" => "compute_extension:v3:os-shelve:shelve_offload",
        "unshelve" => "compute_extension:v3:os-shelve:unshelve",
        "rescue" | "unrescue" => "compute_extension:v3:os-rescue",
        "forceDelete" | "restore" => "compute_extension:v3:os-deferred-delete",
        "evacuate" => "compute_extension:v3:os-evacuate",
        _ => panic!("{action} has no such rule"),
    }
}

/// What every call answers about a server that does not exist.
pub(crate) fn not_found_text(_call: &str, id: &str) -> String {
    format!("Instance {id} could not be found.")
}

/// The extension with fixed addresses, and its answer about a server that does not exist.
pub(crate) const MULTINIC_ALIAS: &str = "os-multinic";
pub(crate) const MULTINIC_RULE: &str = "compute_extension:v3:os-multinic";
pub(crate) const MULTINIC_NOT_FOUND: &str = "Instance <id> could not be found.";

/// The refusal of its actions by a lock.
pub(crate) fn locked_address(id: &str) -> Answer {
    locked(id)
}

/// What the console action answers about a server that does not exist.
pub(crate) const CONSOLE_NOT_FOUND: &str = "Instance <id> could not be found.";

/// The path that bookmarks begin with.
pub(crate) fn bookmarks(_client: &Client) -> String {
    String::new()
}

/// Creates a server with one member of the request added or changed.
pub(crate) fn create_with(client: &Client, member: &str, value: &Value) -> Response {
    let mut body = client.new_server("web");
    body["server"][member] = value.clone();
    client.post("servers", &body)
}

/// The id of the created server.
#[track_caller]
pub(crate) fn created_id(created: &Response) -> String {
    created.at("/server/id").as_str().expect("a new server has an id").to_owned()
}

/// What is shown of a server that was created with one more member.
#[track_caller]
pub(crate) fn shown_with(client: &Client, member: &str, value: &Value) -> Value {
    let created = create_with(client, member, value).expect(202);
    client.show(&created_id(&created)).expect(200).at("/server")
}

/// Updates a server.
pub(crate) fn update(client: &Client, id: &str, server: &Value) -> Response {
    client.put(&format!("servers/{id}"), &json!({ "server": server }))
}

/// What is answered to a name with a blank at an end, or with unprintable characters.
pub(crate) const WRONG_NAME: &str = "An invalid 'name' value was provided. The name must be: \
                                     printable characters. Can not start or end with whitespace.";

/// Checks that a request was refused by its schema, with this text.
#[track_caller]
pub(crate) fn assert_invalid(response: &Response, name: &str, value: &str, reason: &str) {
    let message = format!("Invalid input for field/attribute {name}. Value: {value}. {reason}");
    response.assert_fault(400, "badRequest", &message);
}

/// Checks that a key of metadata, as Python quotes it, was refused with the text of one of the two
/// versions of the library that Juno allows.
#[track_caller]
pub(crate) fn assert_wrong_key(response: &Response, key: &str) {
    let before = format!("Invalid input for field/attribute metadata. Value: {{u'{key}': u'v'}}. ");
    let old = format!("Additional properties are not allowed (u'{key}' was unexpected)");
    let new = format!("u'{key}' does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{{1,255}}$'");
    let message = response.at("/badRequest/message");
    let reason = message.as_str().and_then(|it| it.strip_prefix(&before));
    assert!(reason.is_some_and(|it| it == old || it == new), "{message}");
    assert_eq!(response.status(), 400);
}

/// Whether a server has a key.
pub(crate) fn has(server: &Value, key: &str) -> bool {
    server.as_object().is_some_and(|it| it.contains_key(key))
}

/// The answer to a caller whom a lock refuses.
pub(crate) fn refused_by_lock(call: &str, id: &str) -> Answer {
    match call {
        "changePassword" | "restore" => invalid_state(call),
        _ => locked(id),
    }
}

/// The answer of an action in a state that does not allow it, such as `vm_state stopped`.
pub(crate) fn refused_by_state(call: &str, _id: &str, state: &str) -> Answer {
    cannot(call, state)
}

/// The URL of an image that `createImage` makes, in the image service.
pub(crate) fn create_image_url(client: &Client, id: &str) -> String {
    format!("{}/image/v2/images/{id}", client.base_url())
}

/// The URL of an image that `createBackup` makes.
pub(crate) fn create_backup_url(client: &Client, id: &str) -> String {
    format!("{}/images/{id}", client.url())
}

/// What `createBackup` answers to a type that it refuses.
pub(crate) fn refused_backup_type(backup_type: &str) -> String {
    format!(
        "Invalid input for field/attribute backup_type. Value: {backup_type}. u'{backup_type}' is \
         not one of ['daily', 'weekly']"
    )
}

/// Attaches a volume.
pub(crate) fn attach_volume(client: &Client, id: &str, volume: &str) -> Response {
    client.action(id, &json!({"attach": {"volume_id": volume}}))
}

/// Detaches a volume.
pub(crate) fn detach_volume(client: &Client, id: &str, volume: &str) -> Response {
    client.action(id, &json!({"detach": {"volume_id": volume}}))
}

/// Swaps a volume for another.
pub(crate) fn swap_volume(client: &Client, id: &str, old: &str, new: &str) -> Response {
    let value = json!({"old_volume_id": old, "new_volume_id": new});
    client.action(id, &json!({"swap_volume_attachment": value}))
}

/// The rules for instance actions, and for their events.
pub(crate) const ACTIONS_RULE: &str = "compute_extension:v3:os-instance-actions";
pub(crate) const ACTION_EVENTS_RULE: &str = "compute_extension:v3:os-instance-actions:events";

/// What is answered for a request that has no instance action on the server.
pub(crate) fn no_action_text(request_id: &str) -> String {
    format!("Action {request_id} not found")
}
