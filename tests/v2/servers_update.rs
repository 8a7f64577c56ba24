//! `PUT /servers/{id}`: what a user can change.

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::{Value, json};

use crate::cloud_of_extensions::MALFORMED;

fn update(client: &Client, id: &str, server: &Value) -> Response {
    client.put(&format!("servers/{id}"), &json!({ "server": server }))
}

#[test]
fn an_update_is_answered_with_the_server_as_it_is_then() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    let response = update(
        owner,
        &id,
        &json!({"name": "db", "accessIPv4": "192.0.2.1", "accessIPv6": "2001:db8::1"}),
    );

    let response = response.expect(200);
    assert_eq!(response.header("content-type"), Some("application/json"));
    response.assert_golden(owner, "v2/servers/update");
}

#[test]
fn what_an_update_changes_stays_changed() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let changes = json!({"name": " db ", "accessIPv4": "192.0.2.1", "accessIPv6": "fd00:0::1"});
    update(owner, &id, &changes).assert_status(200);

    let response = owner.show(&id).expect(200);

    assert_eq!(response.at("/server/name"), "db");
    assert_eq!(response.at("/server/accessIPv4"), "192.0.2.1");
    assert_eq!(response.at("/server/accessIPv6"), "fd00::1");
}

#[test]
fn what_an_update_does_not_name_stays_as_it_is() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    update(owner, &id, &json!({"accessIPv4": "192.0.2.1"})).assert_status(200);

    let response = update(owner, &id, &json!({"accessIPv6": "fd00::1"})).expect(200);

    assert_eq!(response.at("/server/name"), "web");
    assert_eq!(response.at("/server/accessIPv4"), "192.0.2.1");
}

#[test]
fn an_access_address_that_is_empty_or_null_is_taken_away() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for nothing in [json!(""), Value::Null] {
        let given = json!({"accessIPv4": "192.0.2.1", "accessIPv6": "fd00::1"});
        update(owner, &id, &given).assert_status(200);

        let response =
            update(owner, &id, &json!({"accessIPv4": nothing, "accessIPv6": nothing})).expect(200);

        assert_eq!(response.at("/server/accessIPv4"), "");
        assert_eq!(response.at("/server/accessIPv6"), "");
    }
}

#[test]
fn an_update_that_changes_nothing_is_none() {
    let seed = Some(include_str!("seeds/show.yaml"));
    let Some(cloud) = Cloud::start_with(&Options { seed, ..Options::default() }) else { return };
    let owner = cloud.owner();
    let id = "5e000000-0000-4000-8000-000000000001";
    let before = owner.show(id).expect(200).at("/server/updated");

    for server in [json!({}), json!({"name": "full"}), json!({"accessIPv4": "192.0.2.11"})] {
        let response = update(owner, id, &server).expect(200);

        assert_eq!(response.at("/server/updated"), before);
        assert_eq!(response.at("/server/name"), "full");
    }
}

#[test]
fn an_update_moves_the_time_of_the_last_change() {
    let seed = Some(include_str!("seeds/show.yaml"));
    let Some(cloud) = Cloud::start_with(&Options { seed, ..Options::default() }) else { return };
    let owner = cloud.owner();
    let id = "5e000000-0000-4000-8000-000000000001";
    let before = owner.show(id).expect(200).at("/server");

    let after = update(owner, id, &json!({"name": "db"})).expect(200).at("/server");

    assert!(after["updated"].as_str() > before["updated"].as_str(), "{after}");
    assert_eq!(after["created"], before["created"]);
}

#[test]
fn an_update_works_in_any_state() {
    let seed = Some(include_str!("seeds/statuses.yaml"));
    let Some(cloud) = Cloud::start_with(&Options { seed, ..Options::default() }) else { return };
    let owner = cloud.owner();
    let list = owner.get("servers?changes-since=2014-10-16").expect(200).at("/servers");

    for server in list.as_array().expect("there are servers") {
        let id = server["id"].as_str().expect("a server has an id");
        let response = update(owner, id, &json!({"name": "renamed"})).expect(200);

        assert_eq!(response.at("/server/name"), "renamed");
        assert_eq!(response.at("/server/status"), server["name"]);
    }
}

