//! `/servers/{id}/tags`

use ferronova_testkit::{Client, Response};
use serde_json::{Value, json};

use crate::support::{
    Answer, Crew, UNKNOWN,
    Who::{Admin, Colleague, Guest, Owner, Reader},
    answer, at, bad_member, bad_request, boot, conflict, fault, forbidden, no_resource, on_v2,
    start,
};

fn path(id: &str, tag: &str) -> String {
    if tag.is_empty() { format!("servers/{id}/tags") } else { format!("servers/{id}/tags/{tag}") }
}

fn put(caller: &Client, id: &str, tag: &str) -> Response {
    caller.call("PUT", &path(id, tag)).send()
}

fn replace(caller: &Client, id: &str, tags: &Value) -> Response {
    caller.put(&path(id, ""), &json!({"tags": tags}))
}

#[track_caller]
fn tags(caller: &Client, id: &str) -> Value {
    caller.get(&path(id, "")).expect(200).at("/tags")
}

/// The answer about a tag that the server does not have.
fn no_tag(what: &str, id: &str, tag: &str) -> Answer {
    fault(404, "itemNotFound", &format!("{what} {id} has no tag '{tag}'"))
}

#[test]
fn tags_begin_with_2_26() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    let below = at(cloud.owner(), 25);
    for (method, path) in [
        ("GET", path(&id, "")),
        ("GET", path(&id, "a")),
        ("PUT", path(&id, "")),
        ("PUT", path(&id, "a")),
        ("DELETE", path(&id, "a")),
        ("DELETE", path(&id, "")),
    ] {
        assert_eq!(answer(&below.call(method, &path).send()), no_resource(), "{method} {path}");
    }
    assert_eq!(tags(&at(cloud.owner(), 26), &id), json!([]));
}

#[test]
fn a_tag_is_added_shown_and_deleted() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    for minor in [26, 104] {
        let owner = at(cloud.owner(), minor);

        let added = put(&owner, &id, "blue");
        let again = put(&owner, &id, "blue");

        assert_eq!((added.status(), added.text()), (201, ""));
        let location = format!("{}/servers/{id}/tags/blue", owner.url());
        assert_eq!(added.header("location"), Some(&*location));
        for response in [&added, &again] {
            assert_eq!(response.header("content-type"), Some("text/html; charset=UTF-8"));
        }
        assert_eq!(answer(&again), (204, Value::Null));
        assert_eq!(tags(&owner, &id), json!(["blue"]));
        assert_eq!(answer(&owner.get(&path(&id, "blue"))), (204, Value::Null));
        assert_eq!(answer(&owner.delete(&path(&id, "blue"))), (204, Value::Null));
        assert_eq!(tags(&owner, &id), json!([]));
        assert_eq!(answer(&owner.get(&path(&id, "blue"))), no_tag("Server", &id, "blue"));
        assert_eq!(answer(&owner.delete(&path(&id, "blue"))), no_tag("Instance", &id, "blue"));
    }
}

#[test]
fn all_tags_are_replaced_and_deleted() {
    let cloud = start();
    let owner = cloud.owner();
    let id = boot(owner, "web");
    put(owner, &id, "old").assert_status(201);

    let replaced = replace(owner, &id, &json!(["b", "a", "ü 😀"]));

    assert_eq!(answer(&replaced), (200, json!({"tags": ["a", "b", "ü 😀"]})));
    assert_eq!(tags(owner, &id), json!(["a", "b", "ü 😀"]));
    let shown = owner.get(&format!("servers/{id}")).expect(200);
    assert_eq!(shown.at("/server/tags"), json!(["a", "b", "ü 😀"]));
    assert_eq!(answer(&owner.delete(&path(&id, ""))), (204, Value::Null));
    assert_eq!(tags(owner, &id), json!([]));
    assert_eq!(answer(&replace(owner, &id, &json!([]))), (200, json!({"tags": []})));
}

#[test]
fn a_server_has_up_to_50_tags_of_up_to_60_characters() {
    let cloud = start();
    let owner = cloud.owner();
    let id = boot(owner, "web");
    let many: Vec<String> = (0..50).map(|n| format!("{n:060}")).collect();
    replace(owner, &id, &json!(many)).assert_status(200);

    let refused = put(owner, &id, "one-more");

    let text = "The number of tags exceeded the per-server limit 50";
    assert_eq!(answer(&refused), bad_request(text));
    // One that is there is refused as well.
    assert_eq!(answer(&put(owner, &id, &many[0])), bad_request(text));
    let more: Vec<String> = (0..51).map(|n| format!("t{n}")).collect();
    let refused = replace(owner, &id, &json!(more));
    assert_eq!(refused.status(), 400);
    let message = refused.at("/badRequest/message").to_string();
    assert!(
        message.contains("Invalid input for field/attribute tags. Value: ['t0', "),
        "{message}"
    );
    assert!(message.ends_with("] is too long\""), "{message}");
}

