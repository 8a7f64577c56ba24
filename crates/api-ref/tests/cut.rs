//! Cutting a document to one microversion.

use ferronova_api_ref::{Error, Microversion, cut};
use serde_json::{Value, json};

fn at(text: &str) -> Microversion {
    text.parse().expect("it is a microversion")
}

#[track_caller]
fn cut_at(document: &Value, microversion: &str) -> Value {
    cut(document, at(microversion)).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_microversion_is_two_numbers_and_ordered_by_them() {
    assert!(at("2.9") < at("2.10"));
    assert_eq!(at("2.104").to_string(), "2.104");
    for text in ["", "2", "2.", ".9", "2.09", "02.9", "2.9.1", "+2.9", "2.-1", "2.99999", "latest"]
    {
        assert!(text.parse::<Microversion>().is_err(), "{text}");
    }
}

#[test]
fn an_object_is_there_from_its_first_to_its_last_microversion() {
    let document = json!({
        "all": {"a": 1},
        "since": {"x-since": "2.9", "a": 1},
        "until": {"x-until": "2.46", "a": 1},
        "both": [{"x-since": "2.9", "x-until": "2.46", "a": 1}, {"b": 1}],
    });

    for (microversion, expected) in [
        ("2.8", json!({"all": {"a": 1}, "until": {"a": 1}, "both": [{"b": 1}]})),
        (
            "2.9",
            json!({
                "all": {"a": 1}, "since": {"a": 1}, "until": {"a": 1}, "both": [{"a": 1}, {"b": 1}],
            }),
        ),
        (
            "2.46",
            json!({
                "all": {"a": 1}, "since": {"a": 1}, "until": {"a": 1}, "both": [{"a": 1}, {"b": 1}],
            }),
        ),
        ("2.47", json!({"all": {"a": 1}, "since": {"a": 1}, "both": [{"b": 1}]})),
    ] {
        assert_eq!(cut_at(&document, microversion), expected, "{microversion}");
    }
}

#[test]
fn a_property_that_is_not_there_is_not_required() {
    let document = json!({
        "required": ["id", "locked", "name"],
        "properties": {"id": {}, "locked": {"x-since": "2.9"}},
    });

    let before = cut_at(&document, "2.8");
    let after = cut_at(&document, "2.9");

    // `name` is a property of another schema.
    assert_eq!(before, json!({"required": ["id", "name"], "properties": {"id": {}}}));
    let properties = json!({"id": {}, "locked": {}});
    assert_eq!(after, json!({"required": ["id", "locked", "name"], "properties": properties}));
}

#[test]
fn references_to_a_component_go_with_it() {
    let reference = json!({"$ref": "#/components/schemas/Reason"});
    let document = json!({
        "components": {"schemas": {
            "Reason": {"x-since": "2.73"},
            "Lock": {
                "required": ["reason"],
                "properties": {"reason": reference},
                "oneOf": [{"type": "null"}, reference],
            },
        }},
    });

    let before = cut_at(&document, "2.72");
    let after = cut_at(&document, "2.73");

    let lock = json!({"required": [], "properties": {}, "oneOf": [{"type": "null"}]});
    assert_eq!(before["components"]["schemas"], json!({ "Lock": lock }));
    assert_eq!(after["components"]["schemas"]["Lock"], document["components"]["schemas"]["Lock"]);
}

#[test]
fn what_is_empty_then_goes_where_it_would_mean_nothing() {
    let operation = json!({"x-since": "2.26", "responses": {}});
    let document = json!({
        "paths": {
            "/tags": {"parameters": [{"name": "id"}], "get": operation},
            "/servers": {"get": {"parameters": [{"x-since": "2.26"}]}},
        },
        "schema": {"allOf": [{"x-since": "2.26"}], "prefixItems": []},
    });

    let before = cut_at(&document, "2.25");

    let expected = json!({
        "paths": {"/servers": {"get": {"parameters": []}}},
        "schema": {"prefixItems": []},
    });
    assert_eq!(before, expected);
}

#[test]
fn alternatives_that_are_all_missing_are_an_error() {
    let document = json!({"schema": {"oneOf": [{"x-since": "2.9"}]}});

    let refused = cut(&document, at("2.8"));

    let Err(Error::NothingLeft { place, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(place, "schema.oneOf");
}

#[test]
fn a_bound_that_is_no_microversion_is_an_error() {
    for bound in [json!(2.9), json!("2"), json!(null), json!("latest")] {
        let document = json!({"paths": {"/tags": {"get": {"x-until": bound}}}});

        let refused = cut(&document, at("2.1"));

        let Err(Error::Microversion { place }) = refused else { panic!("{refused:?}") };
        assert_eq!(place, "paths./tags.get.x-until");
    }
}
