//! Whole numbers of any size, which may come as texts.

use serde_json::Value;

/// Digits with or without a minus before them. What is beyond 64 bits is the largest or the smallest
/// number there is.
#[must_use]
pub fn read_whole_number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let most = if digits.len() == text.len() { i64::MAX } else { i64::MIN };
    Some(text.parse().unwrap_or(most))
}

/// A whole number, or the one that a text is.
#[must_use]
pub fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => read_whole_number(number.as_str()),
        Value::String(text) => read_whole_number(text),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// How many of something a value says that has passed [`NATURAL`](super::NATURAL) or
/// [`POSITIVE`](super::POSITIVE). What is larger than the largest `u32` is that.
#[must_use]
pub fn count(value: &Value) -> u32 {
    whole(value).unwrap_or_default().try_into().unwrap_or(u32::MAX)
}
