//! `DELETE /servers/{id}`.

use std::time::Duration;

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::json;

use crate::support::{self, not_found_text};

fn delete(client: &Client, id: &str) -> Response {
    client.delete(&format!("servers/{id}"))
}

/// A duration of work that no test reaches.
fn start_slow(seed: Option<&'static str>) -> Option<Cloud> {
    let time = Duration::from_hours(1);
    support::start_with(&Options {
        seed,
        build_time: time,
        action_time: Some(time),
        ..Options::default()
    })
}

#[test]
fn a_deletion_is_answered_without_a_body() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    let response = delete(cloud.owner(), &id).expect(204);

    assert_eq!(response.text(), "");
    assert_eq!(response.header("content-type"), Some("application/json"));
}

#[test]
fn a_deleted_server_is_gone() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    delete(owner, &id).assert_status(204);

    owner.wait_until_gone(&id);

    owner.show(&id).assert_fault(404, "itemNotFound", &not_found_text("GET", &id));
    delete(owner, &id).assert_fault(404, "itemNotFound", &not_found_text("DELETE", &id));
}

#[test]
fn a_server_is_deleted_in_any_state() {
    let seed = include_str!("../v2/seeds/statuses.yaml");
    let Some(cloud) = support::start_seeded(seed) else { return };
    let owner = cloud.owner();
    let list = owner.get("servers?changes-since=2014-10-16").expect(200).at("/servers");

    for server in list.as_array().expect("there are servers") {
        let id = server["id"].as_str().expect("a server has an id");
        let response = delete(owner, id);

        response.assert_status(204);
        owner.show(id).assert_status(404);
    }
}

#[test]
fn a_server_that_is_being_deleted_keeps_its_status() {
    let seed = Some(include_str!("../v2/seeds/show.yaml"));
    let Some(cloud) = start_slow(seed) else { return };
    let owner = cloud.owner();
    let id = "5e000000-0000-4000-8000-000000000001";
    delete(owner, id).assert_status(204);

    let response = owner.show(id).expect(200);

    assert_eq!(response.at("/server/status"), "ACTIVE");
    assert_eq!(response.at("/server/OS-EXT-STS:task_state"), "deleting");
}

#[test]
fn deleting_a_server_that_is_being_deleted_is_no_error() {
    let seed = Some(include_str!("../v2/seeds/show.yaml"));
    let Some(cloud) = start_slow(seed) else { return };
    let id = "5e000000-0000-4000-8000-000000000001";
    delete(cloud.owner(), id).assert_status(204);

    let response = delete(cloud.owner(), id);

    response.assert_status(204);
}

#[test]
fn a_server_that_has_no_host_yet_is_gone_at_once() {
    let Some(cloud) = start_slow(None) else { return };
    let owner = cloud.owner();
    let created = owner.post("servers", &owner.new_server("web")).expect(202).at("/server/id");
    let id = created.as_str().expect("a new server has an id");

    let response = delete(owner, id);

    response.assert_status(204);
    owner.show(id).assert_fault(404, "itemNotFound", &not_found_text("GET", id));
}

#[test]
fn a_server_that_builds_on_a_host_is_deleted_in_its_time() {
    let Some(cloud) = start_slow(Some(include_str!("../v2/seeds/show.yaml"))) else { return };
    let owner = cloud.owner();
    let id = "5e000000-0000-4000-8000-00000000000d";
    delete(owner, id).assert_status(204);

    let response = owner.show(id).expect(200);

    assert_eq!(response.at("/server/status"), "BUILD");
    assert_eq!(response.at("/server/OS-EXT-STS:task_state"), "deleting");
}

#[test]
fn a_server_is_deleted_after_its_time() {
    let options = Options { action_time: Some(Duration::from_millis(300)), ..Options::default() };
    let Some(cloud) = support::start_with(&options) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");

    let response = delete(owner, &id);

    response.assert_status(204);
    owner.wait_until_gone(&id);
}

#[test]
fn a_server_that_is_not_there_is_not_deleted() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    for (client, id) in [
        (cloud.owner(), "dead0000-0000-4000-8000-000000000000"),
        (cloud.owner(), &*id.to_uppercase()),
        (cloud.owner(), "web"),
        (cloud.owner(), "999999999"),
        (cloud.other(), &*id),
    ] {
        let response = delete(client, id);

        response.assert_fault(404, "itemNotFound", &not_found_text("DELETE", id));
    }
    cloud.owner().show(&id).assert_status(200);
}

#[test]
fn an_administrator_deletes_the_server_of_any_project() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    let response = delete(cloud.admin(), &id);

    response.assert_status(204);
    cloud.owner().wait_until_gone(&id);
}

#[test]
fn a_server_is_deleted_by_its_number_too() {
    let seed = include_str!("../v2/seeds/show.yaml");
    let Some(cloud) = support::start_seeded(seed) else { return };

    let response = delete(cloud.owner(), "4711");

    response.assert_status(204);
    cloud.owner().show("5e000000-0000-4000-8000-000000000001").assert_status(404);
}

#[test]
fn a_body_of_a_deletion_is_not_looked_at() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    let path = format!("servers/{id}");
    let response = cloud.owner().call("DELETE", &path).json(&json!({"locked": true})).send();

    response.assert_status(204);
}
