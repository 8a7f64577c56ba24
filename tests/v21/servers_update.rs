//! `PUT /servers/{id}`: what each member changes, and the bodies that are refused.

use ferronova_testkit::{Client, Response};
use serde_json::{Value, json};

use crate::support::{
    Answer, Crew, MEMBERS, RICH, UNKNOWN,
    Who::{self, Guest, Owner, Stranger},
    answer, at, bad_member, bad_request, boot, conflict, fault, not_found, start, start_seeded,
};

fn update(caller: &Client, id: &str, members: &Value) -> Response {
    caller.put(&format!("servers/{id}"), &json!({ "server": members }))
}

fn unexpected(server: &Value, name: &str) -> Answer {
    let members = server.as_object().into_iter().flatten();
    let python = |(key, value): (&String, &Value)| match value {
        Value::Null => format!("'{key}': None"),
        value => format!("'{key}': '{}'", value.as_str().unwrap_or_default()),
    };
    let python: Vec<String> = members.map(python).collect();
    bad_member(
        "server",
        &format!("{{{}}}", python.join(", ")),
        &format!("Additional properties are not allowed ('{name}' was unexpected)"),
    )
}

#[test]
fn each_member_changes_what_it_names_from_its_microversion_on() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    for (since, name, value, shown) in [
        (1, "name", json!("db"), json!("db")),
        (1, "accessIPv4", json!("192.0.2.1"), json!("192.0.2.1")),
        (1, "accessIPv6", json!("2001:DB8::0:1"), json!("2001:db8::1")),
        (1, "OS-DCF:diskConfig", json!("AUTO"), json!("AUTO")),
        (1, "OS-DCF:diskConfig", json!("MANUAL"), json!("MANUAL")),
        (19, "description", json!("about it"), json!("about it")),
        (19, "description", json!(""), json!("")),
        (19, "description", Value::Null, Value::Null),
        (90, "hostname", json!("db-1"), json!("db-1")),
        (94, "hostname", json!("db_1.example.org"), json!("db_1.example.org")),
        (104, "pinned_availability_zone", Value::Null, Value::Null),
    ] {
        let key = if name == "hostname" { "OS-EXT-SRV-ATTR:hostname" } else { name };
        let members = json!({ name: value });
        for minor in [since, 104] {
            let owner = at(cloud.owner(), minor);

            let updated = update(&owner, &id, &members).expect(200);

            assert_eq!(updated.at("/server")[key], shown, "2.{minor} {name}");
            let now = cloud.owner().get(&format!("servers/{id}")).expect(200);
            assert_eq!(now.at("/server")[key], shown, "2.{minor} {name}");
        }
        if since > 1 && since != 94 {
            let refused = update(&at(cloud.owner(), since - 1), &id, &members);
            assert_eq!(answer(&refused), unexpected(&members, name), "{name}");
        }
    }
}

#[test]
fn other_members_and_bodies_are_refused_at_every_microversion() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    for minor in [1, 75, 104] {
        let owner = at(cloud.owner(), minor);
        for (body, expected) in [
            (json!({}), bad_request("'server' is a required property")),
            (Value::Null, bad_request("None is not of type 'object'")),
            (json!([]), bad_request("[] is not of type 'object'")),
            (
                json!({"server": {}, "x": 1}),
                bad_request("Additional properties are not allowed ('x' was unexpected)"),
            ),
            (json!({"server": null}), bad_member("server", "None", "None is not of type 'object'")),
            (json!({"server": {"x": "1"}}), unexpected(&json!({"x": "1"}), "x")),
            (json!({"server": {"locked": "1"}}), unexpected(&json!({"locked": "1"}), "locked")),
            (
                json!({"server": {"metadata": null}}),
                unexpected(&json!({"metadata": null}), "metadata"),
            ),
        ] {
            let refused = owner.put(&format!("servers/{id}"), &body);
            assert_eq!(answer(&refused), expected, "2.{minor} {body}");
        }
        let empty = owner.call("PUT", &format!("servers/{id}")).send();
        assert_eq!(answer(&empty), bad_request("None is not of type 'object'"), "2.{minor}");
        let half = owner.call("PUT", &format!("servers/{id}")).body(r#"{"server": "#).send();
        assert_eq!(answer(&half), bad_request("Malformed request body"), "2.{minor}");
    }
}

