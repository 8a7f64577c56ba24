//! The messages of `Python::Three`, which are those of jsonschema 4.2x, and the order of checks.

use ferronova_http::QueryString;
use serde_json::{Value, json};

use super::{
    Check::{AnyOf, AtLeast, AtMost, Enum, Keys, Matches, Maximum, Minimum, OneOf, Optional, Text},
    Literal::{Boolean, Integer, Null, Text as Word},
    Python::Three,
    *,
};

/// Returns the message for the member `n`, without what is the same for all of them.
fn reason(value: &Value, schema: Schema) -> String {
    let message = Three.check(Some("n"), value, schema).err().map(|it| it.message().to_owned());
    let message = message.unwrap_or_default();
    let before = format!("Invalid input for field/attribute n. Value: {}. ", Three.plain(value));
    message.strip_prefix(&before).map(str::to_owned).unwrap_or(message)
}

fn said(body: &Value, schema: Schema) -> String {
    Three.check(None, body, schema).err().map(|it| it.message().to_owned()).unwrap_or_default()
}

fn said_of_query(query: &str, schema: &QuerySchema) -> String {
    let checked = Three.check_query(&QueryString::parse(query), schema);
    checked.err().map(|it| it.message().to_owned()).unwrap_or_default()
}

fn read(number: &str) -> Value {
    serde_json::from_str(number).unwrap()
}

#[test]
fn what_must_not_be_empty_says_so() {
    assert_eq!(reason(&json!(""), &[AtLeast(1)]), "'' should be non-empty");
    assert_eq!(reason(&json!([]), &[AtLeast(1)]), "[] should be non-empty");
    assert_eq!(reason(&json!({}), &[AtLeast(1)]), "{} should be non-empty");
    assert_eq!(reason(&json!("a"), &[AtLeast(2)]), "'a' is too short");
    assert_eq!(reason(&json!("ab"), &[AtMost(1)]), "'ab' is too long");
    assert_eq!(reason(&json!({}), &[AtLeast(2)]), "{} does not have enough properties");
    assert_eq!(
        reason(&json!({"a": 1, "b": 2}), &[AtMost(1)]),
        "{'a': 1, 'b': 2} has too many properties"
    );
    assert_eq!(reason(&json!("a"), &[AtMost(0)]), "'a' is expected to be empty");
}

#[test]
fn a_type_may_be_one_of_several() {
    const TEXT_OR_NULL: Schema = &[Check::Type(&[Type::String, Type::Null])];
    const TRUTH: Schema = &[Check::Type(&[Type::Boolean])];

    assert_eq!(reason(&json!(1), TEXT_OR_NULL), "1 is not of type 'string', 'null'");
    assert_eq!(reason(&Value::Null, OBJECT), "None is not of type 'object'");
    assert_eq!(reason(&json!(true), TRUTH), "");
    assert_eq!(reason(&json!(1), TRUTH), "1 is not of type 'boolean'");
    assert_eq!(
        reason(&json!(true), &[Check::Type(&[Type::Integer])]),
        "True is not of type 'integer'"
    );
}

#[test]
fn a_number_without_a_fraction_is_whole_however_it_is_written() {
    const WHOLE: Schema = &[Check::Type(&[Type::Integer, Type::String]), Minimum(1), Maximum(10)];

    for right in [json!(1), json!(1.0), read("1e1"), json!("007"), json!("5\n")] {
        assert_eq!(reason(&right, WHOLE), "", "{right}");
    }
    for (wrong, message) in [
        (json!(1.5), "1.5 is not of type 'integer', 'string'"),
        (json!(-1.0), "-1 is less than the minimum of 1"),
        (read("-0.0"), "0 is less than the minimum of 1"),
        (json!("-00"), "0 is less than the minimum of 1"),
        (json!("0011"), "11 is greater than the maximum of 10"),
        (read("1e20"), "100000000000000000000 is greater than the maximum of 10"),
        (read("1e400"), "inf is not of type 'integer', 'string'"),
    ] {
        assert_eq!(reason(&wrong, WHOLE), message);
    }
}

#[test]
fn a_list_of_literals_is_shown_as_python_shows_it() {
    const LITERALS: Schema = &[OneOf(&[Null, Boolean(true), Integer(4), Word("x")])];

    for right in [Value::Null, json!(true), json!(4), json!(4.0), json!("x")] {
        assert_eq!(reason(&right, LITERALS), "");
    }
    for wrong in [json!(1), json!(false), json!("4")] {
        assert!(reason(&wrong, LITERALS).ends_with(" is not one of [None, True, 4, 'x']"));
    }
    assert_eq!(reason(&json!(1), &[Enum(&["a", "b"])]), "1 is not one of ['a', 'b']");
}

#[test]
fn equal_items_are_found_whatever_their_type() {
    for wrong in ["['a', 'a']", "[1, 1.0]", "[{'a': [1]}, {'a': [1]}]"] {
        let list = read(&wrong.replace('\'', "\""));
        assert_eq!(reason(&list, &[Check::Unique]), format!("{wrong} has non-unique elements"));
    }
    assert_eq!(reason(&json!([1, true, 0, false, null, "1"]), &[Check::Unique]), "");
}

