//! The plugin `os-keypairs`: the key that a server is created with, and what its calls answer on v3
//! only.

use serde_json::json;

use crate::{
    cloud_of_plugins::{both_servers, places_of, start, start_with_rule},
    support::{self, WRONG_NAME, assert_invalid, create_with},
};

#[test]
fn a_server_says_which_key_it_was_created_with() {
    let Some(cloud) = start() else { return };

    let [with, without] = both_servers(cloud.owner());

    assert_eq!(with["key_name"], "the-key");
    assert_eq!(without.get("key_name"), Some(&json!(null)));
    assert_eq!(places_of(cloud.owner(), "key_name"), ["show", "detail"]);
}

#[test]
fn a_caller_whom_the_policy_refuses_misses_the_key() {
    let rule = "compute_extension:v3:os-keypairs";
    let Some(cloud) = start_with_rule(rule, "role:nobody") else { return };

    assert_eq!(places_of(cloud.owner(), "key_name"), [""; 0]);
}

#[test]
fn a_key_that_is_not_there_is_refused() {
    let cloud = support::start();

    let response = create_with(cloud.owner(), "key_name", &json!("no such key"));

    response.assert_fault(400, "badRequest", "Invalid key_name provided.");
}

#[test]
fn a_key_has_a_name_like_that_of_a_server() {
    let cloud = support::start();

    let number = create_with(cloud.owner(), "key_name", &json!(1));
    let blank = create_with(cloud.owner(), "key_name", &json!("key "));

    assert_invalid(&number, "key_name", "1", "1 is not of type 'string'");
    blank.assert_fault(400, "badRequest", WRONG_NAME);
}

#[test]
fn what_names_no_key_pair_is_refused_by_the_schema() {
    let cloud = support::start();
    let owner = cloud.owner();
    let name = |value: &str, reason: &str| {
        format!("Invalid input for field/attribute name. Value: {value}. {reason}")
    };
    let key_pair = |value: &str, reason: &str| {
        format!("Invalid input for field/attribute keypair. Value: {value}. {reason}")
    };

    for (body, message) in [
        (json!({}), "'keypair' is a required property".to_owned()),
        (json!([]), "[] is not of type 'object'".to_owned()),
        (
            json!({"keypair": {"name": "a"}, "b": 1}),
            "Additional properties are not allowed (u'b' was unexpected)".to_owned(),
        ),
        (json!({"keypair": null}), key_pair("None", "None is not of type 'object'")),
        (json!({"keypair": {}}), key_pair("{}", "'name' is a required property")),
        (json!({"keypair": {"name": ""}}), name("", "u'' is too short")),
        (
            json!({"keypair": {"name": "a/b"}}),
            "Keypair data is invalid: Keypair name contains unsafe characters".to_owned(),
        ),
        (json!({"keypair": {"name": " a"}}), WRONG_NAME.to_owned()),
        (json!({"keypair": {"name": 5}}), name("5", "5 is not of type 'string'")),
        (
            json!({"keypair": {"name": "a", "public_key": null}}),
            "Invalid input for field/attribute public_key. Value: None. None is not of type \
             'string'"
                .to_owned(),
        ),
    ] {
        let response = owner.post("os-keypairs", &body);

        response.assert_fault(400, "badRequest", &message);
    }
    // The order of an object's members is not specified.
    let surplus = owner.post("os-keypairs", &json!({"keypair": {"name": "a", "type": "ssh"}}));
    assert_eq!(surplus.status(), 400);
    let reason = "Additional properties are not allowed (u'type' was unexpected)";
    assert!(surplus.text().contains(reason), "{}", surplus.text());
    assert_eq!(owner.get("os-keypairs").expect(200).json(), json!({"keypairs": []}));
    let nothing = owner.call("POST", "os-keypairs").send();
    nothing.assert_fault(400, "badRequest", "None is not of type 'object'");
}

#[test]
fn the_form_of_a_body_comes_before_the_policy() {
    let rule = "compute_extension:v3:os-keypairs:create";
    let Some(cloud) = start_with_rule(rule, "role:nobody") else { return };

    let response = cloud.owner().post("os-keypairs", &json!({}));

    response.assert_fault(400, "badRequest", "'keypair' is a required property");
}

#[test]
fn a_deletion_is_answered_as_json_without_a_body() {
    let cloud = support::start();
    let owner = cloud.owner();
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDpLE3OWh0B+qyOUKJ0wSuEIX+UC7IOgNpLBYm/9vcvN";
    let body = json!({"keypair": {"name": "a", "public_key": key}});
    owner.post("os-keypairs", &body).assert_status(200);

    let response = owner.delete("os-keypairs/a").expect(202);

    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_eq!(response.text(), "");
}
