//! Whole numbers of any size, which clients may send as strings.

use serde_json::{Number, Value};

use super::Python;

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

/// Reads a whole number, also from a string, or one like `1.0`. A string may end in a line break,
/// as patterns of Python allow.
#[must_use]
pub fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => {
            read_whole_number(number.as_str()).or_else(|| whole_float(number).map(clamped))
        }
        Value::String(text) => read_whole_number(without_line_break(text)),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Reads a count that has passed a schema for whole numbers of at least zero. Values beyond `u32`
/// are `u32::MAX`.
#[must_use]
pub fn count(value: &Value) -> u32 {
    whole(value).unwrap_or_default().try_into().unwrap_or(u32::MAX)
}

impl Python {
    /// Reads what the JSON schemas of a version take for a whole number, also from a string.
    pub(super) fn whole(self, value: &Value) -> Option<i64> {
        match (self, value) {
            (Self::Two, Value::Number(number)) => read_whole_number(number.as_str()),
            (Self::Two, Value::String(text)) => read_whole_number(text),
            (Self::Two | Self::Three, _) => whole(value),
        }
    }

    /// Returns a whole number as errors about its size quote it. Python 3 has made a number of it.
    /// Python 2 keeps the string, but without its quotes; only zero has but one digit.
    pub(super) fn quoted_whole(self, value: &Value) -> String {
        match (self, value) {
            (Self::Two, Value::String(text)) if whole(value) == Some(0) => "0".to_owned(),
            (Self::Two, Value::String(text)) => text.clone(),
            (Self::Three, Value::String(text)) => shortest(without_line_break(text)),
            (Self::Three, Value::Number(number)) => match whole_float(number) {
                Some(float) => format!("{float:.0}"),
                None => self.quoted(value),
            },
            (Self::Two | Self::Three, _) => self.quoted(value),
        }
    }
}

/// Returns a number that is written with a fraction or an exponent, but is whole.
fn whole_float(number: &Number) -> Option<f64> {
    let text = number.as_str();
    let float = number.as_f64().filter(|it| it.fract() == 0.0)?;
    // Adding zero makes a positive zero of a negative one.
    text.contains(['.', 'e', 'E']).then_some(float + 0.0)
}

#[expect(clippy::cast_possible_truncation, reason = "a cast of a float is clamped")]
fn clamped(float: f64) -> i64 {
    float as i64
}

/// Removes zeros at the beginning of digits, and the minus of zero.
fn shortest(digits: &str) -> String {
    let (minus, digits) = digits.strip_prefix('-').map_or(("", digits), |it| ("-", it));
    match digits.trim_start_matches('0') {
        "" => "0".to_owned(),
        digits => format!("{minus}{digits}"),
    }
}

/// Removes one line break at the end of a string: `$` in Python's patterns also matches before it.
#[must_use]
pub fn without_line_break(text: &str) -> &str {
    text.strip_suffix('\n').unwrap_or(text)
}
