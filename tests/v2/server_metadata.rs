//! `/servers/{id}/metadata` with the texts of v2.

use ferronova_testkit::Cloud;
use serde_json::{Value, json};

use crate::support::{Held::ByAdmin, hold, locked};

const UNKNOWN: &str = "dead0000-0000-4000-8000-000000000000";

#[test]
fn a_server_that_is_not_there_does_not_exist() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");
    let items = json!({"metadata": {"a": "b"}});
    let item = json!({"meta": {"a": "b"}});

    for (client, id) in [(cloud.owner(), UNKNOWN), (cloud.owner(), "nope"), (cloud.other(), &*id)] {
        let path = format!("servers/{id}/metadata");
        let item_path = format!("{path}/a");
        for response in [
            client.get(&path),
            client.post(&path, &items),
            client.put(&path, &items),
            client.get(&item_path),
            client.put(&item_path, &item),
            client.delete(&item_path),
        ] {
            response.assert_fault(404, "itemNotFound", "Server does not exist");
        }
    }
}

#[test]
fn a_server_may_be_named_by_its_number() {
    let Some(cloud) = crate::cloud_of_extensions::start() else { return };

    cloud.owner().get("servers/4711/metadata").assert_status(200);
}

#[test]
fn a_body_of_another_shape_is_malformed() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let path = format!("servers/{id}/metadata");
    let malformed = "Malformed request body";
    let no_object = "Malformed request body. metadata must be object";

    for (body, message) in [
        (json!({}), malformed),
        (json!([]), malformed),
        (json!({"meta": {"a": "b"}}), malformed),
        (json!({"metadata": null}), no_object),
        (json!({"metadata": ["a"]}), no_object),
        (json!({"metadata": "a"}), no_object),
    ] {
        for response in [owner.post(&path, &body), owner.put(&path, &body)] {
            response.assert_fault(400, "badRequest", message);
        }
    }
    for (body, message) in [
        (json!({"metadata": {"a": "b"}}), malformed),
        (json!({"meta": "a"}), "Malformed request body. meta item must be object"),
        (json!({"meta": {}}), "Request body and URI mismatch"),
        (json!({"meta": {"a": "b", "c": "d"}}), "Request body contains too many items"),
    ] {
        let response = owner.put(&format!("{path}/a"), &body);

        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn keys_and_values_are_texts_of_a_limited_length() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let path = format!("servers/{id}/metadata");
    let (most, long) = ("x".repeat(255), "x".repeat(256));
    let no_text = "Invalid metadata: The input is not a string or unicode";
    let too_long = |what| {
        format!("Invalid metadata size: Metadata property {what} greater than 255 characters")
    };

    owner.post(&path, &json!({"metadata": {&most: &most}})).assert_status(200);
    for (items, status, word, message) in [
        (json!({"a": 5}), 400, "badRequest", no_text.to_owned()),
        (json!({"a": null}), 400, "badRequest", no_text.to_owned()),
        (
            json!({"": "a"}),
            400,
            "badRequest",
            "Invalid metadata:  has a minimum character requirement of 1.".to_owned(),
        ),
        (json!({&long: "a"}), 413, "overLimit", too_long("key")),
        (json!({"a": &long}), 413, "overLimit", too_long("value")),
    ] {
        let body = json!({ "metadata": items });
        for response in [owner.post(&path, &body), owner.put(&path, &body)] {
            response.assert_fault(status, word, &message);
        }
    }
    let response = owner.put(&format!("{path}/a"), &json!({"meta": {"a": 5}}));
    response.assert_fault(400, "badRequest", no_text);
}

#[test]
fn a_lock_is_looked_at_before_keys_and_values_and_after_the_shape() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    hold(&cloud, &id, ByAdmin);
    let path = format!("servers/{id}/metadata");
    let put = |body: Value| owner.put(&path, &body);

    let refused = put(json!({"metadata": {"a": 5}}));
    let malformed = put(json!({"metadata": 5}));

    assert_eq!(crate::support::answer(&refused), locked(&id));
    malformed.assert_status(400);
}

#[test]
fn a_request_without_a_body_is_wrong() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");

    let response = cloud.owner().call("POST", &format!("servers/{id}/metadata")).send();

    let message = "The server could not comply with the request since it is either malformed or \
                   otherwise incorrect.";
    response.assert_fault(400, "badRequest", message);
}
