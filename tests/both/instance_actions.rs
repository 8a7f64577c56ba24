//! `/servers/{id}/os-instance-actions`: what was done to a server, by whom, in which request.

use ferronova_testkit::{Client, Response};
use serde_json::{Value, json};

use crate::support::{
    self, ACTION_EVENTS_RULE, ACTIONS_RULE, API, Held::ByOwner, REQUEST_ID, answer, boot,
    forbidden, no_action_text, not_found,
};

const UNKNOWN: &str = "dead0000-0000-4000-8000-000000000000";

pub(crate) fn list(client: &Client, id: &str) -> Response {
    client.get(&format!("servers/{id}/os-instance-actions"))
}

pub(crate) fn show(client: &Client, id: &str, request_id: &str) -> Response {
    client.get(&format!("servers/{id}/os-instance-actions/{request_id}"))
}

/// Acts on a server, and returns the id of the request.
#[track_caller]
pub(crate) fn act(client: &Client, id: &str, action: &str) -> String {
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
fn locks_and_unlocks_are_recorded_with_who_did_it_in_which_request_and_when() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let locked = act(cloud.owner(), &id, "lock");
    let updated = cloud.owner().show(&id).expect(200).at("/server/updated");
    let unlocked = act(cloud.admin(), &id, "unlock");

    let actions = actions(cloud.owner(), &id);

    for (seen, action, request_id, caller) in [
        (&actions[0], "unlock", unlocked, cloud.admin()),
        (&actions[1], "lock", locked, cloud.owner()),
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
    let time = actions[1]["start_time"].as_str().expect("a time is a text");
    let second = updated.as_str().expect("a time is a text").trim_end_matches('Z');
    assert!(time.starts_with(second), "{time}");
}

#[test]
fn what_was_done_to_a_server_is_listed_newest_first() {
    let cloud = support::start();
    let id = boot(&cloud, ByOwner);
    act(cloud.owner(), &id, "unlock");
    act(cloud.owner(), &id, "os-stop");
    cloud.owner().wait_for(&id, "SHUTOFF");
    act(cloud.owner(), &id, "os-start");
    cloud.owner().wait_for(&id, "ACTIVE");

    let listed = list(cloud.owner(), &id).expect(200);

    assert_eq!(listed.header("content-type"), Some("application/json"));
    let actions = actions(cloud.owner(), &id);
    let names: Vec<&Value> = actions.iter().map(|it| &it["action"]).collect();
    assert_eq!(names, ["start", "stop", "unlock", "lock", "create"]);
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
fn an_action_is_shown_by_the_request_that_asked_for_it() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let locked = act(cloud.owner(), &id, "lock");

    let shown = show(cloud.owner(), &id, &locked).expect(200);

    let golden = format!("{}/os_instance_actions/show", API.as_str());
    shown.assert_golden(cloud.owner(), &golden);
    assert_eq!(shown.at("/instanceAction/request_id"), locked);
}

#[test]
fn an_action_is_shown_by_an_id_of_any_form() {
    const SERVER: &str = "5e000000-0000-4000-8000-000000000001";
    let seed = "servers:
          - id: 5e000000-0000-4000-8000-000000000001
            name: web
            project: demo
            actions:
              - {action: create, request_id: req-000000000000000000000000000000ab}
              - {action: stop, request_id: a request}
              - {action: start, request_id: req-00000000-0000-0000-0000-0000000000ab}
        ";
    let Some(cloud) = support::start_seeded(seed) else { return };

    let actions = actions(cloud.owner(), SERVER);
    let ids: Vec<&Value> = actions.iter().map(|it| &it["request_id"]).collect();
    let dashed = "req-00000000-0000-0000-0000-0000000000ab";
    let simple = "req-000000000000000000000000000000ab";
    assert_eq!(ids, [dashed, "a request", simple]);
    for (asked, found) in [
        (dashed, "start"),
        ("req-00000000-0000-0000-0000-0000000000AB", "start"),
        ("a%20request", "stop"),
        (simple, "create"),
    ] {
        let shown = show(cloud.owner(), SERVER, asked).expect(200);

        assert_eq!(shown.at("/instanceAction/action"), found, "{asked}");
    }
    show(cloud.owner(), SERVER, "A%20request").assert_status(404);
}

#[test]
fn administrators_alone_see_the_events_of_an_action() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let locked = act(cloud.owner(), &id, "lock");

    let by_owner = show(cloud.owner(), &id, &locked).expect(200);
    let by_admin = show(cloud.admin(), &id, &locked).expect(200);
    let listed = list(cloud.admin(), &id).expect(200);

    assert_eq!(by_owner.at("/instanceAction").get("events"), None);
    assert_eq!(by_admin.at("/instanceAction/events/0/event"), "api_lock");
    assert_eq!(by_admin.at("/instanceAction/events/0/result"), "Success");
    assert!(!listed.text().contains("events"), "{}", listed.text());
}

#[test]
fn the_policy_decides_who_sees_the_events() {
    let Some(cloud) = support::start_with_policy(&[(ACTION_EVENTS_RULE, "")]) else { return };
    let id = cloud.owner().boot("web");
    let locked = act(cloud.owner(), &id, "lock");

    let shown = show(cloud.owner(), &id, &locked).expect(200);

    assert!(shown.at("/instanceAction/events").is_array());
}

#[test]
fn a_request_that_did_nothing_to_the_server_is_not_found() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let other = cloud.owner().boot("db");
    let of_other = act(cloud.owner(), &other, "lock");

    for request_id in
        [&*of_other, "req-dead0000-0000-4000-8000-000000000000", "req-", "nope", "None", "1"]
    {
        let response = show(cloud.owner(), &id, request_id);

        response.assert_fault(404, "itemNotFound", &no_action_text(request_id));
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
    let rule = (ACTIONS_RULE, "project_id:%(project_id)s");
    let Some(cloud) = support::start_with_policy(&[rule]) else { return };
    let id = cloud.owner().boot("web");
    let locked = act(cloud.owner(), &id, "lock");

    let refused = [list(cloud.admin(), &id), show(cloud.admin(), &id, &locked)];

    list(cloud.owner(), &id).assert_status(200);
    show(cloud.owner(), &id, &locked).assert_status(200);
    for response in refused {
        assert_eq!(answer(&response), forbidden(ACTIONS_RULE));
    }
    assert_eq!(answer(&list(cloud.admin(), UNKNOWN)), not_found(UNKNOWN));
}
