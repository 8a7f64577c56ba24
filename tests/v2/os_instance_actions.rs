//! `/servers/{id}/os-instance-actions`.

use ferronova_testkit::{Client, Cloud, Response};
use serde_json::{Value, json};

use crate::{
    cloud_of_extensions::{EVERYTHING, is_listed, start, start_with_policy, start_without},
    support::{Held::ByOwner, answer, boot, forbidden, not_found},
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
    response.header("x-compute-request-id").expect("a request has an id").to_owned()
}

/// What was done to a server, newest first.
#[track_caller]
fn actions(client: &Client, id: &str) -> Vec<Value> {
    let actions = list(client, id).expect(200).at("/instanceActions");
    actions.as_array().expect("there is a list of actions").clone()
}

#[test]
fn locks_and_unlocks_are_recorded_with_who_did_it_in_which_request_and_when() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");
    let locked = act(cloud.owner(), &id, "lock");
    let updated = cloud.owner().show(&id).expect(200).at("/server/updated");
    let unlocked = act(cloud.admin(), &id, "unlock");

    let actions = actions(cloud.owner(), &id);

    let [unlock, lock] = [&actions[0], &actions[1]];
    assert_eq!(
        *unlock,
        json!({
            "action": "unlock",
            "instance_uuid": id,
            "request_id": unlocked,
            "user_id": cloud.admin().user_id(),
            "project_id": cloud.admin().project_id(),
            "start_time": unlock["start_time"],
            "message": null,
        })
    );
    assert_eq!(
        *lock,
        json!({
            "action": "lock",
            "instance_uuid": id,
            "request_id": locked,
            "user_id": cloud.owner().user_id(),
            "project_id": cloud.owner().project_id(),
            "start_time": lock["start_time"],
            "message": null,
        })
    );
    let time = lock["start_time"].as_str().expect("a time is a text");
    let second = updated.as_str().expect("a time is a text").trim_end_matches('Z');
    assert!(time.starts_with(second) && time.len() == "2014-10-16T12:00:00.000000".len(), "{time}");
}

#[test]
fn what_was_done_to_a_server_is_listed_newest_first() {
    let cloud = Cloud::start();
    let id = boot(&cloud, ByOwner);
    act(cloud.owner(), &id, "unlock");
    act(cloud.owner(), &id, "os-stop");
    cloud.owner().wait_for(&id, "SHUTOFF");
    act(cloud.owner(), &id, "os-start");
    cloud.owner().wait_for(&id, "ACTIVE");

    let listed = list(cloud.owner(), &id).expect(200);

    assert_eq!(listed.header("content-type"), Some("application/json"));
    listed.assert_golden(cloud.owner(), "v2/os_instance_actions/list");
    let actions = actions(cloud.owner(), &id);
    let names: Vec<&Value> = actions.iter().map(|it| &it["action"]).collect();
    assert_eq!(names, ["start", "stop", "unlock", "lock", "create"]);
}

#[test]
fn an_action_that_a_lock_refused_is_not_recorded() {
    let cloud = Cloud::start();
    let id = boot(&cloud, ByOwner);

    let refused = cloud.owner().action(&id, &json!({"os-stop": null}));

    refused.assert_status(409);
    let actions = actions(cloud.owner(), &id);
    let names: Vec<&Value> = actions.iter().map(|it| &it["action"]).collect();
    assert_eq!(names, ["lock", "create"]);
}

#[test]
fn an_action_is_shown_by_the_request_that_asked_for_it() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");
    let locked = act(cloud.owner(), &id, "lock");

    let shown = show(cloud.owner(), &id, &locked).expect(200);

    shown.assert_golden(cloud.owner(), "v2/os_instance_actions/show");
    assert_eq!(shown.at("/instanceAction/request_id"), locked);
}

