//! Messages that Nova 34 was seen to answer, and those that its validators gave for random requests.

use ferronova_extend::schema::{Python::Three, QuerySchema, Schema};
use ferronova_http::QueryString;
use serde_json::{Value, json};

use super::{
    flavors, instance_actions, lock, queries, server_metadata, server_queries,
    servers::{UPDATE_1, UPDATE_19, UPDATE_90, UPDATE_94, UPDATE_104},
    tags,
};

const WRONG_NAME: &str = "An invalid 'name' value was provided. The name must be: printable \
                          characters. Can not start or end with whitespace.";

fn said(body: &Value, schema: Schema) -> String {
    Three.check(None, body, schema).err().map(|it| it.message().to_owned()).unwrap_or_default()
}

/// Returns the message for the members of a server, without what is before the name of one.
fn said_of_server(server: &Value, schema: Schema) -> String {
    let message = said(&json!({ "server": server }), schema);
    message.strip_prefix("Invalid input for field/attribute ").unwrap_or(&message).to_owned()
}

fn said_of_query(query: &str, schema: &QuerySchema) -> String {
    let checked = Three.check_query(&QueryString::parse(query), schema);
    let message = checked.err().map(|it| it.message().to_owned()).unwrap_or_default();
    message.strip_prefix("Invalid input for query parameters ").unwrap_or(&message).to_owned()
}

#[test]
fn a_server_has_the_members_of_its_microversion() {
    let members = [
        ("name", json!("web")),
        ("OS-DCF:diskConfig", json!("AUTO")),
        ("accessIPv4", json!("192.0.2.1")),
        ("accessIPv6", json!("2001:db8::1")),
        ("description", Value::Null),
        ("hostname", json!("web-1")),
        ("pinned_availability_zone", Value::Null),
    ];
    for (schema, n_members) in
        [(UPDATE_1, 4), (UPDATE_19, 5), (UPDATE_90, 6), (UPDATE_94, 6), (UPDATE_104, 7)]
    {
        for (n, (name, value)) in members.iter().enumerate() {
            let message = said(&json!({"server": {*name: value}}), schema);

            assert_eq!(message.is_empty(), n < n_members, "{name}: {message}");
        }
    }
}

#[test]
fn a_server_is_wrong_in_the_words_of_nova() {
    for (server, message) in [
        (json!({"name": " "}), WRONG_NAME),
        (json!({"name": ""}), "name. Value: . '' should be non-empty"),
        (json!({"name": 1}), "name. Value: 1. 1 is not of type 'string'"),
        (
            json!({"OS-DCF:diskConfig": "x"}),
            "OS-DCF:diskConfig. Value: x. 'x' is not one of ['AUTO', 'MANUAL']",
        ),
        (
            json!({"accessIPv4": "010.0.0.1"}),
            "accessIPv4. Value: 010.0.0.1. '010.0.0.1' is not a 'ipv4'",
        ),
        (
            json!({"accessIPv6": "fe80::1%eth0"}),
            "accessIPv6. Value: fe80::1%eth0. 'fe80::1%eth0' is not a 'ipv6'",
        ),
        (json!({"description": 1}), "description. Value: 1. 1 is not of type 'string', 'null'"),
        (json!({"description": "a\tb"}), "description. Value: a\tb. 'a\\tb' does not match"),
        (
            json!({"hostname": "a_b"}),
            "hostname. Value: a_b. 'a_b' does not match '^[a-zA-Z0-9]+[a-zA-Z0-9-]*[a-zA-Z0-9]+$'",
        ),
        (
            json!({"c": 1, "b": 2}),
            "server. Value: {'c': 1, 'b': 2}. Additional properties are not allowed ('b', 'c' were \
             unexpected)",
        ),
    ] {
        assert_eq!(said_of_server(&server, UPDATE_90), message);
    }
    assert_eq!(
        said_of_server(&json!({"pinned_availability_zone": ""}), UPDATE_104),
        "pinned_availability_zone. Value: . '' is not valid under any of the given schemas"
    );
    assert_eq!(
        said_of_server(&json!({"hostname": ""}), UPDATE_94),
        "hostname. Value: . '' should be non-empty"
    );
}

