//! `pause`, `unpause`, `suspend` and `resume`.

use std::time::Duration;

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::{Value, json};

use crate::support;

const NEVER_ACTIVE: &str = "5e000000-0000-4000-8000-000000000001";
const NEVER_ACTIVE_PAUSED: &str = "5e000000-0000-4000-8000-000000000002";
const NEVER_ACTIVE_SUSPENDED: &str = "5e000000-0000-4000-8000-000000000003";
const NO_HOST_STOPPED: &str = "5e000000-0000-4000-8000-000000000014";
const BUSY: &str = "5e000000-0000-4000-8000-000000000021";
const BUSY_PAUSED: &str = "5e000000-0000-4000-8000-000000000022";
const BUSY_SUSPENDED: &str = "5e000000-0000-4000-8000-000000000023";

/// Each action with the vm state it needs.
const ACTIONS: [(&str, &str); 4] =
    [("pause", "active"), ("unpause", "paused"), ("suspend", "active"), ("resume", "suspended")];

fn start_at_work() -> Option<Cloud> {
    support::start_seeded(include_str!("../v2/seeds/at_work.yaml"))
}

fn act(client: &Client, id: &str, action: &str) -> Response {
    client.action(id, &json!({ action: null }))
}

#[test]
fn pause_and_suspend_change_the_states_and_unpause_and_resume_change_them_back() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for (action, status) in
        [("pause", "PAUSED"), ("unpause", "ACTIVE"), ("suspend", "SUSPENDED"), ("resume", "ACTIVE")]
    {
        let response = act(owner, &id, action);

        response.assert_status(202);
        owner.wait_for(&id, status);
        assert_eq!(owner.show(&id).at("/server/OS-EXT-STS:task_state"), Value::Null);
    }
}

#[test]
fn the_value_of_an_action_is_ignored() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for value in [json!({}), json!({"a": [1]}), json!("x"), json!(false), json!(1.5)] {
        let response = owner.action(&id, &json!({ "pause": value }));

        response.assert_status(202);
        owner.wait_for(&id, "PAUSED");
        act(owner, &id, "unpause").assert_status(202);
        owner.wait_for(&id, "ACTIVE");
    }
}

#[test]
fn an_action_works_in_one_vm_state_only() {
    for (action, needed) in ACTIONS {
        let Some(cloud) = support::start_seeded(include_str!("../v2/seeds/at_rest.yaml")) else {
            return;
        };
        let owner = cloud.owner();
        let list = owner.get("servers?changes-since=2014-10-16").expect(200).at("/servers");

        for server in list.as_array().expect("there are servers") {
            let id = server["id"].as_str().expect("a server has an id");
            let vm_state = server["name"].as_str().expect("a server has a name");
            let response = act(owner, id, action);

            if vm_state == needed {
                response.assert_status(202);
            } else {
                let message = format!("Cannot '{action}' while instance is in vm_state {vm_state}");
                response.assert_fault(409, "conflictingRequest", &message);
            }
        }
    }
}

#[test]
fn an_action_does_not_begin_while_something_else_is_done_to_the_server() {
    let Some(cloud) = start_at_work() else { return };

    for (action, id, task_state) in [
        ("pause", BUSY, "powering-off"),
        ("unpause", BUSY_PAUSED, "unpausing"),
        ("suspend", BUSY, "powering-off"),
        ("resume", BUSY_SUSPENDED, "deleting"),
    ] {
        let response = act(cloud.owner(), id, action);

        let message = format!("Cannot '{action}' while instance is in task_state {task_state}");
        response.assert_fault(409, "conflictingRequest", &message);
    }
}

#[test]
fn an_action_that_takes_its_time_lets_no_other_one_begin() {
    let options = Options { action_time: Some(Duration::from_hours(1)), ..Options::default() };
    let Some(cloud) = support::start_with(&options) else { return };
    let owner = cloud.owner();

    for (action, task_state) in [("pause", "pausing"), ("suspend", "suspending")] {
        let id = owner.boot("web");
        act(owner, &id, action).assert_status(202);
        let response = act(owner, &id, "pause");

        let shown = owner.show(&id).expect(200);
        assert_eq!(shown.at("/server/status"), "ACTIVE");
        assert_eq!(shown.at("/server/OS-EXT-STS:task_state"), task_state);
        let message = format!("Cannot 'pause' while instance is in task_state {task_state}");
        response.assert_fault(409, "conflictingRequest", &message);
    }
}

#[test]
fn an_action_needs_a_server_that_was_active_once() {
    let Some(cloud) = start_at_work() else { return };

    for (action, id) in [
        ("pause", NEVER_ACTIVE),
        ("unpause", NEVER_ACTIVE_PAUSED),
        ("suspend", NEVER_ACTIVE),
        ("resume", NEVER_ACTIVE_SUSPENDED),
    ] {
        let response = act(cloud.owner(), id, action);

        let message = format!("Cannot '{action}' an instance which has never been active");
        response.assert_fault(409, "conflictingRequest", &message);
    }
}

#[test]
fn a_wrong_state_is_said_before_a_missing_host() {
    let Some(cloud) = start_at_work() else { return };

    let response = act(cloud.owner(), NO_HOST_STOPPED, "pause");

    let message = "Cannot 'pause' while instance is in vm_state stopped";
    response.assert_fault(409, "conflictingRequest", message);
}

#[test]
fn an_administrator_acts_on_the_server_of_any_project() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    let response = act(cloud.admin(), &id, "pause");

    response.assert_status(202);
    cloud.owner().wait_for(&id, "PAUSED");
}
