//! Texts: names, words and ids.

use ferronova_compute::parse_id;
use ferronova_http::Fault;
use ferronova_juno::python_text::quoted;
use serde_json::Value;
use uuid::Uuid;

use super::{invalid, mismatch, not_one_of, wrong_type};

/// What names of servers, keys and zones are made of, as messages quote it.
const NAME_PATTERN: &str = "^(?! )[a-zA-Z0-9. _-]*(?<! )$";

/// What names of hosts are made of, as messages quote it.
const HOST_PATTERN: &str = "^[a-zA-Z0-9-._]*$";

/// How many characters a name may have.
const MAX_NAME: usize = 255;

/// How many characters the id of a network may have.
const MAX_NETWORK_ID: usize = 36;

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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::tests::refusal, *};

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
}
