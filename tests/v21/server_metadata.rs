//! `/servers/{id}/metadata`

use ferronova_testkit::{Client, Response};
use serde_json::{Value, json};

use crate::support::{
    Answer, Crew, UNKNOWN,
    Who::{Admin, AdminInside, Colleague, Guest, Owner, Reader, Stranger},
    answer, at, bad_member, bad_request, boot, conflict, fault, forbidden, not_found, on_v2, start,
};

const MINORS: [u16; 3] = [1, 75, 104];

fn path(id: &str, key: &str) -> String {
    if key.is_empty() {
        format!("servers/{id}/metadata")
    } else {
        format!("servers/{id}/metadata/{key}")
    }
}

fn no_item() -> Answer {
    fault(404, "itemNotFound", "Metadata item was not found")
}

#[track_caller]
fn metadata(caller: &Client, id: &str) -> Value {
    caller.get(&path(id, "")).expect(200).at("/metadata")
}

#[test]
fn items_are_added_replaced_shown_and_deleted() {
    let cloud = start();
    for minor in MINORS {
        let owner = at(cloud.owner(), minor);
        let id = boot(&owner, "web");

        let added = owner.post(&path(&id, ""), &json!({"metadata": {"a": "1", "b": ""}}));
        assert_eq!(answer(&added), (200, json!({"metadata": {"a": "1", "b": ""}})));
        let more = owner.post(&path(&id, ""), &json!({"metadata": {"b": "2"}}));
        assert_eq!(answer(&more), (200, json!({"metadata": {"a": "1", "b": "2"}})));
        let item = owner.put(&path(&id, "c"), &json!({"meta": {"c": "3"}}));
        assert_eq!(answer(&item), (200, json!({"meta": {"c": "3"}})));
        assert_eq!(metadata(&owner, &id), json!({"a": "1", "b": "2", "c": "3"}));
        let shown = owner.get(&path(&id, "c"));
        assert_eq!(answer(&shown), (200, json!({"meta": {"c": "3"}})));
        assert_eq!(answer(&owner.delete(&path(&id, "c"))), (204, Value::Null));
        assert_eq!(answer(&owner.get(&path(&id, "c"))), no_item());
        assert_eq!(answer(&owner.delete(&path(&id, "c"))), no_item());
        let replaced = owner.put(&path(&id, ""), &json!({"metadata": {"d": "4"}}));
        assert_eq!(answer(&replaced), (200, json!({"metadata": {"d": "4"}})));
        assert_eq!(metadata(&owner, &id), json!({"d": "4"}));
    }
}

#[test]
fn bodies_are_checked() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    let long = "x".repeat(256);
    let pattern = "'^[a-zA-Z0-9-_:. ]{1,255}$'";
    for minor in MINORS {
        let owner = at(cloud.owner(), minor);
        for (body, expected) in [
            (json!({}), bad_request("'metadata' is a required property")),
            (json!(null), bad_request("None is not of type 'object'")),
            (
                json!({"metadata": {}, "y": 1, "x": 1}),
                bad_request("Additional properties are not allowed ('x', 'y' were unexpected)"),
            ),
            (
                json!({"metadata": null}),
                bad_member("metadata", "None", "None is not of type 'object'"),
            ),
            (json!({"metadata": {"a": 5}}), bad_member("a", "5", "5 is not of type 'string'")),
            (
                json!({"metadata": {"a": null}}),
                bad_member("a", "None", "None is not of type 'string'"),
            ),
            (
                json!({"metadata": {"a": long}}),
                bad_member("a", &long, &format!("'{long}' is too long")),
            ),
            (
                json!({"metadata": {"a!": "b"}}),
                bad_member(
                    "metadata",
                    "{'a!': 'b'}",
                    &format!("'a!' does not match any of the regexes: {pattern}"),
                ),
            ),
        ] {
            for method in ["POST", "PUT"] {
                let refused = owner.call(method, &path(&id, "")).json(&body).send();
                assert_eq!(answer(&refused), expected, "2.{minor} {method} {body}");
            }
        }
        owner.post(&path(&id, ""), &json!({"metadata": {}})).assert_status(200);
        let key = "k".repeat(255);
        let valid = json!({"metadata": {"A-z_0:. ": "x".repeat(255), key: ""}});
        owner.put(&path(&id, ""), &valid).assert_status(200);
    }
}

