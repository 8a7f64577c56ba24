//! Which values pass a schema, and the messages for values that do not.

use serde_json::{Value, json};

use super::{
    Check::{AtLeast, AtMost, Enum, Minimum, Pattern},
    Python::{Three, Two},
    *,
};

/// Returns the message for a value of the member `name`.
fn said(python: Python, name: &str, value: &Value, schema: Schema) -> String {
    python
        .check(Some(name), value, schema)
        .err()
        .map(|it| it.message().to_owned())
        .unwrap_or_default()
}

/// Returns the reason in the message for a value.
fn reason(value: &Value, schema: Schema) -> String {
    let said = said(Two, "n", value, schema);
    let before = format!("Invalid input for field/attribute n. Value: {}. ", Two.plain(value));
    said.strip_prefix(&before).map(str::to_owned).unwrap_or(said)
}

fn said_of_body(body: &Value, schema: Schema) -> String {
    Two.check(None, body, schema).err().map(|it| it.message().to_owned()).unwrap_or_default()
}

fn read(number: &str) -> Value {
    serde_json::from_str(number).unwrap()
}

#[test]
fn a_refusal_names_the_member_its_value_and_the_reason() {
    const STATE: Schema = &[Check::STRING, Enum(&["active", "error"])];
    const SERVER: Schema = &[Check::Required("name", &[])];

    assert_eq!(
        said(Two, "adminPass", &json!(5), STRING),
        "Invalid input for field/attribute adminPass. Value: 5. 5 is not of type 'string'"
    );
    assert_eq!(
        said(Two, "accessIPv4", &json!(""), IPV4),
        "Invalid input for field/attribute accessIPv4. Value: . u'' is not a 'ipv4'"
    );
    assert_eq!(
        said(Two, "state", &json!("x"), STATE),
        "Invalid input for field/attribute state. Value: x. u'x' is not one of ['active', 'error']"
    );
    assert_eq!(
        said(Two, "server", &json!({"k": "w"}), SERVER),
        "Invalid input for field/attribute server. Value: {u'k': u'w'}. 'name' is a required property"
    );
}

#[test]
fn values_are_quoted_as_the_python_of_the_version_does() {
    const STATE: Schema = &[Check::STRING, Enum(&["active", "error"])];
    const SERVER: Schema = &[Check::NoOthers];

    assert_eq!(
        said(Three, "state", &json!("é"), STATE),
        "Invalid input for field/attribute state. Value: é. 'é' is not one of ['active', 'error']"
    );
    assert_eq!(
        said(Three, "server", &json!({"k": "w"}), SERVER),
        "Invalid input for field/attribute server. Value: {'k': 'w'}. Additional properties are not \
         allowed ('k' was unexpected)"
    );
    let least = read("-100000000000000000000");
    assert!(
        said(Two, "n", &least, POSITIVE)
            .ends_with(". -100000000000000000000L is less than the minimum of 1")
    );
    assert!(
        said(Three, "n", &least, POSITIVE)
            .ends_with(". -100000000000000000000 is less than the minimum of 1")
    );
}

#[test]
fn members_that_a_schema_does_not_know_are_named() {
    const NONE: Schema = &[Check::NoOthers];
    const A: Schema = &[Check::NoOthers, Check::Optional("a", &[])];
    const BOTH: Schema = &[Check::Optional("a", &[]), Check::Optional("b", &[]), Check::NoOthers];
    let object = json!({"a": 1, "b": 2});

    assert_eq!(reason(&object, BOTH), "");
    assert_eq!(reason(&object, A), "Additional properties are not allowed (u'b' was unexpected)");
    assert!(reason(&object, NONE).ends_with("(u'a', u'b' were unexpected)"));
}

#[test]
fn a_body_has_no_name() {
    const BODY: Schema = &[Check::OBJECT, Check::NoOthers, Check::Required("meta", STRING)];

    assert_eq!(said_of_body(&json!({"meta": "x"}), BODY), "");
    assert_eq!(said_of_body(&json!({}), BODY), "'meta' is a required property");
    assert_eq!(
        said_of_body(&json!({"meta": "x", "y": 2}), BODY),
        "Additional properties are not allowed (u'y' was unexpected)"
    );
    assert_eq!(said_of_body(&Value::Null, BODY), "None is not of type 'object'");
    assert_eq!(
        said_of_body(&json!({"meta": 1}), BODY),
        "Invalid input for field/attribute meta. Value: 1. 1 is not of type 'string'"
    );
}

#[test]
fn an_item_of_a_list_has_its_number_for_a_name() {
    const LIST: Schema = &[Check::ARRAY, AtLeast(1), AtMost(2), Check::Items(STRING)];

    assert_eq!(reason(&json!(["a", "b"]), LIST), "");
    assert_eq!(reason(&json!([]), LIST), "[] is too short");
    assert_eq!(reason(&json!([1, 2, 3]), LIST), "[1, 2, 3] is too long");
    assert_eq!(
        reason(&json!(["a", 2]), LIST),
        "Invalid input for field/attribute 1. Value: 2. 2 is not of type 'string'"
    );
}

