//! Truth values and whole numbers, which may come as texts.

use ferronova_http::Fault;
use ferronova_juno::actions::read_length;
use serde_json::Value;

use super::{invalid, mismatch, not_one_of, wrong_type};

/// What means true and false besides themselves, and the whole list as messages quote it.
const TRUE_WORDS: &[&str] = &["True", "TRUE", "true", "1"];
const FALSE_WORDS: &[&str] = &["False", "FALSE", "false", "0"];
const TRUTHS: &str =
    "True, 'True', 'TRUE', 'true', '1', 1, False, 'False', 'FALSE', 'false', '0', 0";

/// True or false, or a word or a number for it.
///
/// # Errors
///
/// 400 that lists them.
pub fn boolean(name: &str, value: &Value) -> Result<bool, Fault> {
    match value {
        Value::Bool(it) => Ok(*it),
        Value::Number(number) if number.as_u64() == Some(1) => Ok(true),
        Value::Number(number) if number.as_u64() == Some(0) => Ok(false),
        Value::String(text) if TRUE_WORDS.contains(&text.as_str()) => Ok(true),
        Value::String(text) if FALSE_WORDS.contains(&text.as_str()) => Ok(false),
        Value::String(_) => Err(not_one_of(name, value, &[TRUTHS.to_owned()])),
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
        Value::String(text) if text.is_empty() || !text.bytes().all(|it| it.is_ascii_digit()) => {
            Err(mismatch(name, value, "^[0-9]+$"))
        }
        Value::String(text) if text.bytes().all(|it| it == b'0') => Err(too_small("0")),
        Value::String(text) => Ok(text.parse().unwrap_or(u32::MAX)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(wrong_type(name, value, "'integer', 'string'"))
        }
    }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::tests::refusal, *};

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
            refusal(positive_integer("n", &json!("x"))).ends_with("u'x' does not match '^[0-9]+$'")
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
}
