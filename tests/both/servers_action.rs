//! `POST /servers/{id}/action`: which action a body names.

use ferronova_testkit::{Client, Response};
use serde_json::json;

use crate::support::{self, not_found_text};

/// Sends a text as the body of an action.
fn send(client: &Client, id: &str, body: &str) -> Response {
    let call = client.call("POST", &format!("servers/{id}/action"));
    call.header("content-type", "application/json").body(body).send()
}

#[test]
fn an_action_is_answered_without_a_body() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    let response = cloud.owner().action(&id, &json!({"pause": null})).expect(202);

    assert_eq!(response.text(), "");
    assert_eq!(response.header("content-type"), Some("text/html; charset=UTF-8"));
    assert_eq!(response.header("content-length"), Some("0"));
}

#[test]
fn a_body_names_exactly_one_action() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for body in ["{}", r#"{"pause": null, "suspend": null}"#, r#"{"nope": 1, "neither": 2}"#] {
        let response = send(owner, &id, body);

        response.assert_fault(400, "badRequest", "Malformed request body");
    }
    assert_eq!(owner.show(&id).at("/server/status"), "ACTIVE");
}

#[test]
fn an_action_that_stands_twice_counts_once_as_the_last_one_says() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    let fine = send(owner, &id, r#"{"reboot": {"type": 1}, "reboot": {"type": "HARD"}}"#);
    let wrong = send(owner, &id, r#"{"reboot": {"type": "HARD"}, "reboot": {"type": 1}}"#);

    fine.assert_status(202);
    wrong.assert_fault(400, "badRequest", "Argument 'type' for reboot must be a string");
}

#[test]
fn an_action_that_nobody_knows_is_refused_with_its_name() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for name in ["nope", "Pause", "PAUSE", "show", "detail", "resetState", "", "\"ä\""] {
        let response = owner.action(&id, &json!({ name: null }));

        response.assert_fault(400, "badRequest", &format!("There is no such action: {name}"));
    }
}

#[test]
fn a_body_that_is_no_object_is_not_found_and_a_text_is_malformed() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for body in ["[]", r#"["pause"]"#, "1", "-1.5", "true", "false", "null", " null "] {
        let response = send(owner, &id, body);

        response.assert_fault(404, "itemNotFound", "The resource could not be found.");
    }
    for body in [r#""pause""#, r#""""#] {
        let response = send(owner, &id, body);

        response.assert_fault(400, "badRequest", "Malformed request body");
    }
}

#[test]
fn a_body_that_is_no_json_or_empty_is_malformed() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for body in ["", "pause", "{", r#"{"pause": null"#, r#"{"pause": null} {}"#, "{pause: null}"] {
        let response = send(owner, &id, body);

        response.assert_fault(400, "badRequest", "Malformed request body");
    }
}

#[test]
fn a_body_of_another_media_type_names_no_action() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let path = format!("servers/{id}/action");
    let call = || owner.call("POST", &path).body(r#"{"pause": null}"#);

    let untyped = call().send();
    let xml = call().header("content-type", "application/xml").send();
    let text = call().header("content-type", "text/plain").send();

    for response in [untyped, xml, text] {
        response.assert_fault(400, "badRequest", "There is no such action: None");
    }
}

#[test]
fn a_wrong_body_is_refused_before_the_server_is_looked_up() {
    let cloud = support::start();
    let unknown = "dead0000-0000-4000-8000-000000000000";
    let no_such_action = "There is no such action: nope";

    for (body, message) in [
        ("{}", "Malformed request body"),
        (r#"{"nope": null}"#, no_such_action),
        (r#"{"reboot": {}}"#, "Missing argument 'type' for reboot"),
    ] {
        let response = send(cloud.owner(), unknown, body);

        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn a_server_that_is_not_there_is_not_found_in_the_words_of_the_action() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let deleted = owner.boot("deleted");
    owner.delete(&format!("servers/{deleted}")).assert_status(204);
    owner.wait_until_gone(&deleted);

    for (client, id) in [
        (owner, "dead0000-0000-4000-8000-000000000000"),
        (owner, &*id.to_uppercase()),
        (owner, "web"),
        (owner, "999999999"),
        (owner, "99999999999999999999999999"),
        (owner, &*deleted),
        (cloud.admin(), &*deleted),
        (cloud.other(), &*id),
    ] {
        for (action, argument) in [
            ("reboot", json!({"type": "SOFT"})),
            ("os-start", json!(null)),
            ("os-stop", json!(null)),
            ("lock", json!(null)),
            ("unlock", json!(null)),
            ("pause", json!(null)),
            ("unpause", json!(null)),
            ("suspend", json!(null)),
            ("resume", json!(null)),
        ] {
            let response = client.action(id, &json!({ action: argument }));

            response.assert_fault(404, "itemNotFound", &not_found_text(action, id));
        }
    }
}
