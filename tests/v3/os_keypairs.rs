//! The plugin `os-keypairs`: the key a server is created with.

use serde_json::json;

use crate::{
    cloud_of_plugins::{both_servers, places_of, start, start_with_rule},
    support::{self, assert_invalid, create_with},
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
    let pattern = "does not match '^(?! )[a-zA-Z0-9. _-]*(?<! )$'";

    for (name, text, reason) in [
        (json!("a/b"), "a/b", format!("u'a/b' {pattern}")),
        (json!("key "), "key ", format!("u'key ' {pattern}")),
        (json!(1), "1", "1 is not of type 'string'".to_owned()),
    ] {
        let response = create_with(cloud.owner(), "key_name", &name);

        assert_invalid(&response, "key_name", text, &reason);
    }
}
