//! The bodies of `lock` and `unlock`, and the order of what is checked.

use serde_json::{Value, json};

use crate::{
    lock_support::{
        Held::{ByAdmin, ByNobody, ByOwner},
        LOCK_RULE, MINORS, OVERRIDE_RULE, REASON, UNLOCK_RULE, assert_shown, boot_held, records,
    },
    support::{
        Crew, UNKNOWN,
        Who::{Guest, Owner, Reader},
        accepted, answer, at, bad_member, bad_request, boot, fault, forbidden, no_resource,
        not_found, start,
    },
};

#[test]
fn below_2_73_a_lock_can_have_any_value() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    for minor in [1, 9, 72] {
        for value in [
            json!(null),
            json!({}),
            json!([]),
            json!("x"),
            json!(5),
            json!(false),
            json!({"locked_reason": "moving house"}),
            json!({"locked_reason": ""}),
            json!({"locked_reason": 5}),
            json!({"locked_by": "admin"}),
        ] {
            let response = at(cloud.owner(), minor).action(&id, &json!({"lock": value}));

            assert_eq!(answer(&response), accepted(), "2.{minor} {value}");
            assert_shown(&cloud, &id, ByOwner, &Value::Null);
            cloud.owner().action(&id, &json!({"unlock": null})).assert_status(202);
        }
    }
}

#[test]
fn an_unlock_can_have_any_value() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    for minor in MINORS {
        for value in [json!(null), json!({}), json!([1]), json!("x"), json!({"locked_reason": 5})] {
            cloud.owner().action(&id, &json!({"lock": null})).assert_status(202);

            let response = at(cloud.owner(), minor).action(&id, &json!({"unlock": value}));

            assert_eq!(answer(&response), accepted(), "2.{minor} {value}");
            assert_shown(&cloud, &id, ByNobody, &Value::Null);
        }
    }
}

#[test]
fn from_2_73_on_a_lock_is_null_or_an_object_with_a_reason() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    for minor in [73, 104] {
        for (value, reason) in [
            (json!(null), Value::Null),
            (json!({}), Value::Null),
            (json!({"locked_reason": "x"}), json!("x")),
            (json!({"locked_reason": " ☃ 😀\n"}), json!(" ☃ 😀\n")),
            (json!({"locked_reason": "ü".repeat(255)}), json!("ü".repeat(255))),
        ] {
            let response = at(cloud.owner(), minor).action(&id, &json!({"lock": value}));

            assert_eq!(answer(&response), accepted(), "2.{minor} {value}");
            assert_shown(&cloud, &id, ByOwner, &reason);
            cloud.owner().action(&id, &json!({"unlock": null})).assert_status(202);
            assert_shown(&cloud, &id, ByNobody, &Value::Null);
        }
    }
}

#[test]
fn from_2_73_on_every_other_value_of_a_lock_is_refused() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    let long = "x".repeat(256);
    for minor in [73, 104] {
        for (value, expected) in [
            (json!("x"), bad_member("lock", "x", "'x' is not of type 'object', 'null'")),
            (json!(5), bad_member("lock", "5", "5 is not of type 'object', 'null'")),
            (json!(false), bad_member("lock", "False", "False is not of type 'object', 'null'")),
            (json!([]), bad_member("lock", "[]", "[] is not of type 'object', 'null'")),
            (
                json!({"locked_reason": ""}),
                bad_member("locked_reason", "", "'' should be non-empty"),
            ),
            (
                json!({"locked_reason": long}),
                bad_member("locked_reason", &long, &format!("'{long}' is too long")),
            ),
            (
                json!({"locked_reason": null}),
                bad_member("locked_reason", "None", "None is not of type 'string'"),
            ),
            (
                json!({"locked_reason": 5}),
                bad_member("locked_reason", "5", "5 is not of type 'string'"),
            ),
            (
                json!({"locked_by": "admin"}),
                bad_member(
                    "lock",
                    "{'locked_by': 'admin'}",
                    "Additional properties are not allowed ('locked_by' was unexpected)",
                ),
            ),
        ] {
            let response = at(cloud.owner(), minor).action(&id, &json!({"lock": value}));

            assert_eq!(answer(&response), expected, "2.{minor} {value}");
        }
    }
    assert_shown(&cloud, &id, ByNobody, &Value::Null);
}

