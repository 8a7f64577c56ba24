//! The checks of v3's request schemas, and what they say of a value that does not pass.
//!
//! Each takes the name of the member that it speaks of, and gives the value back as what it is.
//! The messages are Nova's: `Invalid input for field/attribute NAME. Value: V. REASON`.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use ferronova_compute::parse_id;
use ferronova_http::Fault;
use ferronova_juno::{
    actions::read_length,
    metadata::{MAX_LENGTH, check_count},
    python_text::{plain, quoted},
};
use serde_json::{Map, Value};
use uuid::Uuid;

/// What names of servers, keys and zones are made of, as messages quote it.
const NAME_PATTERN: &str = "^(?! )[a-zA-Z0-9. _-]*(?<! )$";

/// What the keys of metadata are made of, as messages quote it.
const METADATA_KEY_PATTERN: &str = "^[a-zA-Z0-9-_:. ]{1,255}$";

/// What names of hosts are made of, as messages quote it.
const HOST_PATTERN: &str = "^[a-zA-Z0-9-._]*$";

/// How many characters a name may have.
const MAX_NAME: usize = 255;

/// How many characters the id of a network may have.
const MAX_NETWORK_ID: usize = 36;

/// What means true and false, as messages list it.
const TRUE_WORDS: &[&str] = &["True", "TRUE", "true", "1", "ON", "On", "on", "YES", "Yes", "yes"];
const FALSE_WORDS: &[&str] =
    &["False", "FALSE", "false", "0", "OFF", "Off", "off", "NO", "No", "no"];

/// 400 for the value of a member.
#[must_use]
pub fn invalid(name: &str, value: &Value, reason: &str) -> Fault {
    let value = plain(value);
    Fault::bad_request(format!(
        "Invalid input for field/attribute {name}. Value: {value}. {reason}"
    ))
}

/// 400 for a member that the object under `name` lacks.
#[must_use]
pub fn missing(name: &str, object: &Map<String, Value>, member: &str) -> Fault {
    let reason = format!("'{member}' is a required property");
    invalid(name, &Value::Object(object.clone()), &reason)
}

/// 400 for a member that the body lacks.
#[must_use]
pub fn missing_in_body(member: &str) -> Fault {
    Fault::bad_request(format!("'{member}' is a required property"))
}

/// What is wrong with an object that has other members than these, if it has.
#[must_use]
pub fn surplus(object: &Map<String, Value>, known: &[&str]) -> Option<String> {
    let surplus = object.keys().filter(|it| !known.contains(&it.as_str()));
    let surplus: Vec<String> = surplus.map(|it| quoted(&Value::from(it.as_str()))).collect();
    let verb = if surplus.len() == 1 { "was" } else { "were" };
    let names = surplus.join(", ");
    let reason = format!("Additional properties are not allowed ({names} {verb} unexpected)");
    (!surplus.is_empty()).then_some(reason)
}

/// The value of the one member that the body has to have, and may have.
///
/// # Errors
///
/// 400 for a body that is no object, lacks it, or has others.
pub fn only_member<'a>(body: &'a Value, member: &str) -> Result<&'a Value, Fault> {
    let members = body.as_object().ok_or_else(|| wrong_body(body, "'object'"))?;
    if let Some(reason) = surplus(members, &[member]) {
        return Err(Fault::bad_request(reason));
    }
    members.get(member).ok_or_else(|| missing_in_body(member))
}

/// 400 for a body that is of none of these types, each in quotes.
#[must_use]
pub fn wrong_body(body: &Value, types: &str) -> Fault {
    Fault::bad_request(format!("{} is not of type {types}", quoted(body)))
}

fn wrong_type(name: &str, value: &Value, types: &str) -> Fault {
    invalid(name, value, &format!("{} is not of type {types}", quoted(value)))
}

/// An object.
///
/// # Errors
///
/// 400 for anything else, here as everywhere below.
pub fn object<'a>(name: &str, value: &'a Value) -> Result<&'a Map<String, Value>, Fault> {
    value.as_object().ok_or_else(|| wrong_type(name, value, "'object'"))
}

/// An object; nothing, if it is null.
///
/// # Errors
///
/// 400.
pub fn object_or_null<'a>(
    name: &str,
    value: &'a Value,
) -> Result<Option<&'a Map<String, Value>>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::Object(members) => Ok(Some(members)),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(wrong_type(name, value, "'object', 'null'"))
        }
    }
}