#[test]
fn a_long_pattern_is_not_repeated() {
    assert_eq!(reason(&json!("a"), &[Matches(str::is_empty)]), "'a' does not match");
}

#[test]
fn a_sentence_of_its_own_is_the_whole_message() {
    const BODY: Schema = &[Optional("name", &[Text("Wrong.", |it| it != " ")])];

    assert_eq!(said(&json!({"name": " "}), BODY), "Wrong.");
    assert_eq!(reason(&json!(" "), &[AnyOf(&[BODY, &[Text("Wrong.", |_| false)]])]), "");
}

#[test]
fn names_in_messages_are_sorted() {
    const KEYS: Schema = &[Keys("^a$", |it| it == "a", &[])];

    assert_eq!(
        said(&json!({"c": 1, "b": 2}), &[Check::NoOthers]),
        "Additional properties are not allowed ('b', 'c' were unexpected)"
    );
    assert_eq!(
        said(&json!({"c": 1, "a": 1, "b": 2}), KEYS),
        "'b', 'c' do not match any of the regexes: '^a$'"
    );
}

#[test]
fn members_are_quoted_in_the_order_of_the_request() {
    let object = read(r#"{"b": 1, "a": [{"d": 1, "c": 2}]}"#);

    assert_eq!(Three.quoted(&object), "{'b': 1, 'a': [{'d': 1, 'c': 2}]}");
    assert_eq!(Python::Two.quoted(&object), "{u'a': [{u'c': 2, u'd': 1}], u'b': 1}");
}

#[test]
fn the_first_check_that_fails_is_named_however_deep() {
    const SERVER: Schema = &[Check::OBJECT, Optional("name", STRING), Check::NoOthers];
    const BODY: Schema =
        &[Check::OBJECT, Optional("server", SERVER), Check::Has("server"), Check::NoOthers];

    assert_eq!(
        said(&json!({"x": 1, "server": {"y": 1, "name": 5}}), BODY),
        "Invalid input for field/attribute name. Value: 5. 5 is not of type 'string'"
    );
    assert_eq!(
        said(&json!({"x": 1, "server": {"y": 1}}), BODY),
        "Invalid input for field/attribute server. Value: {'y': 1}. Additional properties are not \
         allowed ('y' was unexpected)"
    );
    assert_eq!(said(&json!({"x": 1}), BODY), "'server' is a required property");
}

#[test]
fn a_schema_can_be_another_one_and_more() {
    const OLD: Schema = &[Optional("a", STRING)];
    const NEW: Schema = &[Check::All(OLD), Optional("b", STRING), Check::NoOthers];

    assert_eq!(said(&json!({"a": "x", "b": "y"}), NEW), "");
    assert!(said(&json!({"a": 1}), NEW).starts_with("Invalid input for field/attribute a. "));
    assert!(said(&json!({"c": 1}), NEW).ends_with("('c' was unexpected)"));
}

const SHARED: &[Parameter] =
    &[Parameter::many("limit", &[Check::STRING, AtLeast(1)]), Parameter::once("marker", STRING)];
const FREE: QuerySchema = QuerySchema { parts: &[SHARED], pattern: None, others: Others::Ignored };
const STRICT: QuerySchema = QuerySchema { others: Others::Refused, ..FREE };
const INTERNAL: NamePattern = NamePattern { text: "^_", passes: |it| it.starts_with('_') };
const PATTERNED: QuerySchema = QuerySchema { pattern: Some(INTERNAL), ..STRICT };

#[test]
fn a_parameter_is_a_list_of_values() {
    assert_eq!(said_of_query("limit=1&marker=&limit=2", &STRICT), "");
    assert_eq!(
        said_of_query("limit=1&limit=", &STRICT),
        "Invalid input for query parameters limit. Value: . '' should be non-empty"
    );
    assert_eq!(
        said_of_query("marker=a&marker=b", &STRICT),
        "Invalid input for query parameters marker. Value: ['a', 'b']. ['a', 'b'] is too long"
    );
}

#[test]
fn the_values_of_a_parameter_are_checked_before_their_number() {
    const ONCE: QuerySchema =
        QuerySchema { parts: &[&[Parameter::once("n", &[AtLeast(2)])]], ..STRICT };

    assert_eq!(
        said_of_query("n=ab&n=c", &ONCE),
        "Invalid input for query parameters n. Value: c. 'c' is too short"
    );
}

#[test]
fn unknown_parameters_are_ignored_or_refused() {
    assert_eq!(said_of_query("z=1&y", &FREE), "");
    assert_eq!(
        said_of_query("z=1&y&z=2", &STRICT),
        "Additional properties are not allowed ('y', 'z' were unexpected)"
    );
    assert_eq!(said_of_query("_x=1&z", &PATTERNED), "'z' does not match any of the regexes: '^_'");
    assert!(said_of_query("z&limit=", &STRICT).ends_with("'' should be non-empty"));
}

#[test]
fn a_schema_of_queries_knows_its_names() {
    assert!(FREE.knows("limit"));
    assert!(!FREE.knows("_x"));
    assert!(PATTERNED.knows("_x"));
}