#[test]
fn null_passes_where_a_schema_says_so() {
    assert_eq!(reason(&Value::Null, &[Check::OrNull(STRING)]), "");
    assert_eq!(reason(&json!(5), &[Check::OrNull(STRING)]), "5 is not of type 'string'");
}

#[test]
fn a_count_is_a_whole_number_from_one_or_its_digits() {
    for (value, number) in [
        (json!(2), 2),
        (json!("2"), 2),
        (json!(u64::MAX), u32::MAX),
        (json!("9".repeat(40)), u32::MAX),
        (read("100000000000000000000"), u32::MAX),
    ] {
        assert_eq!(reason(&value, POSITIVE), "");
        assert_eq!(count(&value), number);
    }
    assert_eq!(reason(&json!(-1), POSITIVE), "-1 is less than the minimum of 1");
    assert_eq!(reason(&json!("00"), POSITIVE), "0 is less than the minimum of 1");
    assert_eq!(reason(&json!("x"), POSITIVE), "u'x' does not match '^[0-9]+$'");
    assert_eq!(reason(&json!(1.5), POSITIVE), "1.5 is not of type 'integer', 'string'");
    assert_eq!(reason(&json!("0"), NATURAL), "");
}

#[test]
fn a_pattern_is_about_texts_and_a_minimum_about_whole_numbers() {
    const LENGTH: Schema = &[
        Check::Type(&[Type::Integer, Type::String, Type::Null]),
        Pattern("^-?[0-9]+$", |it| read_whole_number(it).is_some()),
        Minimum(-1),
    ];

    for (right, length) in [(json!("7"), Some(7)), (json!(-1), Some(-1)), (Value::Null, None)] {
        assert_eq!(reason(&right, LENGTH), "");
        assert_eq!(whole(&right), length);
    }
    assert_eq!(reason(&json!(-2), LENGTH), "-2 is less than the minimum of -1");
    assert_eq!(reason(&json!("-2"), LENGTH), "-2 is less than the minimum of -1");
    assert_eq!(reason(&json!("x"), LENGTH), "u'x' does not match '^-?[0-9]+$'");
    assert_eq!(reason(&json!(1.5), LENGTH), "1.5 is not of type 'integer', 'string', 'null'");
}

#[test]
fn a_truth_may_be_a_word_or_a_number() {
    for (value, is_true) in [
        (json!(true), true),
        (json!("TRUE"), true),
        (json!(1), true),
        (json!(false), false),
        (json!("0"), false),
        (json!(0), false),
    ] {
        assert_eq!(reason(&value, BOOLEAN), "");
        assert_eq!(truth(&value), is_true, "{value}");
    }
    assert_eq!(
        reason(&json!("yes"), BOOLEAN),
        "u'yes' is not one of [True, 'True', 'TRUE', 'true', '1', 1, False, 'False', 'FALSE', \
         'false', '0', 0]"
    );
    assert_eq!(reason(&json!(2), BOOLEAN), "2 is not of type 'boolean', 'string'");
}

#[test]
fn metadata_is_checked_item_by_item() {
    assert_eq!(reason(&json!({"k": "v"}), METADATA), "");
    assert!(
        reason(&json!({"k": 5}), METADATA)
            .starts_with("Invalid input for field/attribute k. Value: 5.")
    );
    assert!(
        reason(&json!({"": "v"}), METADATA).contains("u'' does not match any of the regexes: ")
    );
    assert!(
        reason(&json!({"": "v", "*": "v"}), METADATA).starts_with("u'', u'*' do not match any")
    );
    assert_eq!(reason(&json!("x"), METADATA), "u'x' is not of type 'object'");
}

#[test]
fn one_item_of_metadata_is_neither_none_nor_two() {
    assert_eq!(reason(&json!({"k": "v"}), METADATA_ITEM), "");
    assert_eq!(reason(&json!({}), METADATA_ITEM), "{} does not have enough properties");
    assert!(
        reason(&json!({"a": "b", "c": "d"}), METADATA_ITEM).ends_with("has too many properties")
    );
}

#[test]
fn a_name_that_is_none_is_refused_in_a_sentence_of_its_own() {
    assert!(reason(&json!(" a"), NAME).starts_with("An invalid 'name' value was provided. "));
    assert_eq!(reason(&json!(""), NAME), "u'' is too short");
    assert!(reason(&json!("a".repeat(256)), NAME).ends_with("' is too long"));
}

#[test]
fn an_address_of_either_version_passes() {
    assert_eq!(reason(&json!("::1"), IP), "");
    assert_eq!(reason(&json!("10.0.0.1"), IP), "");
    assert_eq!(reason(&json!("x"), IP), "u'x' is not valid under any of the given schemas");
}