/// A list.
///
/// # Errors
///
/// 400.
pub fn array<'a>(name: &str, value: &'a Value) -> Result<&'a Vec<Value>, Fault> {
    value.as_array().ok_or_else(|| wrong_type(name, value, "'array'"))
}

/// What a list of one item has.
///
/// # Errors
///
/// 400.
pub fn one_item<'a>(name: &str, value: &'a Value) -> Result<&'a Value, Fault> {
    match array(name, value)?.as_slice() {
        [item] => Ok(item),
        [] => Err(invalid(name, value, &format!("{} is too short", quoted(value)))),
        _ => Err(invalid(name, value, &format!("{} is too long", quoted(value)))),
    }
}

/// A text.
///
/// # Errors
///
/// 400.
pub fn string<'a>(name: &str, value: &'a Value) -> Result<&'a str, Fault> {
    value.as_str().ok_or_else(|| wrong_type(name, value, "'string'"))
}

/// A text of one to 255 characters.
///
/// # Errors
///
/// 400.
pub fn short_string<'a>(name: &str, value: &'a Value) -> Result<&'a str, Fault> {
    let text = string(name, value)?;
    match text.chars().count() {
        0 => Err(invalid(name, value, &format!("{} is too short", quoted(value)))),
        1..=MAX_NAME => Ok(text),
        _ => Err(invalid(name, value, &format!("{} is too long", quoted(value)))),
    }
}

/// A name: one to 255 letters, digits, dots, dashes, underscores and inner blanks.
///
/// # Errors
///
/// 400.
pub fn name<'a>(name: &str, value: &'a Value) -> Result<&'a str, Fault> {
    let text = short_string(name, value)?;
    let is_allowed = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | ' ' | '_' | '-');
    if text.chars().all(is_allowed) && text.trim_matches(' ') == text {
        return Ok(text);
    }
    Err(mismatch(name, value, NAME_PATTERN))
}

fn mismatch(name: &str, value: &Value, pattern: &str) -> Fault {
    invalid(name, value, &format!("{} does not match '{pattern}'", quoted(value)))
}

/// A text that is not empty, or a whole number.
///
/// # Errors
///
/// 400.
pub fn string_or_integer(name: &str, value: &Value) -> Result<(), Fault> {
    match value {
        Value::String(text) if text.is_empty() => {
            Err(invalid(name, value, &format!("{} is too short", quoted(value))))
        }
        Value::String(_) => Ok(()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Ok(()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(wrong_type(name, value, "'string', 'integer'"))
        }
    }
}

/// One of these words.
///
/// # Errors
///
/// 400 that lists them.
pub fn word<'a>(name: &str, value: &'a Value, words: &[&str]) -> Result<&'a str, Fault> {
    let text = string(name, value)?;
    if words.contains(&text) {
        return Ok(text);
    }
    let listed: Vec<String> = words.iter().map(|it| format!("'{it}'")).collect();
    Err(not_one_of(name, value, &listed))
}

fn not_one_of(name: &str, value: &Value, listed: &[String]) -> Fault {
    invalid(name, value, &format!("{} is not one of [{}]", quoted(value), listed.join(", ")))
}

/// True or false, or a word for it.
///
/// # Errors
///
/// 400 that lists the words.
pub fn boolean(name: &str, value: &Value) -> Result<bool, Fault> {
    match value {
        Value::Bool(it) => Ok(*it),
        Value::String(text) if TRUE_WORDS.contains(&text.as_str()) => Ok(true),
        Value::String(text) if FALSE_WORDS.contains(&text.as_str()) => Ok(false),
        Value::String(_) => {
            let quote = |words: &[&str]| words.iter().map(|it| format!("'{it}'")).collect();
            let (mut listed, no): (Vec<String>, Vec<String>) =
                (quote(TRUE_WORDS), quote(FALSE_WORDS));
            listed.insert(0, "True".to_owned());
            listed.push("False".to_owned());
            listed.extend(no);
            Err(not_one_of(name, value, &listed))
        }
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(wrong_type(name, value, "'boolean', 'string'"))
        }
    }
}

