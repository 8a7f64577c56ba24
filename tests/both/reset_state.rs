//! `os-resetState`: the state of a server, set by hand.

use std::time::Duration;

use ferronova_testkit::{Client, Options, Response};
use serde_json::{Value, json};

use crate::support;

fn act(client: &Client, id: &str, action: &str) -> Response {
    client.action(id, &json!({ action: null }))
}

fn reset(client: &Client, id: &str, state: &str) -> Response {
    client.action(id, &json!({"os-resetState": {"state": state}}))
}

#[test]
fn an_administrator_sets_the_state_by_hand() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    for (state, status) in [("error", "ERROR"), ("active", "ACTIVE")] {
        let response = reset(cloud.admin(), &id, state);

        response.assert_status(202);
        let shown = cloud.owner().show(&id).expect(200);
        assert_eq!(shown.at("/server/status"), status);
        assert_eq!(shown.at("/server/OS-EXT-STS:vm_state"), state);
    }
}

#[test]
fn setting_the_state_is_recorded() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    reset(cloud.admin(), &id, "error").assert_status(202);

    let listed = cloud.owner().get(&format!("servers/{id}/os-instance-actions")).expect(200);

    let recorded = listed.at("/instanceActions/0");
    assert_eq!(recorded["action"], "resetState");
    assert_eq!(recorded["user_id"], json!(cloud.admin().user_id()));
    assert_eq!(recorded["project_id"], json!(cloud.admin().project_id()));
}

#[test]
fn setting_the_state_works_in_any_state_and_ends_the_task() {
    for seed in [include_str!("../v2/seeds/at_rest.yaml"), include_str!("../v2/seeds/at_work.yaml")]
    {
        let Some(cloud) = support::start_seeded(seed) else { return };
        let list = cloud.owner().get("servers?changes-since=2014-10-16").expect(200).at("/servers");

        for server in list.as_array().expect("there are servers") {
            let id = server["id"].as_str().expect("a server has an id");
            let response = reset(cloud.admin(), id, "active");

            response.assert_status(202);
            let shown = cloud.owner().show(id).expect(200);
            assert_eq!(shown.at("/server/status"), "ACTIVE");
            assert_eq!(shown.at("/server/OS-EXT-STS:task_state"), Value::Null);
        }
    }
}

#[test]
fn setting_the_state_gives_up_the_work_in_progress() {
    let options = Options { action_time: Some(Duration::from_millis(400)), ..Options::default() };
    let Some(cloud) = support::start_with(&options) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");
    let other = owner.boot("other");
    act(owner, &id, "pause").assert_status(202);

    let response = reset(cloud.admin(), &id, "error");

    response.assert_status(202);
    // The second pause ends later than the first would have ended.
    act(owner, &other, "pause").assert_status(202);
    owner.wait_for(&other, "PAUSED");
    assert_eq!(owner.show(&id).at("/server/status"), "ERROR");
}

#[test]
fn a_server_that_failed_to_build_is_never_active_even_if_it_is_made_so_by_hand() {
    let Some(cloud) = support::start_seeded(include_str!("../v2/seeds/create.yaml")) else {
        return;
    };
    let owner = cloud.owner();
    let mut body = owner.new_server("web");
    body["server"]["networks"] = json!([{"uuid": "0e000000-0000-4000-8000-000000000003"}]);
    owner.post("servers", &body).assert_status(202);
    let id = owner.post("servers", &body).expect(202).at("/server/id");
    let id = id.as_str().expect("a new server has an id");
    reset(cloud.admin(), id, "active").assert_status(202);

    let response = act(owner, id, "pause");

    let message = "Cannot 'pause' an instance which has never been active";
    response.assert_fault(409, "conflictingRequest", message);
}