#[test]
fn a_name_may_end_in_a_line_break() {
    assert_eq!(said_of_server(&json!({"name": "web\n"}), UPDATE_1), "");
    assert_eq!(said_of_server(&json!({"name": "web \n"}), UPDATE_1), WRONG_NAME);
}

#[test]
fn of_two_errors_the_first_in_the_schema_is_named() {
    assert_eq!(
        said_of_server(&json!({"x": 1, "accessIPv4": 7, "name": " "}), UPDATE_1),
        WRONG_NAME
    );
    assert_eq!(said(&json!({"x": 1, "server": {"name": " "}}), UPDATE_1), WRONG_NAME);
    assert_eq!(said(&json!({"x": 1}), UPDATE_1), "'server' is a required property");
    assert_eq!(said(&Value::Null, UPDATE_1), "None is not of type 'object'");
}

#[test]
fn a_lock_may_have_a_reason_from_2_73_on() {
    for value in [Value::Null, json!({}), json!({"locked_reason": "x"})] {
        assert_eq!(said(&json!({ "lock": value }), lock::LOCK_73), "");
    }
    for value in [json!(1), json!({"x": 1})] {
        assert!(!said(&json!({ "lock": value }), lock::LOCK_73).is_empty());
    }
    let long = "x".repeat(256);
    assert_eq!(
        said(&json!({"lock": {"locked_reason": long}}), lock::LOCK_73),
        format!(
            "Invalid input for field/attribute locked_reason. Value: {long}. '{long}' is too long"
        )
    );
}

#[test]
fn metadata_is_checked_item_by_item_and_in_its_order() {
    let items = json!({"b": "v", "a!": "v"});
    assert_eq!(
        said(&json!({ "metadata": items }), server_metadata::CREATE_1),
        "Invalid input for field/attribute metadata. Value: {'b': 'v', 'a!': 'v'}. 'a!' does not \
         match any of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'"
    );
    let items = json!({"a!": 1, "z": [null], "b": 2});
    assert_eq!(
        said(&json!({ "metadata": items }), server_metadata::CREATE_1),
        "Invalid input for field/attribute z. Value: [None]. [None] is not of type 'string'"
    );
    assert_eq!(
        said(&json!({"meta": {}}), server_metadata::UPDATE_1),
        "Invalid input for field/attribute meta. Value: {}. {} should be non-empty"
    );
}

#[test]
fn tags_are_at_most_fifty_of_at_most_sixty_characters() {
    let said_of_tags = |tags: Value| said(&json!({ "tags": tags }), tags::UPDATE_ALL_26);

    assert_eq!(said_of_tags(json!([])), "");
    assert_eq!(
        said_of_tags(json!(["x", "a,b"])),
        "Invalid input for field/attribute 1. Value: a,b. 'a,b' does not match '^[^,/]*$'"
    );
    assert!(said_of_tags(json!(["x".repeat(61)])).ends_with("xx' is too long"));
    assert!(said_of_tags(json!(vec!["x"; 51])).ends_with("'x'] is too long"));
    assert_eq!(said(&json!({"x": 1}), tags::UPDATE_26), "{'x': 1} is not of type 'null'");
}

#[test]
fn a_list_of_servers_refuses_unknown_parameters_from_2_75_on() {
    assert_eq!(said_of_query("foo=bar", &server_queries::LIST_QUERY_73), "");
    assert_eq!(
        said_of_query("foo=bar&_x=1", &server_queries::LIST_QUERY_75),
        "'foo' does not match any of the regexes: '^_'"
    );
    assert_eq!(
        said_of_query("foo=1", &queries::NONE),
        "Additional properties are not allowed ('foo' was unexpected)"
    );
    assert_eq!(said_of_query("foo=1", &queries::FREE), "");
}