#[test]
fn the_body_of_an_item_has_it_alone() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    for minor in MINORS {
        let owner = at(cloud.owner(), minor);
        for (body, expected) in [
            (json!({}), bad_request("'meta' is a required property")),
            (json!({"meta": {}}), bad_member("meta", "{}", "{} should be non-empty")),
            (
                json!({"meta": {"a": "1", "b": "2"}}),
                bad_member(
                    "meta",
                    "{'a': '1', 'b': '2'}",
                    "{'a': '1', 'b': '2'} has too many properties",
                ),
            ),
            (json!({"meta": {"a": 1}}), bad_member("a", "1", "1 is not of type 'string'")),
            (json!({"meta": {"b": "2"}}), bad_request("Request body and URI mismatch")),
        ] {
            let refused = owner.put(&path(&id, "a"), &body);
            assert_eq!(answer(&refused), expected, "2.{minor} {body}");
        }
    }
}

/// A change of the metadata, with its rule.
fn changes(caller: &Client, id: &str) -> [(Response, &'static str); 4] {
    let all = json!({"metadata": {"a": "1"}});
    let item = json!({"meta": {"a": "1"}});
    [
        (caller.post(&path(id, ""), &all), "create"),
        (caller.put(&path(id, ""), &all), "update_all"),
        (caller.put(&path(id, "a"), &item), "update"),
        (caller.delete(&path(id, "a")), "delete"),
    ]
}

#[test]
fn readers_read_metadata_and_members_change_it() {
    let crew = Crew::start();
    let id = boot(crew.cloud.owner(), "web");
    let rule = |operation: &str| forbidden(&format!("os_compute_api:server-metadata:{operation}"));
    for minor in MINORS {
        for who in [Owner, Colleague, AdminInside, Admin] {
            let Some(caller) = crew.client(who, minor) else { continue };
            for (response, operation) in changes(&caller, &id) {
                let status = if operation == "delete" { 204 } else { 200 };
                assert_eq!(response.status(), status, "{who:?} {operation}");
            }
        }
        for who in [Reader, Guest] {
            let Some(caller) = crew.client(who, minor) else { continue };
            for (response, operation) in changes(&caller, &id) {
                assert_eq!(answer(&response), rule(operation), "{who:?}");
            }
        }
        if let Some(reader) = crew.client(Reader, minor) {
            assert_eq!(metadata(&reader, &id), json!({}));
            assert_eq!(answer(&reader.get(&path(&id, "a"))), no_item());
        }
        if let Some(guest) = crew.client(Guest, minor) {
            assert_eq!(answer(&guest.get(&path(&id, ""))), rule("index"));
            assert_eq!(answer(&guest.get(&path(&id, "a"))), rule("show"));
        }
        let stranger = crew.client(Stranger, minor).expect("a stranger is everywhere");
        for (response, _) in changes(&stranger, &id) {
            assert_eq!(answer(&response), not_found(&id));
        }
        assert_eq!(answer(&stranger.get(&path(&id, ""))), not_found(&id));
        assert_eq!(answer(&stranger.get(&path(UNKNOWN, "a"))), not_found(UNKNOWN));
    }
}

#[test]
fn a_state_that_allows_no_change_is_a_conflict() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    cloud.owner().post(&path(&id, ""), &json!({"metadata": {"a": "1"}})).assert_status(200);
    let reset = json!({"os-resetState": {"state": "error"}});
    on_v2(cloud.admin()).action(&id, &reset).assert_status(202);
    for minor in MINORS {
        for (response, rule) in changes(&at(cloud.owner(), minor), &id) {
            let operation = if rule == "delete" { "delete metadata" } else { "update metadata" };
            let text = format!("Cannot '{operation}' instance {id} while it is in vm_state error");
            assert_eq!(answer(&response), conflict(&text), "2.{minor} {rule}");
        }
    }
}

#[test]
fn unknown_parameters_are_refused_from_2_102_on() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    cloud.owner().post(&path(&id, ""), &json!({"metadata": {"a": "1"}})).assert_status(200);
    let refused = bad_request("Additional properties are not allowed ('x' was unexpected)");
    for path in [
        path(&id, ""),
        path(&id, "a"),
        format!("servers/{id}/ips"),
        format!("servers/{id}"),
        "flavors/1".to_owned(),
        "flavors/1/os-extra_specs".to_owned(),
    ] {
        let path = format!("{path}?x=1");
        for minor in [1, 75, 101] {
            at(cloud.owner(), minor).get(&path).assert_status(200);
        }
        for minor in [102, 104] {
            assert_eq!(answer(&at(cloud.owner(), minor).get(&path)), refused, "{path}");
        }
    }
}