#[test]
fn administrators_see_the_events_of_an_action() {
    let cloud = Cloud::start();
    let id = cloud.admin().boot("web");
    let locked = act(cloud.admin(), &id, "lock");

    let shown = show(cloud.admin(), &id, &locked).expect(200);

    shown.assert_golden(cloud.admin(), "v2/os_instance_actions/show_to_admin");
    assert_eq!(shown.at("/instanceAction/events/0/event"), "api_lock");
    assert_eq!(shown.at("/instanceAction/events/0/result"), "Success");
}

#[test]
fn nobody_else_sees_the_events_and_no_list_has_them() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");
    let locked = act(cloud.owner(), &id, "lock");

    let by_owner = show(cloud.owner(), &id, &locked).expect(200);
    let by_admin = show(cloud.admin(), &id, &locked).expect(200);
    let listed = list(cloud.admin(), &id).expect(200);

    assert_eq!(by_owner.at("/instanceAction").get("events"), None);
    assert!(by_admin.at("/instanceAction/events").is_array());
    assert!(!listed.text().contains("events"), "{}", listed.text());
}

#[test]
fn the_policy_decides_who_sees_the_events() {
    let policy = "compute_extension:instance_actions:events: ''";
    let Some(cloud) = start_with_policy(policy) else { return };
    let locked = act(cloud.owner(), EVERYTHING, "lock");

    let shown = show(cloud.owner(), EVERYTHING, &locked).expect(200);

    assert!(shown.at("/instanceAction/events").is_array());
}

#[test]
fn a_request_that_did_nothing_to_the_server_is_not_found() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");
    let other = cloud.owner().boot("db");
    let of_other = act(cloud.owner(), &other, "lock");

    for request_id in
        [&*of_other, "req-dead0000-0000-4000-8000-000000000000", "req-", "nope", "None", "1"]
    {
        let response = show(cloud.owner(), &id, request_id);

        response.assert_fault(404, "itemNotFound", "The resource could not be found.");
    }
}

#[test]
fn a_server_that_is_not_there_has_no_actions() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");

    for (client, id) in [(cloud.owner(), UNKNOWN), (cloud.owner(), "web"), (cloud.other(), &*id)] {
        for response in [list(client, id), show(client, id, "req-")] {
            assert_eq!(answer(&response), not_found(id));
        }
    }
}

#[test]
fn the_policy_is_asked_about_the_server() {
    let policy = "compute_extension:instance_actions: project_id:%(project_id)s";
    let Some(cloud) = start_with_policy(policy) else { return };
    let locked = act(cloud.owner(), EVERYTHING, "lock");

    let refused = [list(cloud.admin(), EVERYTHING), show(cloud.admin(), EVERYTHING, &locked)];

    list(cloud.owner(), EVERYTHING).assert_status(200);
    show(cloud.owner(), EVERYTHING, &locked).assert_status(200);
    for response in refused {
        assert_eq!(answer(&response), forbidden("compute_extension:instance_actions"));
    }
    let unknown = list(cloud.admin(), UNKNOWN);
    assert_eq!(answer(&unknown), not_found(UNKNOWN));
}

#[test]
fn switched_off_the_extension_is_gone_and_its_paths_with_it() {
    let Some(cloud) = start_without("os-instance-actions") else { return };
    let locked = act(cloud.owner(), EVERYTHING, "lock");

    for response in [list(cloud.owner(), EVERYTHING), show(cloud.owner(), EVERYTHING, &locked)] {
        response.assert_status(404);
        assert!(response.text().starts_with("404 Not Found"), "{}", response.text());
    }
    assert!(!is_listed(&cloud, "os-instance-actions"));
}

#[test]
fn a_seeded_server_was_created() {
    let Some(cloud) = start() else { return };

    let actions = actions(cloud.owner(), EVERYTHING);

    assert_eq!(actions.len(), 1);
    assert_eq!(actions[0]["action"], "create");
    assert_eq!(actions[0]["request_id"], json!(null));
    assert_eq!(actions[0]["start_time"], "2014-10-16T12:00:00.000000");
}