/// A whole number of at least one, or its digits. What is larger than any number of servers is
/// the largest there is.
///
/// # Errors
///
/// 400.
pub fn positive_integer(name: &str, value: &Value) -> Result<u32, Fault> {
    let too_small =
        |number: &str| invalid(name, value, &format!("{number} is less than the minimum of 1"));
    match value {
        Value::Number(number) if number.is_u64() || number.is_i64() => match number.as_u64() {
            Some(1..) => Ok(number.as_u64().and_then(|it| it.try_into().ok()).unwrap_or(u32::MAX)),
            Some(0) | None => Err(too_small(&number.to_string())),
        },
        Value::String(text) if !text.bytes().all(|it| it.is_ascii_digit()) => {
            Err(mismatch(name, value, "^[0-9]*$"))
        }
        Value::String(text) if text.bytes().all(|it| it == b'0') => Err(too_small("0")),
        Value::String(text) => Ok(text.parse().unwrap_or(u32::MAX)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(wrong_type(name, value, "'integer', 'string'"))
        }
    }
}

/// How many lines of a console: a whole number of at least minus one, or its digits.
///
/// # Errors
///
/// 400.
pub fn length_of_tail(name: &str, value: &Value) -> Result<i64, Fault> {
    let text = match value {
        Value::Number(number) if number.is_u64() || number.is_i64() => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            return Err(wrong_type(name, value, "'integer', 'string', 'null'"));
        }
    };
    match read_length(&text) {
        None => Err(mismatch(name, value, "^-?[0-9]+$")),
        Some(..-1) => Err(invalid(name, value, &format!("{text} is less than the minimum of -1"))),
        Some(length) => Ok(length),
    }
}

/// Nothing but these members in the object under `name`.
///
/// # Errors
///
/// 400 that names the others.
pub fn only(name: &str, object: &Map<String, Value>, members: &[&str]) -> Result<(), Fault> {
    match surplus(object, members) {
        Some(reason) => Err(invalid(name, &Value::Object(object.clone()), &reason)),
        None => Ok(()),
    }
}

/// The value of a member that the object under `name` has to have.
///
/// # Errors
///
/// 400 if it lacks it.
pub fn required<'a>(
    name: &str,
    object: &'a Map<String, Value>,
    member: &str,
) -> Result<&'a Value, Fault> {
    object.get(member).ok_or_else(|| missing(name, object, member))
}

/// A UUID in any of the forms that Nova knows.
///
/// # Errors
///
/// 400.
pub fn uuid(name: &str, value: &Value) -> Result<Uuid, Fault> {
    let text = string(name, value)?;
    let wrong = || invalid(name, value, &format!("{} is not a 'uuid'", quoted(value)));
    parse_id(text).ok_or_else(wrong)
}

/// The name of a host: one to 255 letters, digits, dashes, dots and underscores.
///
/// # Errors
///
/// 400.
pub fn hostname<'a>(name: &str, value: &'a Value) -> Result<&'a str, Fault> {
    let text = short_string(name, value)?;
    let is_allowed = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.' | b'_');
    if text.bytes().all(is_allowed) { Ok(text) } else { Err(mismatch(name, value, HOST_PATTERN)) }
}

/// How many backups are kept: a whole number of at least zero, or its digits. What is larger than
/// any number of backups is the largest there is.
///
/// # Errors
///
/// 400.
pub fn rotation(name: &str, value: &Value) -> Result<u32, Fault> {
    match value {
        Value::Number(number) if number.is_u64() || number.is_i64() => match number.as_u64() {
            Some(number) => Ok(number.try_into().unwrap_or(u32::MAX)),
            None => Err(invalid(name, value, &format!("{number} is less than the minimum of 0"))),
        },
        Value::String(text) if text.is_empty() || !text.bytes().all(|it| it.is_ascii_digit()) => {
            Err(mismatch(name, value, "^[0-9]+$"))
        }
        Value::String(text) => Ok(text.parse().unwrap_or(u32::MAX)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(wrong_type(name, value, "'integer', 'string'"))
        }
    }
}

/// The id of a network: a text of one to 36 characters, or a number.
///
/// # Errors
///
/// 400.
pub fn network_id(name: &str, value: &Value) -> Result<String, Fault> {
    match value {
        Value::String(text) => match text.chars().count() {
            0 => Err(invalid(name, value, &format!("{} is too short", quoted(value)))),
            1..=MAX_NETWORK_ID => Ok(text.clone()),
            _ => Err(invalid(name, value, &format!("{} is too long", quoted(value)))),
        },
        Value::Number(number) => Ok(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            Err(wrong_type(name, value, "'string', 'number'"))
        }
    }
}