#[test]
fn a_list_of_servers_checks_the_values_of_its_parameters() {
    for (query, message) in [
        ("limit=-1", "limit. Value: -1. '-1' does not match '^[0-9]*$'"),
        ("limit=1.5", "limit. Value: 1.5. '1.5' does not match '^[0-9]*$'"),
        ("limit=5&limit=", "limit. Value: . '' should be non-empty"),
        ("name=*", "name. Value: *. '*' is not a 'regex'"),
        ("key_name=", "key_name. Value: . '' is not a 'regex'"),
        ("changes-since=x", "changes-since. Value: x. 'x' is not a 'date-time'"),
        ("locked=bogus&sort_dir=x&marker=&status=&limit=99999999999999999999", ""),
    ] {
        assert_eq!(said_of_query(query, &server_queries::LIST_QUERY_73), message);
    }
}

#[test]
fn a_sort_key_has_an_effect_or_is_ignored_or_is_refused() {
    let schemas = [
        server_queries::LIST_QUERY_1,
        server_queries::LIST_QUERY_73,
        server_queries::LIST_QUERY_75,
    ];
    for (key, passes) in [
        ("created_at", [true, true, true]),
        ("locked_by", [true, true, true]),
        ("locked", [true, true, true]),
        ("architecture", [true, true, false]),
        ("vm_mode", [true, true, false]),
        ("", [false, false, false]),
        ("created_at,uuid", [false, false, false]),
    ] {
        let passed = schemas.map(|it| said_of_query(&format!("sort_key={key}"), &it).is_empty());
        assert_eq!(passed, passes, "{key}");
    }
    let message = said_of_query("sort_key=x", &server_queries::LIST_QUERY_1);
    assert!(message.starts_with("sort_key. Value: x. 'x' is not one of ['access_ip_v4', "));
    assert!(message.contains("'vm_state', 'architecture', "));
    assert!(message.contains("'launched_on', 'locked', 'memory_mb', "));
    assert!(message.ends_with("'vm_mode']"));
}

#[test]
fn the_filters_of_a_microversion_are_known() {
    for (name, since) in [("tags", 1), ("changes-before", 2), ("locked", 3)] {
        let knows = [
            server_queries::LIST_QUERY_1,
            server_queries::LIST_QUERY_26,
            server_queries::LIST_QUERY_66,
            server_queries::LIST_QUERY_73,
            server_queries::LIST_QUERY_75,
        ]
        .map(|it| it.knows(name));

        assert_eq!(knows, [since <= 0, since <= 1, since <= 2, since <= 3, true], "{name}");
    }
    assert!(server_queries::LIST_QUERY_1.knows("_x"));
    assert!(!server_queries::LIST_QUERY_1.knows("x"));
}

#[test]
fn instance_actions_take_each_parameter_once() {
    assert_eq!(said_of_query("x=1", &queries::FREE), "");
    assert_eq!(
        said_of_query("x=1", &instance_actions::LIST_QUERY_58),
        "Additional properties are not allowed ('x' was unexpected)"
    );
    assert_eq!(
        said_of_query("marker=a&marker=b", &instance_actions::LIST_QUERY_58),
        "marker. Value: ['a', 'b']. ['a', 'b'] is too long"
    );
    assert_eq!(
        said_of_query("limit=x&limit=1", &instance_actions::LIST_QUERY_58),
        "limit. Value: x. 'x' does not match '^[0-9]*$'"
    );
    assert_eq!(said_of_query("changes-before=2026-01-01", &instance_actions::LIST_QUERY_66), "");
}

#[test]
fn flavors_are_sorted_by_keys_of_their_microversion() {
    assert_eq!(
        said_of_query("sort_dir=x", &flavors::LIST_QUERY_1),
        "sort_dir. Value: x. 'x' is not one of ['asc', 'desc']"
    );
    assert_eq!(said_of_query("sort_key=rxtx_factor&name=a", &flavors::LIST_QUERY_1), "");
    assert!(
        said_of_query("sort_key=rxtx_factor", &flavors::LIST_QUERY_102).starts_with("sort_key.")
    );
    assert_eq!(
        said_of_query("name=a", &flavors::LIST_QUERY_75),
        "Additional properties are not allowed ('name' was unexpected)"
    );
    assert_eq!(said_of_query("name=a", &flavors::LIST_QUERY_102), "");
}