#[test]
fn values_are_checked() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    let long = "x".repeat(256);
    let too_long = || format!("'{long}' is too long");
    let label = "does not match '^[a-zA-Z0-9]+[a-zA-Z0-9-]*[a-zA-Z0-9]+$'";
    for (minors, name, value, shown, reason) in [
        (&[1, 104][..], "name", json!(5), "5", "5 is not of type 'string'".to_owned()),
        (&[1, 104], "name", json!(null), "None", "None is not of type 'string'".to_owned()),
        (&[1, 104], "name", json!(""), "", "'' should be non-empty".to_owned()),
        (&[1, 104], "name", json!(long), &long, too_long()),
        (&[1, 104], "accessIPv4", json!("x"), "x", "'x' is not a 'ipv4'".to_owned()),
        (&[1, 104], "accessIPv4", json!("::1"), "::1", "'::1' is not a 'ipv4'".to_owned()),
        (&[1, 104], "accessIPv4", json!(null), "None", "None is not of type 'string'".to_owned()),
        (
            &[1, 104],
            "accessIPv6",
            json!("1.2.3.4"),
            "1.2.3.4",
            "'1.2.3.4' is not a 'ipv6'".to_owned(),
        ),
        (
            &[1, 104],
            "OS-DCF:diskConfig",
            json!("x"),
            "x",
            "'x' is not one of ['AUTO', 'MANUAL']".to_owned(),
        ),
        (&[19, 104], "description", json!(5), "5", "5 is not of type 'string', 'null'".to_owned()),
        (&[19, 104], "description", json!(long), &long, too_long()),
        (&[90, 93], "hostname", json!("a_b"), "a_b", format!("'a_b' {label}")),
        (&[90, 93], "hostname", json!("a.b"), "a.b", format!("'a.b' {label}")),
        (
            &[90, 93],
            "hostname",
            json!("a".repeat(64)),
            &"a".repeat(64),
            format!("'{}' is too long", "a".repeat(64)),
        ),
        (
            &[94, 104],
            "hostname",
            json!("a b"),
            "a b",
            "'a b' does not match '^[a-zA-Z0-9-._]*$'".to_owned(),
        ),
        (&[94, 104], "hostname", json!(""), "", "'' should be non-empty".to_owned()),
        (
            &[90, 94, 104],
            "hostname",
            json!(null),
            "None",
            "None is not of type 'string'".to_owned(),
        ),
        (
            &[104],
            "pinned_availability_zone",
            json!(""),
            "",
            "'' is not valid under any of the given schemas".to_owned(),
        ),
    ] {
        for minor in minors {
            let refused = update(&at(cloud.owner(), *minor), &id, &json!({ name: value }));
            assert_eq!(answer(&refused), bad_member(name, shown, &reason), "2.{minor} {name}");
        }
    }
}

#[test]
fn a_name_is_printable_and_has_no_blanks_at_its_ends() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    let text = "An invalid 'name' value was provided. The name must be: printable characters. Can \
                not start or end with whitespace.";
    for minor in [1, 104] {
        let owner = at(cloud.owner(), minor);
        for name in [" a", "a ", "a\tb", "a\u{3000}", "😀", " "] {
            let refused = update(&owner, &id, &json!({"name": name}));
            assert_eq!(answer(&refused), bad_request(text), "{name:?}");
        }
        for name in ["a  b", "Größe", "名前", "x"] {
            let updated = update(&owner, &id, &json!({"name": name})).expect(200);
            assert_eq!(updated.at("/server/name"), name);
        }
    }
}

