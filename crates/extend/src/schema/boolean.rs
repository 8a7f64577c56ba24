//! Booleans, which clients may send as strings and numbers.

use serde_json::Value;

use super::Python;

/// The strings that mean true.
const TRUE_WORDS: &[&str] = &["True", "TRUE", "true", "1"];
/// The strings that mean false.
const FALSE_WORDS: &[&str] = &["False", "FALSE", "false", "0"];
/// All accepted values, as messages list them.
const TRUTHS: &str =
    "True, 'True', 'TRUE', 'true', '1', 1, False, 'False', 'FALSE', 'false', '0', 0";

/// Reads a value that has passed [`BOOLEAN`](super::BOOLEAN).
#[must_use]
pub fn truth(value: &Value) -> bool {
    match value {
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_u64() == Some(1),
        Value::String(text) => TRUE_WORDS.contains(&text.as_str()),
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

/// Returns the reason why a value is not a boolean. Only the reason for a string lists the accepted
/// words; any other value has the wrong type.
pub(super) fn not_boolean(python: Python, value: &Value) -> Option<String> {
    let reason = match value {
        Value::Bool(_) => return None,
        Value::Number(number) if matches!(number.as_u64(), Some(0 | 1)) => return None,
        Value::String(text) if [TRUE_WORDS, FALSE_WORDS].concat().contains(&text.as_str()) => {
            return None;
        }
        Value::String(_) => format!("one of [{TRUTHS}]"),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            "of type 'boolean', 'string'".to_owned()
        }
    };
    Some(format!("{} is not {reason}", python.quoted(value)))
}