#[test]
fn bodies_of_tags_are_checked() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    let long = "x".repeat(61);
    for minor in [26, 104] {
        let owner = at(cloud.owner(), minor);
        for id in [&*id, UNKNOWN] {
            for (body, expected) in [
                (json!({}), bad_request("'tags' is a required property")),
                (
                    json!({"tags": [], "x": 1}),
                    bad_request("Additional properties are not allowed ('x' was unexpected)"),
                ),
                (json!([]), bad_request("[] is not of type 'object'")),
                (json!({"tags": null}), bad_member("tags", "None", "None is not of type 'array'")),
                (json!({"tags": [5]}), bad_member("0", "5", "5 is not of type 'string'")),
                (json!({"tags": ["a", ""]}), bad_member("1", "", "'' should be non-empty")),
                (
                    json!({"tags": ["a,b"]}),
                    bad_member("0", "a,b", "'a,b' does not match '^[^,/]*$'"),
                ),
                (json!({"tags": [long]}), bad_member("0", &long, &format!("'{long}' is too long"))),
            ] {
                let refused = owner.put(&path(id, ""), &body);
                assert_eq!(answer(&refused), expected, "2.{minor} {body}");
            }
            let refused = owner.put(&path(id, "blue"), &json!({"x": 1}));
            assert_eq!(answer(&refused), bad_request("{'x': 1} is not of type 'null'"));
        }
        owner.put(&path(&id, "blue"), &Value::Null).assert_status(if minor == 26 {
            201
        } else {
            204
        });
    }
}

#[test]
fn a_tag_in_the_path_is_checked() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");

    let refused = put(cloud.owner(), &id, "a,b");

    let text = "Tag 'a,b' is invalid. It must be a non empty string without characters '/' and \
                ','. Validation error message: 'a,b' does not match '^[^,/]*$'";
    assert_eq!(answer(&refused), bad_request(text));
}

#[test]
fn a_state_that_allows_no_change_is_a_conflict_and_a_task_is_not() {
    let cloud = start();
    let owner = cloud.owner();
    let id = boot(owner, "web");
    let reset = json!({"os-resetState": {"state": "error"}});
    on_v2(cloud.admin()).action(&id, &reset).assert_status(202);
    for (method, tag, body, operation) in [
        ("PUT", "blue", Value::Null, "update tag"),
        ("PUT", "", json!({"tags": ["a"]}), "update tags"),
        ("DELETE", "blue", Value::Null, "delete tag"),
        ("DELETE", "", Value::Null, "delete tags"),
    ] {
        let call = owner.call(method, &path(&id, tag));

        let refused = if body.is_null() { call.send() } else { call.json(&body).send() };

        let text = format!("Cannot '{operation}' instance {id} while it is in vm_state error");
        assert_eq!(answer(&refused), conflict(&text));
    }
    assert_eq!(tags(owner, &id), json!([]));
}

#[test]
fn readers_read_tags_and_members_change_them() {
    let crew = Crew::start();
    let id = boot(crew.cloud.owner(), "web");
    put(crew.cloud.owner(), &id, "red").assert_status(201);
    for minor in [26, 104] {
        for who in [Owner, Colleague, Reader, Admin] {
            let Some(caller) = crew.client(who, minor) else { continue };
            assert_eq!(tags(&caller, &id), json!(["red"]), "{who:?}");
            caller.get(&path(&id, "red")).assert_status(204);
        }
        for who in [Reader, Guest] {
            let Some(caller) = crew.client(who, minor) else { continue };
            let rule =
                |operation: &str| forbidden(&format!("os_compute_api:os-server-tags:{operation}"));
            assert_eq!(answer(&put(&caller, &id, "x")), rule("update"));
            assert_eq!(answer(&replace(&caller, &id, &json!(["x"]))), rule("update_all"));
            assert_eq!(answer(&caller.delete(&path(&id, "red"))), rule("delete"));
            assert_eq!(answer(&caller.delete(&path(&id, ""))), rule("delete_all"));
            if who == Guest {
                assert_eq!(answer(&caller.get(&path(&id, ""))), rule("index"));
                assert_eq!(answer(&caller.get(&path(&id, "red"))), rule("show"));
            }
        }
        for who in [Colleague, Admin] {
            let Some(caller) = crew.client(who, minor) else { continue };
            put(&caller, &id, "x").assert_status(201);
            caller.delete(&path(&id, "x")).assert_status(204);
        }
    }
}

#[test]
fn tags_of_a_server_that_is_not_there_are_not_found() {
    let cloud = start();
    let owner = cloud.owner();
    let no_server =
        |id: &str| fault(404, "itemNotFound", &format!("Instance {id} has no mapping to a cell."));
    for id in [UNKNOWN, "web"] {
        assert_eq!(answer(&owner.get(&path(id, ""))), no_server(id));
        assert_eq!(answer(&owner.get(&path(id, "a"))), no_server(id));
        assert_eq!(answer(&put(owner, id, "a")), no_server(id));
        assert_eq!(answer(&replace(owner, id, &json!(["a"]))), no_server(id));
        assert_eq!(answer(&owner.delete(&path(id, "a"))), no_server(id));
        assert_eq!(answer(&owner.delete(&path(id, ""))), no_server(id));
    }
}

#[test]
fn unknown_parameters_are_ignored_at_every_microversion() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    for minor in [26, 75, 102, 104] {
        let owner = at(cloud.owner(), minor);
        owner.get(&format!("servers/{id}/tags?x=1")).assert_status(200);
    }
}
