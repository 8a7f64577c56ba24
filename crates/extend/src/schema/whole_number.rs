//! Whole numbers of any size, which clients may send as strings.

use serde_json::Value;

/// Parses digits with an optional minus. Numbers beyond 64 bits are clamped to the range of `i64`.
#[must_use]
pub fn read_whole_number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let most = if digits.len() == text.len() { i64::MAX } else { i64::MIN };
    Some(text.parse().unwrap_or(most))
}

/// Reads a whole number, also from a string.
#[must_use]
pub fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => read_whole_number(number.as_str()),
        Value::String(text) => read_whole_number(text),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Reads a count that has passed [`NATURAL`](super::NATURAL) or [`POSITIVE`](super::POSITIVE).
/// Values beyond `u32` are `u32::MAX`.
#[must_use]
pub fn count(value: &Value) -> u32 {
    whole(value).unwrap_or_default().try_into().unwrap_or(u32::MAX)
}