#[test]
fn an_update_is_refused_for_what_cannot_be_a_name_or_an_address() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let blank = "Server name has a minimum character requirement of 1.";
    let long = "Server name has more than 255 characters.";

    for (server, message) in [
        (json!({"name": ""}), blank),
        (json!({"name": "  "}), blank),
        (json!({"name": "x".repeat(256)}), long),
        (json!({"name": 1}), "Server name is not a string or unicode"),
        (json!({"name": null}), "Server name is not a string or unicode"),
        (json!({"accessIPv4": "fd00::1"}), "accessIPv4 is not proper IPv4 format"),
        (json!({"accessIPv4": "web"}), "accessIPv4 is not proper IPv4 format"),
        (json!({"accessIPv6": "192.0.2.1"}), "accessIPv6 is not proper IPv6 format"),
        (json!({"hostId": "x"}), "HostId cannot be updated."),
        (json!({"personality": []}), "Personality cannot be updated."),
    ] {
        let response = update(owner, &id, &server);

        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn an_update_that_is_refused_changes_nothing() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let before = owner.show(&id).expect(200).json();
    update(owner, &id, &json!({"name": "db", "hostId": "x"})).assert_status(400);

    let after = owner.show(&id).expect(200).json();

    assert_eq!(after, before);
}

#[test]
fn members_that_cannot_be_changed_are_ignored() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let before = owner.show(&id).expect(200).json();
    let others = json!({
        "id": "x", "status": "ERROR", "tenant_id": "x", "user_id": "x", "flavorRef": "2",
        "metadata": {"a": "b"}, "locked": true, "locked_by": "admin", "nobody knows this": {},
    });

    let response = update(owner, &id, &others);

    response.assert_status(200);
    assert_eq!(owner.show(&id).expect(200).json(), before);
}

#[test]
fn a_body_without_a_server_cannot_be_processed() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    let path = format!("servers/{id}");

    let message = "Unable to process the contained instructions";
    owner.put(&path, &json!({})).assert_fault(422, "computeFault", message);
    for server in [json!(null), json!(5)] {
        let response = owner.put(&path, &json!({ "server": server }));

        response.assert_fault(400, "badRequest", MALFORMED);
    }
}

#[test]
fn a_body_is_looked_at_before_the_server() {
    let cloud = Cloud::start();
    let unknown = "dead0000-0000-4000-8000-000000000000";

    let response = update(cloud.owner(), unknown, &json!({"name": ""}));

    let message = "Server name has a minimum character requirement of 1.";
    response.assert_fault(400, "badRequest", message);
}

#[test]
fn a_server_that_is_not_there_is_not_updated() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");
    let deleted = cloud.owner().boot("deleted");
    cloud.owner().delete(&format!("servers/{deleted}")).assert_status(204);
    cloud.owner().wait_until_gone(&deleted);

    for (client, id) in [
        (cloud.owner(), "dead0000-0000-4000-8000-000000000000"),
        (cloud.owner(), &id.to_uppercase()),
        (cloud.owner(), "web"),
        (cloud.owner(), "999999999"),
        (cloud.owner(), &deleted),
        (cloud.admin(), &deleted),
        (cloud.other(), &id),
    ] {
        let response = update(client, id, &json!({"name": "db"}));

        response.assert_fault(404, "itemNotFound", "Instance could not be found");
    }
}

#[test]
fn a_server_is_updated_by_its_number_too() {
    let seed = Some(include_str!("seeds/show.yaml"));
    let Some(cloud) = Cloud::start_with(&Options { seed, ..Options::default() }) else { return };

    let response = update(cloud.owner(), "4711", &json!({"name": "db"})).expect(200);

    assert_eq!(response.at("/server/id"), "5e000000-0000-4000-8000-000000000001");
}

#[test]
fn an_administrator_updates_the_server_of_any_project() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");

    let response = update(cloud.admin(), &id, &json!({"name": "db"})).expect(200);

    assert_eq!(response.at("/server/name"), "db");
    assert_eq!(response.at("/server/tenant_id"), cloud.owner().project_id());
}