/// An address of either IP version.
///
/// # Errors
///
/// 400.
pub fn ip(name: &str, value: &Value) -> Result<IpAddr, Fault> {
    let text = string(name, value)?;
    text.parse().map_err(|_| {
        let reason = format!("{} is not valid under any of the given schemas", quoted(value));
        invalid(name, value, &reason)
    })
}

/// An address of IP version 4.
///
/// # Errors
///
/// 400.
pub fn ipv4(name: &str, value: &Value) -> Result<Ipv4Addr, Fault> {
    let text = string(name, value)?;
    text.parse().map_err(|_| invalid(name, value, &format!("{} is not a 'ipv4'", quoted(value))))
}

/// An address of IP version 6.
///
/// # Errors
///
/// 400.
pub fn ipv6(name: &str, value: &Value) -> Result<Ipv6Addr, Fault> {
    let text = string(name, value)?;
    text.parse().map_err(|_| invalid(name, value, &format!("{} is not a 'ipv6'", quoted(value))))
}

/// Metadata of a server.
///
/// # Errors
///
/// 400 for a key or a value that is wrong, 403 for too many.
pub fn metadata(value: &Value) -> Result<BTreeMap<String, String>, Fault> {
    let metadata = metadata_items("metadata", value)?;
    check_count(metadata.len())?;
    Ok(metadata)
}

/// One item of metadata.
///
/// # Errors
///
/// 400 for a key or a value that is wrong, and for none and several.
pub fn metadata_item(name: &str, value: &Value) -> Result<(String, String), Fault> {
    let items = metadata_items(name, value)?;
    let what = match items.len() {
        0 => "does not have enough properties",
        1 => "",
        _ => "has too many properties",
    };
    let refused = || invalid(name, value, &format!("{} {what}", quoted(value)));
    items.into_iter().next().filter(|_| what.is_empty()).ok_or_else(refused)
}

/// Items of metadata, however many.
///
/// # Errors
///
/// 400 for a key or a value that is wrong.
pub fn metadata_items(name: &str, value: &Value) -> Result<BTreeMap<String, String>, Fault> {
    let items = object(name, value)?;
    let mut wrong_keys: Vec<String> = Vec::new();
    let mut metadata = BTreeMap::new();
    for (key, item) in items {
        if !is_metadata_key(key) {
            wrong_keys.push(quoted(&Value::String(key.clone())));
            continue;
        }
        let text = string(key, item)?;
        if text.chars().count() > MAX_LENGTH {
            return Err(invalid(key, item, &format!("{} is too long", quoted(item))));
        }
        metadata.insert(key.clone(), text.to_owned());
    }
    if !wrong_keys.is_empty() {
        let verb = if wrong_keys.len() == 1 { "does" } else { "do" };
        let keys = wrong_keys.join(", ");
        let reason =
            format!("{keys} {verb} not match any of the regexes: '{METADATA_KEY_PATTERN}'");
        return Err(invalid(name, value, &reason));
    }
    Ok(metadata)
}

