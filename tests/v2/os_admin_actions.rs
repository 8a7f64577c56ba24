//! The actions of `os-admin-actions` but for `lock` and `unlock`.

use std::time::Duration;

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::{Value, json};

const NEVER_ACTIVE: &str = "5e000000-0000-4000-8000-000000000001";
const NEVER_ACTIVE_PAUSED: &str = "5e000000-0000-4000-8000-000000000002";
const NEVER_ACTIVE_SUSPENDED: &str = "5e000000-0000-4000-8000-000000000003";
const NO_HOST: &str = "5e000000-0000-4000-8000-000000000011";
const NO_HOST_PAUSED: &str = "5e000000-0000-4000-8000-000000000012";
const NO_HOST_SUSPENDED: &str = "5e000000-0000-4000-8000-000000000013";
const NO_HOST_STOPPED: &str = "5e000000-0000-4000-8000-000000000014";
const BUSY: &str = "5e000000-0000-4000-8000-000000000021";
const BUSY_PAUSED: &str = "5e000000-0000-4000-8000-000000000022";
const BUSY_SUSPENDED: &str = "5e000000-0000-4000-8000-000000000023";

const UNKNOWN: &str = "dead0000-0000-4000-8000-000000000000";

/// Each action with the vm state it needs.
const ACTIONS: [(&str, &str); 4] =
    [("pause", "active"), ("unpause", "paused"), ("suspend", "active"), ("resume", "suspended")];

fn start(seed: &'static str) -> Option<Cloud> {
    Cloud::start_with(&Options { seed: Some(seed), ..Options::default() })
}

fn start_at_work() -> Option<Cloud> {
    start(include_str!("seeds/at_work.yaml"))
}

fn act(client: &Client, id: &str, action: &str) -> Response {
    client.action(id, &json!({ action: null }))
}

fn reset(client: &Client, id: &str, state: &str) -> Response {
    client.action(id, &json!({"os-resetState": {"state": state}}))
}

#[test]
fn pause_and_suspend_change_the_states_and_unpause_and_resume_change_them_back() {
    let cloud = Cloud::start();
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
    let cloud = Cloud::start();
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
        let Some(cloud) = start(include_str!("seeds/at_rest.yaml")) else { return };
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
    let options = Options { action_time: Duration::from_hours(1), ..Options::default() };
    let Some(cloud) = Cloud::start_with(&options) else { return };
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
fn a_server_that_failed_to_build_is_never_active_even_if_it_is_made_so_by_hand() {
    let Some(cloud) = start(include_str!("seeds/create.yaml")) else { return };
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

#[test]
fn an_action_on_a_server_without_a_host_cannot_be_processed() {
    let Some(cloud) = start_at_work() else { return };

    for (action, id) in [
        ("pause", NO_HOST),
        ("unpause", NO_HOST_PAUSED),
        ("suspend", NO_HOST),
        ("resume", NO_HOST_SUSPENDED),
    ] {
        let response = act(cloud.owner(), id, action);

        let message = "Unable to process the contained instructions";
        response.assert_fault(422, "computeFault", message);
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
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");

    let response = act(cloud.admin(), &id, "pause");

    response.assert_status(202);
    cloud.owner().wait_for(&id, "PAUSED");
}

#[test]
fn an_administrator_sets_the_state_by_hand() {
    let cloud = Cloud::start();
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
fn setting_the_state_works_in_any_state_and_ends_the_task() {
    for seed in [include_str!("seeds/at_rest.yaml"), include_str!("seeds/at_work.yaml")] {
        let Some(cloud) = start(seed) else { return };
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
    let options = Options { action_time: Duration::from_millis(400), ..Options::default() };
    let Some(cloud) = Cloud::start_with(&options) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");
    let other = owner.boot("other");
    act(owner, &id, "pause").assert_status(202);

    let response = reset(cloud.admin(), &id, "error");

    response.assert_status(202);
    // What began later ends later: by then the first pause would have ended, too.
    act(owner, &other, "pause").assert_status(202);
    owner.wait_for(&other, "PAUSED");
    assert_eq!(owner.show(&id).at("/server/status"), "ERROR");
}

#[test]
fn a_state_that_is_neither_active_nor_error_is_refused() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");

    for value in [
        json!(null),
        json!("active"),
        json!([]),
        json!({}),
        json!({"state": null}),
        json!({"state": 1}),
        json!({"state": "ACTIVE"}),
        json!({"state": "stopped"}),
        json!({"State": "active"}),
    ] {
        let response = cloud.admin().action(&id, &json!({ "os-resetState": value }));

        let message = "Desired state must be specified.  Valid states are: active, error";
        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn a_user_may_not_set_the_state_of_any_server() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");

    for (id, value) in [
        (&*id, json!({"state": "error"})),
        (UNKNOWN, json!({"state": "error"})),
        (&*id, json!({"state": "nonsense"})),
    ] {
        let response = cloud.owner().action(id, &json!({ "os-resetState": value }));

        let message = "Policy doesn't allow compute_extension:admin_actions:resetState to be \
                       performed.";
        response.assert_fault(403, "forbidden", message);
    }
}

#[test]
fn the_state_of_a_server_that_is_not_there_cannot_be_set() {
    let cloud = Cloud::start();

    let wrong = reset(cloud.admin(), UNKNOWN, "nonsense");
    let right = reset(cloud.admin(), UNKNOWN, "error");

    wrong.assert_status(400);
    let message = format!("Instance {UNKNOWN} could not be found.");
    right.assert_fault(404, "itemNotFound", &message);
}
