//! `PUT /servers/{id}`: what a user can change on v3.

use ferronova_testkit::Cloud;
use serde_json::{Value, json};

use crate::support::{self, WRONG_NAME, assert_invalid, has, update};

const UNKNOWN: &str = "dead0000-0000-4000-8000-000000000000";

fn start_to_show() -> Option<Cloud> {
    support::start_seeded(include_str!("../v2/seeds/show.yaml"))
}

#[test]
fn an_update_is_answered_with_the_server_as_it_is_then() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    let response = update(
        owner,
        &id,
        &json!({"name": "db", "accessIPv4": "192.0.2.1", "accessIPv6": "2001:db8::1"}),
    );

    let response = response.expect(200);
    assert_eq!(response.header("content-type"), Some("application/json"));
    response.assert_golden(owner, "v3/servers/update");
}

#[test]
fn what_an_update_changes_stays_changed_and_everything_else_as_it_is() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let mut expected = owner.show(&id).expect(200).at("/server");
    update(owner, &id, &json!({"name": "db", "accessIPv6": "fd00:0::1"})).assert_status(200);

    let mut after = owner.show(&id).expect(200).at("/server");

    expected["name"] = json!("db");
    expected["accessIPv6"] = json!("fd00::1");
    for server in [&mut expected, &mut after] {
        server["updated"] = Value::Null;
    }
    assert_eq!(after, expected);
}

#[test]
fn an_update_that_changes_nothing_is_none() {
    let Some(cloud) = start_to_show() else { return };
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
fn an_update_works_in_any_state() {
    let seed = include_str!("../v2/seeds/statuses.yaml");
    let Some(cloud) = support::start_seeded(seed) else { return };
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
fn a_body_is_an_object_with_a_server() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let path = format!("servers/{id}");

    let no_object = cloud.owner().put(&path, &json!([]));
    let no_server = cloud.owner().put(&path, &json!({}));
    let null = cloud.owner().put(&path, &json!({"server": null}));

    no_object.assert_fault(400, "badRequest", "[] is not of type 'object'");
    no_server.assert_fault(400, "badRequest", "'server' is a required property");
    assert_invalid(&null, "server", "None", "None is not of type 'object'");
}

#[test]
fn a_name_is_refused_as_it_is_for_a_new_server() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for (name, value, reason) in [
        (json!(""), "", "u'' is too short".to_owned()),
        (json!(null), "None", "None is not of type 'string'".to_owned()),
        (json!({"k": "w"}), "{u'k': u'w'}", "{u'k': u'w'} is not of type 'string'".to_owned()),
    ] {
        let response = update(owner, &id, &json!({ "name": name }));

        assert_invalid(&response, "name", value, &reason);
    }
    for name in [" db", "db ", "d\u{7}b"] {
        let response = update(owner, &id, &json!({ "name": name }));

        response.assert_fault(400, "badRequest", WRONG_NAME);
    }
    assert_eq!(owner.show(&id).at("/server/name"), "web");
}

#[test]
fn a_name_is_of_any_script() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for name in ["web (1)", "Größe", "a/b", "名前"] {
        let response = update(owner, &id, &json!({ "name": name })).expect(200);

        assert_eq!(response.at("/server/name"), name);
        let rebuild = json!({"rebuild": {"imageRef": owner.image_id(), "name": name}});
        assert_eq!(owner.action(&id, &rebuild).expect(202).at("/server/name"), name);
        owner.wait_for(&id, "ACTIVE");
    }
}

#[test]
fn what_v2_refuses_to_change_is_ignored() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let before = owner.show(&id).expect(200).json();
    let others = json!({
        "hostId": "x", "personality": [], "OS-DCF:diskConfig": "by hand", "id": "x",
        "status": "ERROR", "tenant_id": "x", "flavorRef": "2", "metadata": {"a": "b"},
        "OS-EXT-STS:locked": true, "OS-EXT-STS:locked_by": "admin", "nobody knows this": {},
    });

    let response = update(owner, &id, &others);

    let server = response.expect(200).at("/server");
    assert!(!has(&server, "OS-DCF:diskConfig"), "{server}");
    assert_eq!(owner.show(&id).expect(200).json(), before);
}

#[test]
fn a_body_is_looked_at_before_the_server() {
    let cloud = support::start();

    let response = update(cloud.owner(), UNKNOWN, &json!({"name": ""}));

    assert_invalid(&response, "name", "", "u'' is too short");
}

#[test]
fn a_server_that_is_not_there_is_not_updated() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    for (client, id) in [
        (cloud.owner(), UNKNOWN),
        (cloud.owner(), &*id.to_uppercase()),
        (cloud.owner(), "web"),
        (cloud.owner(), "999999999"),
        (cloud.other(), &*id),
    ] {
        let response = update(client, id, &json!({"name": "db"}));

        let message = format!("Instance {id} could not be found.");
        response.assert_fault(404, "itemNotFound", &message);
    }
}

#[test]
fn an_administrator_updates_the_server_of_any_project() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    let response = update(cloud.admin(), &id, &json!({"name": "db"})).expect(200);

    assert_eq!(response.at("/server/name"), "db");
    assert_eq!(response.at("/server/tenant_id"), cloud.owner().project_id());
}

#[test]
fn a_server_is_updated_by_its_number_too() {
    let Some(cloud) = start_to_show() else { return };

    let response = update(cloud.owner(), "4711", &json!({"name": "db"})).expect(200);

    assert_eq!(response.at("/server/id"), "5e000000-0000-4000-8000-000000000001");
}