#[test]
fn a_zone_is_pinned_where_the_server_is_and_unpinned_with_null() {
    let Some(cloud) = start_seeded(MEMBERS) else { return };
    let owner = cloud.owner();
    let pin = |zone: Value| update(owner, RICH, &json!({"pinned_availability_zone": zone}));
    let pinned = |response: Response| response.expect(200).at("/server/pinned_availability_zone");
    let elsewhere = "Cannot change pinned availability zone directly. Unpin first by setting \
                     pinned_availability_zone to null.";
    let not_there = "Server can only be pinned to its current availability zone 'nova', but \
                     'az2' was requested.";

    assert_eq!(answer(&pin(json!("az2"))), conflict(elsewhere));
    assert_eq!(pinned(pin(json!("nova"))), "nova");
    assert_eq!(pinned(pin(Value::Null)), Value::Null);
    assert_eq!(pinned(pin(Value::Null)), Value::Null);
    assert_eq!(answer(&pin(json!("az2"))), conflict(not_there));
    assert_eq!(pinned(pin(json!("nova"))), "nova");
    let shown = owner.get(&format!("servers/{RICH}")).expect(200);
    assert_eq!(shown.at("/server/pinned_availability_zone"), "nova");
}

#[test]
fn a_zone_is_pinned_without_a_request_spec_as_with_an_empty_one() {
    const PLAIN: &str = "5e000000-0000-4000-8000-000000000002";
    let Some(cloud) = start_seeded(MEMBERS) else { return };
    let zone = cloud.owner().get(&format!("servers/{PLAIN}")).expect(200);
    let zone = zone.at("/server/OS-EXT-AZ:availability_zone");
    for pinned in [Value::Null, zone, Value::Null] {
        let members = json!({"pinned_availability_zone": pinned});

        let updated = update(cloud.owner(), PLAIN, &members).expect(200);

        assert_eq!(updated.at("/server/pinned_availability_zone"), pinned);
    }
}

#[test]
fn of_several_errors_the_first_in_the_order_of_the_schema_is_named_however_deep() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    let put = |body: Value| answer(&cloud.owner().put(&format!("servers/{id}"), &body));
    let address = bad_member("accessIPv4", "5", "5 is not of type 'string'");

    assert_eq!(put(json!({"x": 1, "server": {"accessIPv4": 5}})), address);
    assert_eq!(put(json!({"server": {"description": 5, "accessIPv4": 5}})), address);
    assert_eq!(put(json!({"server": {"x": 1, "accessIPv4": 5}})), address);
    let missing = bad_request("'server' is a required property");
    assert_eq!(put(json!({"x": 1})), missing);
}

#[test]
fn the_body_comes_before_the_server_and_the_server_before_the_rule() {
    let crew = Crew::start();
    let id = boot(crew.cloud.owner(), "web");
    for minor in [1, 75, 104] {
        for who in Who::ALL {
            let Some(caller) = crew.client(who, minor) else { continue };
            for id in [&*id, UNKNOWN, "web"] {
                let refused = update(&caller, id, &json!({"x": "1"}));
                assert_eq!(answer(&refused), unexpected(&json!({"x": "1"}), "x"), "{who:?} {id}");
            }
            let missing = update(&caller, UNKNOWN, &json!({"name": "db"}));
            assert_eq!(answer(&missing), not_found(UNKNOWN), "{who:?}");
        }
        let stranger = crew.client(Stranger, minor).expect("a stranger is everywhere");
        assert_eq!(answer(&update(&stranger, &id, &json!({}))), not_found(&id));
        if let Some(guest) = crew.client(Guest, minor) {
            let text = "Policy doesn't allow os_compute_api:servers:update to be performed.";
            assert_eq!(answer(&update(&guest, &id, &json!({}))), fault(403, "forbidden", text));
        }
        let owner = crew.client(Owner, minor).expect("the owner is everywhere");
        assert_eq!(update(&owner, &id.to_uppercase(), &json!({})).status(), 200);
    }
}
