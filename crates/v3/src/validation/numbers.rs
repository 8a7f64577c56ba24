//! Truth values and whole numbers, which may come as texts.

use ferronova_http::Fault;
use ferronova_juno::{python_text::quoted, whole_number::read_whole_number};
use serde_json::{Number, Value};

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
    count(name, value, 1)
}

/// How many backups are kept: a whole number of at least zero, or its digits. What is larger than
/// any number of backups is the largest there is.
///
/// # Errors
///
/// 400.
pub fn rotation(name: &str, value: &Value) -> Result<u32, Fault> {
    count(name, value, 0)
}

fn count(name: &str, value: &Value, least: u32) -> Result<u32, Fault> {
    let number = match value {
        Value::Number(number) => {
            whole(number).ok_or_else(|| wrong_type(name, value, "'integer', 'string'"))?
        }
        Value::String(text) => read_whole_number(text)
            .filter(|_| !text.starts_with('-'))
            .ok_or_else(|| mismatch(name, value, "^[0-9]+$"))?,
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            return Err(wrong_type(name, value, "'integer', 'string'"));
        }
    };
    if number < i64::from(least) {
        return Err(less_than(name, value, least.into()));
    }
    Ok(number.try_into().unwrap_or(u32::MAX))
}

fn whole(number: &Number) -> Option<i64> {
    read_whole_number(number.as_str())
}

/// A text for a number counts as the number.
fn less_than(name: &str, value: &Value, least: i64) -> Fault {
    let number = match value.as_str() {
        Some(text) if read_whole_number(text) == Some(0) => "0".to_owned(),
        Some(text) => text.to_owned(),
        None => quoted(value),
    };
    invalid(name, value, &format!("{number} is less than the minimum of {least}"))
}

/// How many lines of a console: a whole number of at least minus one, or its digits.
///
/// # Errors
///
/// 400.
pub fn length_of_tail(name: &str, value: &Value) -> Result<i64, Fault> {
    let wrong = || wrong_type(name, value, "'integer', 'string', 'null'");
    let length = match value {
        Value::Number(number) => whole(number).ok_or_else(wrong)?,
        Value::String(text) => {
            read_whole_number(text).ok_or_else(|| mismatch(name, value, "^-?[0-9]+$"))?
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return Err(wrong()),
    };
    if length < -1 { Err(less_than(name, value, -1)) } else { Ok(length) }
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
        let huge: Value = serde_json::from_str("100000000000000000000").unwrap();
        assert_eq!(positive_integer("n", &huge).ok(), Some(u32::MAX));
        let least: Value = serde_json::from_str("-100000000000000000000").unwrap();
        assert!(
            refusal(positive_integer("n", &least))
                .ends_with("-100000000000000000000L is less than the minimum of 1")
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
