//! `reboot`.

use std::time::Duration;

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::{Value, json};

use crate::support;

const NEVER_ACTIVE: &str = "5e000000-0000-4000-8000-000000000001";
const NEVER_ACTIVE_PAUSED: &str = "5e000000-0000-4000-8000-000000000002";
const NO_HOST: &str = "5e000000-0000-4000-8000-000000000011";
const BUSY: &str = "5e000000-0000-4000-8000-000000000021";
const BUSY_SUSPENDED: &str = "5e000000-0000-4000-8000-000000000023";
const PAUSING: &str = "5e000000-0000-4000-8000-000000000031";
const REBOOTING: &str = "5e000000-0000-4000-8000-000000000032";
const REBOOTING_HARD: &str = "5e000000-0000-4000-8000-000000000033";

fn start_at_work() -> Option<Cloud> {
    support::start_seeded(include_str!("../v2/seeds/at_work.yaml"))
}

fn reboot(client: &Client, id: &str, reboot_type: &str) -> Response {
    client.action(id, &json!({"reboot": {"type": reboot_type}}))
}

#[test]
fn a_reboot_is_soft_or_hard_in_any_case() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for reboot_type in ["SOFT", "HARD", "soft", "Hard"] {
        let response = reboot(owner, &id, reboot_type).expect(202);

        assert_eq!(response.text(), "");
        owner.wait_for(&id, "ACTIVE");
    }
}

#[test]
fn a_reboot_needs_a_type() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let default = "The server could not comply with the request since it is either malformed or \
                   otherwise incorrect.";
    let missing = "Missing argument 'type' for reboot";

    for (value, message) in [
        (json!(null), default),
        (json!({}), missing),
        (json!({"Type": "SOFT"}), missing),
        (json!({"type": null}), "Argument 'type' for reboot must be a string"),
        (json!({"type": 1}), "Argument 'type' for reboot must be a string"),
        (json!({"type": ["SOFT"]}), "Argument 'type' for reboot must be a string"),
        (json!({"type": ""}), "Argument 'type' for reboot is not HARD or SOFT"),
        (json!({"type": "WARM"}), "Argument 'type' for reboot is not HARD or SOFT"),
        (json!({"type": " SOFT"}), "Argument 'type' for reboot is not HARD or SOFT"),
    ] {
        let response = cloud.owner().action(&id, &json!({ "reboot": value }));

        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn a_type_is_looked_at_before_the_server() {
    let cloud = support::start();

    let response = reboot(cloud.owner(), "dead0000-0000-4000-8000-000000000000", "WARM");

    response.assert_fault(400, "badRequest", "Argument 'type' for reboot is not HARD or SOFT");
}

#[test]
fn a_reboot_works_in_the_vm_states_of_its_type() {
    let soft: &[&str] = &["active"];
    let hard: &[&str] = &["active", "stopped", "paused", "suspended", "error"];
    for (reboot_type, vm_states) in [("SOFT", soft), ("HARD", hard)] {
        let Some(cloud) = support::start_seeded(include_str!("../v2/seeds/at_rest.yaml")) else {
            return;
        };
        let owner = cloud.owner();
        let list = owner.get("servers?changes-since=2014-10-16").expect(200).at("/servers");

        for server in list.as_array().expect("there are servers") {
            let id = server["id"].as_str().expect("a server has an id");
            let vm_state = server["name"].as_str().expect("a server has a name");
            let response = reboot(owner, id, reboot_type);

            if vm_states.contains(&vm_state) {
                response.assert_status(202);
                assert_eq!(owner.show(id).at("/server/status"), "ACTIVE");
            } else {
                let message = format!("Cannot 'reboot' while instance is in vm_state {vm_state}");
                response.assert_fault(409, "conflictingRequest", &message);
            }
        }
    }
}

#[test]
fn a_reboot_that_takes_its_time_shows_in_the_status() {
    let options = Options { action_time: Some(Duration::from_hours(1)), ..Options::default() };
    let Some(cloud) = support::start_with(&options) else { return };
    let owner = cloud.owner();

    for (reboot_type, status, task_state) in
        [("SOFT", "REBOOT", "rebooting"), ("HARD", "HARD_REBOOT", "rebooting_hard")]
    {
        let id = owner.boot("web");
        reboot(owner, &id, reboot_type).assert_status(202);
        let server = owner.show(&id).expect(200).at("/server");

        assert_eq!(server["status"], status);
        assert_eq!(server["OS-EXT-STS:task_state"], task_state);
        assert_eq!(server["OS-EXT-STS:vm_state"], "active");
    }
}

#[test]
fn a_reboot_is_not_begun_twice_but_a_hard_one_follows_a_soft_one() {
    let Some(cloud) = start_at_work() else { return };
    let owner = cloud.owner();

    for (id, reboot_type, task_state) in
        [(REBOOTING, "SOFT", "rebooting"), (REBOOTING_HARD, "HARD", "rebooting_hard")]
    {
        let response = reboot(owner, id, reboot_type);

        let message = format!("Cannot 'reboot' while instance is in task_state {task_state}");
        response.assert_fault(409, "conflictingRequest", &message);
    }
    reboot(owner, REBOOTING, "HARD").assert_status(202);
}

#[test]
fn a_soft_reboot_does_not_interrupt_a_hard_one() {
    let Some(cloud) = start_at_work() else { return };

    let response = reboot(cloud.owner(), REBOOTING_HARD, "SOFT");

    let message = "Cannot 'reboot' while instance is in task_state rebooting_hard";
    response.assert_fault(409, "conflictingRequest", message);
}

#[test]
fn a_reboot_interrupts_pausing_but_not_powering_off() {
    let Some(cloud) = start_at_work() else { return };
    let owner = cloud.owner();

    let pausing = reboot(owner, PAUSING, "SOFT");
    let powering_off = reboot(owner, BUSY, "HARD");

    pausing.assert_status(202);
    let message = "Cannot 'reboot' while instance is in task_state powering-off";
    powering_off.assert_fault(409, "conflictingRequest", message);
}

#[test]
fn a_reboot_needs_a_server_that_was_active_once() {
    let Some(cloud) = start_at_work() else { return };

    for (id, reboot_type) in
        [(NEVER_ACTIVE, "SOFT"), (NEVER_ACTIVE, "HARD"), (NEVER_ACTIVE_PAUSED, "SOFT")]
    {
        let response = reboot(cloud.owner(), id, reboot_type);

        let message = "Cannot 'reboot' an instance which has never been active";
        response.assert_fault(409, "conflictingRequest", message);
    }
}

#[test]
fn a_task_comes_before_the_vm_states_of_a_soft_reboot() {
    let Some(cloud) = start_at_work() else { return };

    let response = reboot(cloud.owner(), BUSY_SUSPENDED, "SOFT");

    let message = "Cannot 'reboot' while instance is in task_state deleting";
    response.assert_fault(409, "conflictingRequest", message);
}

#[test]
fn a_server_without_a_host_is_not_ready_to_be_rebooted() {
    let Some(cloud) = start_at_work() else { return };

    let response = reboot(cloud.owner(), NO_HOST, "HARD");

    response.assert_fault(409, "conflictingRequest", &format!("Instance {NO_HOST} is not ready"));
}

#[test]
fn a_hard_reboot_brings_a_server_back_from_error() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    cloud.admin().action(&id, &json!({"os-resetState": {"state": "error"}})).assert_status(202);

    let response = reboot(owner, &id, "HARD");

    response.assert_status(202);
    owner.wait_for(&id, "ACTIVE");
    assert_eq!(owner.show(&id).at("/server/OS-EXT-STS:task_state"), Value::Null);
}
