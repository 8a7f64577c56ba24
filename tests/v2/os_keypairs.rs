//! The key and the member `key_name` of `os-keypairs`.

use ferronova_testkit::Cloud;
use serde_json::json;

use crate::cloud_of_extensions::{
    EVERYTHING, MALFORMED, NOTHING, create_with, is_listed, places_of, shown_with, start,
    start_with_policy, start_without,
};

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
