//! What a request changed: the columns of the lock, the stored reason, and the instance actions
//! that it added. The recorded ones were read in Nova's database, ours are read through the API.

use serde_json::{Value, json};

use crate::cloud::{Caller, Cloud};

/// Returns recorded rows without what the API never shows: the name of the machine that served the
/// request.
pub(crate) fn comparable(mut rows: Value) -> Value {
    for action in rows["new_instance_actions"].as_array_mut().expect("there is a list of actions") {
        for event in action["events"].as_array_mut().expect("there is a list of events") {
            event.as_object_mut().expect("an event is an object").remove("host");
        }
    }
    rows
}

/// How many instance actions a server has.
pub(crate) fn n_actions(cloud: &Cloud, server: &str) -> usize {
    actions(cloud, &cloud.log_in(Caller::Admin), server).len()
}

/// Returns our rows of a server that had `n_before` instance actions before the request.
pub(crate) fn read(cloud: &Cloud, server: &str, n_before: usize) -> Value {
    let token = cloud.log_in(Caller::Admin);
    let all = actions(cloud, &token, server);
    let new = all.len().checked_sub(n_before).expect("no action is lost");
    let new: Vec<Value> = all.iter().take(new).map(|it| action(cloud, &token, it)).collect();
    json!({
        "instances": [instance(cloud, server)],
        "locked_reason": reason(cloud, &token, server),
        "new_instance_actions": new,
    })
}

/// The instance actions of a server, newest first.
fn actions(cloud: &Cloud, token: &str, server: &str) -> Vec<Value> {
    let path = format!("/v2.1/servers/{server}/os-instance-actions");
    let body = cloud.get(token, "2.84", &path).body();
    body["instanceActions"].as_array().expect("there is a list of actions").clone()
}

/// An instance action with its events, as recorded.
fn action(cloud: &Cloud, token: &str, listed: &Value) -> Value {
    let text = |name: &str| listed[name].as_str().expect("an action has its ids");
    let (server, request) = (text("instance_uuid"), text("request_id"));
    let path = format!("/v2.1/servers/{server}/os-instance-actions/{request}");
    let shown = cloud.get(token, "2.84", &path).body()["instanceAction"].take();
    let events = shown["events"].as_array().expect("an admin sees the events");
    let events = events.iter().map(|it| {
        json!({
            "event": it["event"],
            "result": it["result"],
            "details": it["details"],
            "has_traceback": i32::from(!it["traceback"].is_null()),
        })
    });
    let events: Vec<Value> = events.collect();
    let [action, user, project, message] =
        ["action", "user_id", "project_id", "message"].map(|it| &shown[it]);
    json!({
        "action": action,
        "user_id": user,
        "project_id": project,
        "message": message,
        "events": events,
    })
}

/// The columns that were recorded of a server. Only v2 shows who holds a lock.
fn instance(cloud: &Cloud, server: &str) -> Value {
    let owner = cloud.log_in(Caller::Owner);
    let path = format!("/v2/11111111111111111111111111111111/servers/{server}");
    let server = cloud.get(&owner, "2.1", &path).body()["server"].take();
    let updated = server["updated"].as_str().expect("a server has this time");
    json!({
        "locked": i32::from(server["locked"] == true),
        "locked_by": server["locked_by"],
        "vm_state": server["OS-EXT-STS:vm_state"],
        "task_state": server["OS-EXT-STS:task_state"],
        "power_state": server["OS-EXT-STS:power_state"],
        "updated_at": updated.replace('T', " ").trim_end_matches('Z'),
    })
}

/// The reason of the lock, in a list as recorded: empty if there is none.
fn reason(cloud: &Cloud, token: &str, server: &str) -> Value {
    let shown = cloud.get(token, "2.73", &format!("/v2.1/servers/{server}")).body();
    match &shown["server"]["locked_reason"] {
        Value::Null => json!([]),
        reason => json!([reason]),
    }
}
