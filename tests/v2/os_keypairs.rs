//! The key and the member `key_name` of `os-keypairs`, and what its calls answer on v2 only.

use ferronova_testkit::Cloud;
use serde_json::json;

use crate::cloud_of_extensions::{
    EVERYTHING, MALFORMED, NOTHING, create_with, is_listed, places_of, shown_with, start,
    start_with_policy, start_without,
};
use crate::support::assert_unrouted;

#[test]
fn a_server_says_which_key_it_was_created_with() {
    let Some(cloud) = start() else { return };

    let [with, without] = [EVERYTHING, NOTHING].map(|id| cloud.owner().show(id).expect(200));

    assert_eq!(with.at("/server/key_name"), "the-key");
    assert_eq!(without.at("/server").get("key_name"), Some(&json!(null)));
}

#[test]
fn a_key_that_is_not_there_is_refused() {
    let cloud = Cloud::start();

    for name in ["the-key", "no such key", " "] {
        let response = create_with(cloud.owner(), "key_name", &json!(name));

        response.assert_fault(400, "badRequest", "Invalid key_name provided.");
    }
}

#[test]
fn what_names_no_key_pair_is_refused() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let unsafe_name = "Keypair data is invalid: Keypair name contains unsafe characters";
    let length = "Keypair data is invalid: Keypair name must be string and between 1 and 255 \
                  characters long";

    for (body, message) in [
        (json!({}), "Invalid request body"),
        (json!({"keypairs": {"name": "a"}}), "Invalid request body"),
        (json!({"keypair": {}}), "Invalid request body"),
        (json!({"keypair": {"public_key": "x"}}), "Invalid request body"),
        (json!({"keypair": {"name": ""}}), length),
        (json!({"keypair": {"name": "a".repeat(256)}}), length),
        (json!({"keypair": {"name": "a/b"}}), unsafe_name),
        (json!({"keypair": {"name": "\u{e9}".repeat(256)}}), unsafe_name),
        (json!({"keypair": {"name": ["a"]}}), unsafe_name),
        (json!({"keypair": {"name": null}}), MALFORMED),
        (json!({"keypair": {"name": 1}}), MALFORMED),
        (json!({"keypair": {"name": "a", "public_key": null}}), MALFORMED),
        (json!({"keypair": {"name": "a", "public_key": 1}}), MALFORMED),
        (json!({"keypair": null}), MALFORMED),
        (json!({"keypair": "a"}), MALFORMED),
        (json!(["keypair"]), MALFORMED),
    ] {
        let response = owner.post("os-keypairs", &body);

        response.assert_fault(400, "badRequest", message);
    }
    assert_eq!(owner.get("os-keypairs").expect(200).json(), json!({"keypairs": []}));
    owner.call("POST", "os-keypairs").send().assert_fault(400, "badRequest", MALFORMED);
}

#[test]
fn blanks_around_a_name_belong_to_it_and_members_nobody_knows_are_ignored() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDpLE3OWh0B+qyOUKJ0wSuEIX+UC7IOgNpLBYm/9vcvN";
    let body = json!({"keypair": {"name": " a ", "public_key": key, "type": "ssh"}, "x": 1});

    owner.post("os-keypairs", &body).assert_status(200);

    assert_eq!(owner.get("os-keypairs/%20a%20").expect(200).at("/keypair/name"), " a ");
    owner.get("os-keypairs/a").assert_status(404);
}

#[test]
fn a_deletion_is_answered_like_an_action() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDpLE3OWh0B+qyOUKJ0wSuEIX+UC7IOgNpLBYm/9vcvN";
    let body = json!({"keypair": {"name": "a", "public_key": key}});
    owner.post("os-keypairs", &body).assert_status(200);

    let response = owner.delete("os-keypairs/a").expect(202);

    assert_eq!(response.header("content-type"), Some("text/html; charset=UTF-8"));
}

#[test]
fn switched_off_the_extension_takes_its_calls_along() {
    let Some(cloud) = start_without("os-keypairs") else { return };

    for path in ["os-keypairs", "os-keypairs/a"] {
        assert_unrouted(&cloud.owner().get(path));
    }
}

#[test]
fn a_new_server_may_say_that_it_wants_no_key() {
    let cloud = Cloud::start();

    for nothing in [json!(null), json!("")] {
        let server = shown_with(cloud.owner(), "key_name", &nothing);

        assert_eq!(server.get("key_name"), Some(&json!(null)));
    }
}

#[test]
fn the_name_of_a_key_is_a_text() {
    let cloud = Cloud::start();

    for value in [json!(1), json!(true), json!(["the-key"]), json!({"name": "the-key"})] {
        let response = create_with(cloud.owner(), "key_name", &value);

        response.assert_fault(400, "badRequest", MALFORMED);
    }
}

#[test]
fn switched_off_the_extension_does_not_read_the_member() {
    let Some(cloud) = start_without("os-keypairs") else { return };

    let response = create_with(cloud.owner(), "key_name", &json!("no such key"));

    response.assert_status(202);
}

#[test]
fn the_key_is_in_show_and_detail_and_in_no_other_answer() {
    let cloud = Cloud::start();

    let places = places_of(cloud.owner(), "key_name");

    assert_eq!(places, ["show", "detail"]);
}

#[test]
fn a_caller_whom_the_policy_refuses_misses_the_key() {
    let policy = "compute_extension:keypairs: role:nobody";
    let Some(cloud) = start_with_policy(policy) else { return };

    let places = places_of(cloud.owner(), "key_name");

    assert!(places.is_empty(), "{places:?}");
    assert!(is_listed(&cloud, "os-keypairs"));
}

#[test]
fn switched_off_the_extension_is_gone_and_its_key_with_it() {
    let Some(cloud) = start_without("os-keypairs") else { return };

    let places = places_of(cloud.owner(), "key_name");

    assert!(places.is_empty(), "{places:?}");
    assert!(!is_listed(&cloud, "os-keypairs"));
}
