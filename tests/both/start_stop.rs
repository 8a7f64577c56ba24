//! `os-start` and `os-stop`.

use std::time::Duration;

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::{Value, json};

use crate::support;

const NEVER_ACTIVE: &str = "5e000000-0000-4000-8000-000000000001";
const NEVER_ACTIVE_STOPPED: &str = "5e000000-0000-4000-8000-000000000004";
const NO_HOST: &str = "5e000000-0000-4000-8000-000000000011";
const NO_HOST_STOPPED: &str = "5e000000-0000-4000-8000-000000000014";
const BUSY: &str = "5e000000-0000-4000-8000-000000000021";
const BUSY_STOPPED: &str = "5e000000-0000-4000-8000-000000000024";

fn start_at_work() -> Option<Cloud> {
    support::start_seeded(include_str!("../v2/seeds/at_work.yaml"))
}

fn act(client: &Client, id: &str, action: &str) -> Response {
    client.action(id, &json!({ action: null }))
}

/// Tries an action in every vm state.
#[track_caller]
fn assert_works_only_in(action: &str, verb: &str, vm_states: &[&str]) {
    let Some(cloud) = support::start_seeded(include_str!("../v2/seeds/at_rest.yaml")) else {
        return;
    };
    let owner = cloud.owner();
    let list = owner.get("servers?changes-since=2014-10-16").expect(200).at("/servers");

    for server in list.as_array().expect("there are servers") {
        let id = server["id"].as_str().expect("a server has an id");
        let vm_state = server["name"].as_str().expect("a server has a name");
        let response = act(owner, id, action);

        if vm_states.contains(&vm_state) {
            response.assert_status(202);
        } else {
            let message = format!(
                "Instance {id} in vm_state {vm_state}. Cannot {verb} while the instance is in \
                 this state."
            );
            response.assert_fault(409, "conflictingRequest", &message);
        }
    }
}

#[test]
fn a_server_is_stopped_and_started() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for (action, status, vm_state) in
        [("os-stop", "SHUTOFF", "stopped"), ("os-start", "ACTIVE", "active")]
    {
        let response = act(owner, &id, action).expect(202);

        assert_eq!(response.text(), "");
        owner.wait_for(&id, status);
        let server = owner.show(&id).expect(200).at("/server");
        assert_eq!(server["OS-EXT-STS:vm_state"], vm_state);
        assert_eq!(server["OS-EXT-STS:task_state"], Value::Null);
    }
}

#[test]
fn a_server_is_started_when_it_is_stopped() {
    assert_works_only_in("os-start", "start", &["stopped"]);
}

#[test]
fn a_server_is_stopped_when_it_is_active_or_in_error() {
    assert_works_only_in("os-stop", "stop", &["active", "error"]);
}

#[test]
fn a_server_in_error_is_stopped_after_it() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    cloud.admin().action(&id, &json!({"os-resetState": {"state": "error"}})).assert_status(202);

    let response = act(cloud.owner(), &id, "os-stop");

    response.assert_status(202);
    cloud.owner().wait_for(&id, "SHUTOFF");
}

#[test]
fn a_server_that_is_at_work_is_neither_started_nor_stopped() {
    let Some(cloud) = start_at_work() else { return };

    for (action, verb, id, task_state) in [
        ("os-start", "start", BUSY_STOPPED, "powering-on"),
        ("os-stop", "stop", BUSY, "powering-off"),
    ] {
        let response = act(cloud.owner(), id, action);

        let message = format!(
            "Instance {id} in task_state {task_state}. Cannot {verb} while the instance is in \
             this state."
        );
        response.assert_fault(409, "conflictingRequest", &message);
    }
}

#[test]
fn a_server_that_takes_its_time_to_stop_is_active_until_then() {
    let options = Options { action_time: Some(Duration::from_hours(1)), ..Options::default() };
    let Some(cloud) = support::start_with(&options) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");
    act(owner, &id, "os-stop").assert_status(202);

    let response = owner.show(&id).expect(200);

    assert_eq!(response.at("/server/status"), "ACTIVE");
    assert_eq!(response.at("/server/OS-EXT-STS:task_state"), "powering-off");
    assert_eq!(response.at("/server/OS-EXT-STS:power_state"), 1);
}

#[test]
fn a_server_that_never_was_active_is_neither_started_nor_stopped() {
    let Some(cloud) = start_at_work() else { return };

    for (action, verb, id, vm_state) in [
        ("os-start", "start", NEVER_ACTIVE_STOPPED, "stopped"),
        ("os-stop", "stop", NEVER_ACTIVE, "active"),
    ] {
        let response = act(cloud.owner(), id, action);

        let message = format!(
            "Instance {id} in None {vm_state}. Cannot {verb} while the instance is in this state."
        );
        response.assert_fault(409, "conflictingRequest", &message);
    }
}

#[test]
fn a_server_without_a_host_is_not_ready_whatever_state_it_is_in() {
    let Some(cloud) = start_at_work() else { return };

    for id in [NO_HOST, NO_HOST_STOPPED] {
        for action in ["os-start", "os-stop"] {
            let response = act(cloud.owner(), id, action);

            let message = format!("Instance {id} is not ready");
            response.assert_fault(409, "conflictingRequest", &message);
        }
    }
}

#[test]
fn the_value_of_the_action_is_ignored() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for value in [json!({}), json!("x"), json!([1])] {
        owner.action(&id, &json!({ "os-stop": value })).assert_status(202);
        owner.wait_for(&id, "SHUTOFF");
        owner.action(&id, &json!({ "os-start": value })).assert_status(202);
        owner.wait_for(&id, "ACTIVE");
    }
}