fn is_metadata_key(key: &str) -> bool {
    let is_allowed =
        |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b':' | b'.' | b' ');
    (1..=MAX_LENGTH).contains(&key.len()) && key.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refusal<T>(outcome: Result<T, Fault>) -> String {
        outcome.err().map(|it| it.message().to_owned()).unwrap_or_default()
    }

    #[test]
    fn a_refusal_names_the_member_its_value_and_the_reason() {
        assert_eq!(
            refusal(string("adminPass", &json!(5))),
            "Invalid input for field/attribute adminPass. Value: 5. 5 is not of type 'string'"
        );
        assert_eq!(
            refusal(ipv4("accessIPv4", &json!(""))),
            "Invalid input for field/attribute accessIPv4. Value: . u'' is not a 'ipv4'"
        );
        assert_eq!(
            refusal(word("state", &json!("x"), &["active", "error"])),
            "Invalid input for field/attribute state. Value: x. u'x' is not one of ['active', 'error']"
        );
        assert_eq!(
            missing("server", json!({"k": "w"}).as_object().unwrap(), "name").message(),
            "Invalid input for field/attribute server. Value: {u'k': u'w'}. 'name' is a required property"
        );
        assert_eq!(wrong_body(&Value::Null, "'object'").message(), "None is not of type 'object'");
    }

    #[test]
    fn a_name_has_no_other_letters_and_no_blanks_at_its_ends() {
        assert_eq!(name("name", &json!("a b-c_d.9")).ok(), Some("a b-c_d.9"));
        for wrong in [" a", "a ", "é", "a/b", "a\nb"] {
            assert!(name("name", &json!(wrong)).is_err(), "{wrong:?}");
        }
        assert_eq!(
            refusal(name("name", &json!("a "))),
            "Invalid input for field/attribute name. Value: a . u'a ' does not match \
             '^(?! )[a-zA-Z0-9. _-]*(?<! )$'"
        );
        assert!(refusal(name("name", &json!(""))).ends_with("u'' is too short"));
        assert!(refusal(name("name", &json!("a".repeat(256)))).ends_with("' is too long"));
    }

    #[test]
    fn a_count_is_a_whole_number_of_at_least_one_or_its_digits() {
        assert_eq!(positive_integer("n", &json!(2)).ok(), Some(2));
        assert_eq!(positive_integer("n", &json!("2")).ok(), Some(2));
        assert_eq!(positive_integer("n", &json!(u64::MAX)).ok(), Some(u32::MAX));
        assert_eq!(positive_integer("n", &json!("9".repeat(40))).ok(), Some(u32::MAX));
        assert!(
            refusal(positive_integer("n", &json!(-1)))
                .ends_with("-1 is less than the minimum of 1")
        );
        assert!(
            refusal(positive_integer("n", &json!("x"))).ends_with("u'x' does not match '^[0-9]*$'")
        );
        assert!(
            refusal(positive_integer("n", &json!(1.5)))
                .ends_with("1.5 is not of type 'integer', 'string'")
        );
    }

    #[test]
    fn a_length_of_a_console_is_a_whole_number_from_minus_one() {
        assert_eq!(length_of_tail("length", &json!("7")).ok(), Some(7));
        assert_eq!(length_of_tail("length", &json!(-1)).ok(), Some(-1));
        assert!(
            refusal(length_of_tail("length", &json!(-2)))
                .ends_with("-2 is less than the minimum of -1")
        );
        assert!(
            refusal(length_of_tail("length", &json!("x")))
                .ends_with("u'x' does not match '^-?[0-9]+$'")
        );
        assert!(
            refusal(length_of_tail("length", &json!(1.5)))
                .ends_with("1.5 is not of type 'integer', 'string', 'null'")
        );
    }

    #[test]
    fn members_that_a_schema_does_not_know_are_named() {
        let object = json!({"a": 1, "b": 2});
        let object = object.as_object().unwrap();

        assert!(only("x", object, &["a", "b"]).is_ok());
        assert!(
            refusal(only("x", object, &["a"]))
                .ends_with("Additional properties are not allowed (u'b' was unexpected)")
        );
        assert!(refusal(only("x", object, &[])).ends_with("(u'a', u'b' were unexpected)"));
    }

    #[test]
    fn metadata_is_checked_item_by_item() {
        assert!(
            refusal(metadata(&json!({"k": 5})))
                .starts_with("Invalid input for field/attribute k. Value: 5.")
        );
        assert!(
            refusal(metadata(&json!({"": "v"})))
                .contains("u'' does not match any of the regexes: ")
        );
        assert!(refusal(metadata(&json!("x"))).ends_with("u'x' is not of type 'object'"));
        assert_eq!(metadata(&json!({"k": "v"})).unwrap().len(), 1);
    }

    #[test]
    fn one_item_of_metadata_is_neither_none_nor_two() {
        let item = |value: Value| metadata_item("meta", &value);

        assert_eq!(item(json!({"k": "v"})).ok(), Some(("k".to_owned(), "v".to_owned())));
        assert_eq!(
            refusal(item(json!({}))),
            "Invalid input for field/attribute meta. Value: {}. {} does not have enough properties"
        );
        assert!(refusal(item(json!({"a": "b", "c": "d"}))).ends_with("has too many properties"));
    }

    #[test]
    fn a_body_has_the_one_member_it_needs_and_no_other() {
        assert_eq!(only_member(&json!({"meta": 1}), "meta").ok(), Some(&json!(1)));
        assert_eq!(refusal(only_member(&json!({}), "meta")), "'meta' is a required property");
        assert_eq!(
            refusal(only_member(&json!({"meta": 1, "x": 2}), "meta")),
            "Additional properties are not allowed (u'x' was unexpected)"
        );
        assert_eq!(refusal(only_member(&Value::Null, "meta")), "None is not of type 'object'");
    }
}
