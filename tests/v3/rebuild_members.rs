//! The members of actions that v3's schemas check.

use serde_json::{Value, json};

use crate::support;

#[test]
fn a_member_that_is_wrong_is_said_as_a_schema_says_it() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let before = owner.show(&id).json();
    let image = owner.image_id();
    let with = |member: &str, value: Value| {
        let mut rebuild = json!({"imageRef": image});
        rebuild[member] = value;
        json!({"rebuild": rebuild})
    };
    let invalid = |name: &str, value: &str, reason: &str| {
        format!("Invalid input for field/attribute {name}. Value: {value}. {reason}")
    };

    for (client, body, message) in [
        (
            owner,
            json!({"rebuild": {}}),
            invalid("rebuild", "{}", "'imageRef' is a required property"),
        ),
        (
            owner,
            json!({"rebuild": null}),
            invalid("rebuild", "None", "None is not of type 'object'"),
        ),
        (owner, with("name", json!(5)), invalid("name", "5", "5 is not of type 'string'")),
        (
            owner,
            with("adminPass", json!(5)),
            invalid("adminPass", "5", "5 is not of type 'string'"),
        ),
        (owner, with("accessIPv4", json!("a")), invalid("accessIPv4", "a", "u'a' is not a 'ipv4'")),
        (owner, json!({"rebuild": {"imageRef": "a"}}), "Invalid imageRef provided.".to_owned()),
        (
            owner,
            json!({"changePassword": {}}),
            invalid("changePassword", "{}", "'adminPass' is a required property"),
        ),
        (
            owner,
            json!({"changePassword": {"adminPass": 5}}),
            invalid("adminPass", "5", "5 is not of type 'string'"),
        ),
        (
            owner,
            json!({"evacuate": {"host": "a"}}),
            invalid("evacuate", "{u'host': u'a'}", "'onSharedStorage' is a required property"),
        ),
    ] {
        let response = client.action(&id, &body);

        response.assert_fault(400, "badRequest", &message);
    }
    assert_eq!(owner.show(&id).json(), before);
}

#[test]
fn a_changed_password_is_answered_with_the_media_type_of_v3() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    let response = cloud.owner().action(&id, &json!({"changePassword": {"adminPass": "a"}}));

    assert_eq!((response.status(), response.text()), (202, ""));
    assert_eq!(response.header("content-type"), Some("application/json"));
}

#[test]
fn access_addresses_and_the_second_disk_are_part_of_a_rebuild() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    let response = owner.action(
        &id,
        &json!({"rebuild": {
            "imageRef": owner.image_id(),
            "accessIPv4": "192.0.2.1",
            "accessIPv6": "fe80::100",
            "preserve_ephemeral": true,
        }}),
    );

    let server = response.expect(202).at("/server");
    assert_eq!(server["accessIPv4"], "192.0.2.1");
    assert_eq!(server["accessIPv6"], "fe80::100");
}
