//! The plugin `os-instance-actions`: what was done to a server, by whom, in which request.

use ferronova_testkit::{Client, Response};
use serde_json::{Value, json};

use crate::{
    cloud_of_plugins::{EVERYTHING, start, start_with_rule, start_without},
    support::{
        self, Held::ByOwner, REQUEST_ID, answer, assert_unrouted, boot, forbidden, not_found,
    },
};

const UNKNOWN: &str = "dead0000-0000-4000-8000-000000000000";

fn list(client: &Client, id: &str) -> Response {
    client.get(&format!("servers/{id}/os-instance-actions"))
}

fn show(client: &Client, id: &str, request_id: &str) -> Response {
    client.get(&format!("servers/{id}/os-instance-actions/{request_id}"))
}

/// Acts on a server, and says in which request.
#[track_caller]
fn act(client: &Client, id: &str, action: &str) -> String {
    let response = client.action(id, &json!({ action: null })).expect(202);
    response.header(REQUEST_ID).expect("a request has an id").to_owned()
}

/// What was done to a server, newest first.
#[track_caller]
fn actions(client: &Client, id: &str) -> Vec<Value> {
    let actions = list(client, id).expect(200).at("/instanceActions");
    actions.as_array().expect("there is a list of actions").clone()
}

#[test]
fn locks_and_unlocks_are_recorded_with_who_did_it_and_the_id_of_the_request() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let lock_id = act(cloud.owner(), &id, "lock");
    let unlock_id = act(cloud.admin(), &id, "unlock");

    let actions = actions(cloud.owner(), &id);

    for (seen, action, request_id, caller) in [
        (&actions[0], "unlock", unlock_id, cloud.admin()),
        (&actions[1], "lock", lock_id, cloud.owner()),
    ] {
        let expected = json!({
            "action": action,
            "instance_uuid": id,
            "request_id": request_id,
            "user_id": caller.user_id(),
            "project_id": caller.project_id(),
            "start_time": seen["start_time"],
            "message": null,
        });
        assert_eq!(*seen, expected);
        let time = seen["start_time"].as_str().expect("a time is a text");
        assert_eq!(time.len(), "2014-10-16T12:00:00.000000".len(), "{time}");
    }
}

#[test]
fn what_was_done_to_a_server_is_listed_newest_first() {
    let cloud = support::start();
    let id = boot(&cloud, ByOwner);
    act(cloud.owner(), &id, "unlock");
    act(cloud.owner(), &id, "os-stop");
    cloud.owner().wait_for(&id, "SHUTOFF");

    let listed = list(cloud.owner(), &id).expect(200);

    assert_eq!(listed.header("content-type"), Some("application/json"));
    listed.assert_golden(cloud.owner(), "v3/os_instance_actions/list");
}

#[test]
fn an_action_is_shown_by_the_request_that_asked_for_it() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let request_id = act(cloud.owner(), &id, "lock");

    let shown = show(cloud.owner(), &id, &request_id).expect(200);

    shown.assert_golden(cloud.owner(), "v3/os_instance_actions/show");
    assert_eq!(shown.at("/instanceAction/request_id"), request_id);
}

#[test]
fn administrators_alone_see_the_events_of_an_action() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let request_id = act(cloud.owner(), &id, "lock");

    let by_owner = show(cloud.owner(), &id, &request_id).expect(200);
    let by_admin = show(cloud.admin(), &id, &request_id).expect(200);
    let listed = list(cloud.admin(), &id).expect(200);

    assert_eq!(by_owner.at("/instanceAction").get("events"), None);
    assert!(by_admin.at("/instanceAction/events").is_array());
    assert!(!listed.text().contains("events"), "{}", listed.text());
}

#[test]
fn the_policy_decides_who_sees_the_events() {
    let rule = "compute_extension:v3:os-instance-actions:events";
    let Some(cloud) = start_with_rule(rule, "") else { return };
    let request_id = act(cloud.owner(), EVERYTHING, "lock");

    let shown = show(cloud.owner(), EVERYTHING, &request_id).expect(200);

    assert!(shown.at("/instanceAction/events").is_array());
}

#[test]
fn an_action_that_a_lock_refused_is_not_recorded_nor_one_that_changed_nothing() {
    let cloud = support::start();
    let id = boot(&cloud, ByOwner);

    cloud.owner().action(&id, &json!({"os-stop": null})).assert_status(409);
    cloud.owner().action(&id, &json!({"lock": null})).assert_status(202);

    let actions = actions(cloud.owner(), &id);
    let names: Vec<&Value> = actions.iter().map(|it| &it["action"]).collect();
    assert_eq!(names, ["lock", "create"]);
}

#[test]
fn a_request_that_did_nothing_to_the_server_is_not_found_under_its_id() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let other = cloud.owner().boot("db");
    let of_other = act(cloud.owner(), &other, "lock");

    for request_id in
        [&*of_other, "req-dead0000-0000-4000-8000-000000000000", "req-", "nope", "None", "1"]
    {
        let response = show(cloud.owner(), &id, request_id);

        let message = format!("Action {request_id} not found");
        response.assert_fault(404, "itemNotFound", &message);
    }
}

#[test]
fn a_server_that_is_not_there_has_no_actions() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    for (client, id) in [(cloud.owner(), UNKNOWN), (cloud.owner(), "web"), (cloud.other(), &*id)] {
        for response in [list(client, id), show(client, id, "req-")] {
            assert_eq!(answer(&response), not_found(id));
        }
    }
}

#[test]
fn the_policy_is_asked_about_the_server() {
    let rule = "compute_extension:v3:os-instance-actions";
    let Some(cloud) = start_with_rule(rule, "project_id:%(project_id)s") else { return };

    let refused = list(cloud.admin(), EVERYTHING);

    list(cloud.owner(), EVERYTHING).assert_status(200);
    assert_eq!(answer(&refused), forbidden(rule));
}

#[test]
fn switched_off_the_plugin_is_gone_and_its_paths_with_it() {
    let Some(cloud) = start_without("os-instance-actions") else { return };

    assert_unrouted(&list(cloud.owner(), EVERYTHING));
    assert_unrouted(&show(cloud.owner(), EVERYTHING, "req-"));
}

#[test]
fn a_seeded_server_was_created() {
    let Some(cloud) = start() else { return };

    let actions = actions(cloud.owner(), EVERYTHING);

    assert_eq!(actions.len(), 1);
    assert_eq!(actions[0]["action"], "create");
    assert_eq!(actions[0]["request_id"], json!(null));
}