#[test]
fn a_body_is_an_object_with_the_action_as_its_only_member() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    let malformed = bad_request("Malformed request body");
    for minor in MINORS {
        let caller = at(cloud.owner(), minor);
        for (body, expected) in [
            (r#"{"lock": null, "unlock": null}"#, malformed.clone()),
            (r#"{"lock": null, "x": 1}"#, malformed.clone()),
            ("{}", malformed.clone()),
            ("[]", malformed.clone()),
            ("[1, 2]", malformed.clone()),
            ("[1]", no_resource()),
            ("", malformed.clone()),
            (r#"{"lock": null"#, malformed.clone()),
            (r#"{"lock": null} x"#, malformed.clone()),
            ("5", no_resource()),
            ("null", no_resource()),
            (r#""x""#, no_resource()),
            (r#"{"Lock": null}"#, bad_request("There is no such action: Lock")),
        ] {
            let call = caller.call("POST", &format!("servers/{id}/action"));

            let response = call.header("content-type", "application/json").body(body).send();

            assert_eq!(answer(&response), expected, "2.{minor} {body}");
        }
    }
    assert_shown(&cloud, &id, ByNobody, &Value::Null);
}

#[test]
fn a_media_type_that_is_not_json_is_refused() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    let path = format!("servers/{id}/action");
    for (media_type, status) in [
        ("application/json", 202),
        ("application/json; charset=utf-8", 202),
        ("application/vnd.openstack.compute+json", 202),
        ("text/plain", 202),
        ("application/xml", 415),
        ("text/html", 415),
    ] {
        let call = cloud.owner().call("POST", &path).header("content-type", media_type);

        let response = call.body(r#"{"lock": null}"#).send();

        assert_eq!(response.status(), status, "{media_type}: {}", response.text());
        if status == 415 {
            let expected = fault(415, "badMediaType", "Unsupported Content-Type");
            assert_eq!(answer(&response), expected);
        }
    }
}

#[test]
fn the_body_is_checked_before_the_server_the_server_before_the_rule_the_rule_before_the_holder() {
    let crew = Crew::start();
    let unlocked = boot_held(&crew.cloud, ByNobody);
    let held = boot_held(&crew.cloud, ByAdmin);
    let wrong = json!({"lock": 5});
    for minor in [REASON, 104] {
        for who in crate::support::Who::ALL {
            let Some(caller) = crew.client(who, minor) else { continue };
            for id in [UNKNOWN, &unlocked] {
                assert_eq!(caller.action(id, &wrong).status(), 400, "{who:?} 2.{minor} {id}");
            }
        }
    }
    for minor in MINORS {
        for who in [Reader, Guest] {
            let Some(caller) = crew.client(who, minor) else { continue };
            for (action, rule) in [("lock", LOCK_RULE), ("unlock", UNLOCK_RULE)] {
                let body = json!({ action: null });
                assert_eq!(answer(&caller.action(UNKNOWN, &body)), not_found(UNKNOWN));
                assert_eq!(answer(&caller.action(&held, &body)), forbidden(rule));
            }
        }
        let owner = crew.client(Owner, minor).expect("the owner is everywhere");
        let unlock = json!({"unlock": null});
        assert_eq!(answer(&owner.action(&held, &unlock)), forbidden(OVERRIDE_RULE));
    }
    assert_shown(&crew.cloud, &unlocked, ByNobody, &Value::Null);
}

#[test]
fn a_lock_that_is_refused_is_not_recorded() {
    let cloud = start();
    let id = boot_held(&cloud, ByAdmin);
    let before = records(&cloud, &id);

    cloud.owner().action(&id, &json!({"lock": 5})).assert_status(400);
    cloud.owner().action(&id, &json!({"unlock": null})).assert_status(403);

    assert_eq!(records(&cloud, &id), before);
}

#[test]
fn a_value_without_an_effect_is_not_read() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    // Values that are valid JSON, and too deep or too strange for most parsers.
    let nested = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for value in [nested.as_str(), r#""\ud800""#, r#"{"a": "\ud800"}"#, "1e999"] {
        for (minor, action) in [(1, "lock"), (1, "unlock"), (72, "lock"), (104, "unlock")] {
            let caller = at(cloud.owner(), minor);
            let call = caller.call("POST", &format!("servers/{id}/action"));
            let body = format!(r#"{{"{action}": {value}}}"#);

            let response = call.header("content-type", "application/json").body(body).send();

            assert_eq!(answer(&response), accepted(), "2.{minor} {action} {value}");
        }
    }
}
