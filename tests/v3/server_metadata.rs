//! `/servers/{id}/metadata` with the texts of v3.

use serde_json::{Value, json};

use crate::support::{self, answer, assert_wrong_key, not_found};

const UNKNOWN: &str = "dead0000-0000-4000-8000-000000000000";

#[test]
fn a_server_that_is_not_there_is_not_found() {
    let cloud = support::start();
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
            assert_eq!(answer(&response), not_found(id));
        }
    }
}

#[test]
fn a_body_has_to_satisfy_the_schema() {
    let cloud = support::start();
    let owner = cloud.owner();
    let path = format!("servers/{UNKNOWN}/metadata");
    let long = "x".repeat(256);
    let invalid = |name: &str, value: &str, reason: &str| {
        format!("Invalid input for field/attribute {name}. Value: {value}. {reason}")
    };

    // The schema comes before the server is looked up.
    for (body, message) in [
        (json!({}), "'metadata' is a required property".to_owned()),
        (json!([]), "[] is not of type 'object'".to_owned()),
        (
            json!({"metadata": {}, "x": 1}),
            "Additional properties are not allowed (u'x' was unexpected)".to_owned(),
        ),
        (json!({"metadata": 5}), invalid("metadata", "5", "5 is not of type 'object'")),
        (json!({"metadata": {"a": 5}}), invalid("a", "5", "5 is not of type 'string'")),
        (json!({"metadata": {"a": &long}}), invalid("a", &long, &format!("u'{long}' is too long"))),
    ] {
        for response in [owner.post(&path, &body), owner.put(&path, &body)] {
            response.assert_fault(400, "badRequest", &message);
        }
    }
    let body = json!({"metadata": {"ä": "v"}});
    for response in [owner.post(&path, &body), owner.put(&path, &body)] {
        assert_wrong_key(&response, "\\xe4");
    }
}

#[test]
fn an_item_is_exactly_one() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let put = |meta: Value| owner.put(&format!("servers/{id}/metadata/a"), &json!({"meta": meta}));

    let none = put(json!({}));
    let two = put(json!({"a": "b", "c": "d"}));

    let message = "Invalid input for field/attribute meta. Value: {}. {} does not have enough \
                   properties";
    none.assert_fault(400, "badRequest", message);
    assert_eq!(two.status(), 400);
    assert!(two.text().contains("has too many properties"), "{}", two.text());
}

#[test]
fn a_request_without_a_body_has_none_for_it() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    let response = cloud.owner().call("POST", &format!("servers/{id}/metadata")).send();

    response.assert_fault(400, "badRequest", "None is not of type 'object'");
}
