//! JSON values as Python writes them, for messages that quote them.

use std::fmt::Write as _;

use serde_json::{Map, Number, Value};

/// The Python that the Nova of an API version runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Python {
    /// Strings are `u'…'` in ASCII, and whole numbers beyond 64 bits end in `L`.
    Two,
    /// Strings are `'…'` and keep every printable character.
    Three,
}

impl Python {
    /// Returns a value as Python's `str` writes it: a string without quotes, a number without the
    /// `L` of a `long`.
    #[must_use]
    pub fn plain(self, value: &Value) -> String {
        match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => write_number(number, ""),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => self.quoted(value),
        }
    }

    /// Returns a value as Python's `repr` writes it.
    #[must_use]
    pub fn quoted(self, value: &Value) -> String {
        let mut text = String::new();
        self.write(&mut text, value);
        text
    }

    fn write(self, out: &mut String, value: &Value) {
        match value {
            Value::Null => out.push_str("None"),
            Value::Bool(true) => out.push_str("True"),
            Value::Bool(false) => out.push_str("False"),
            Value::Number(number) => out.push_str(&write_number(number, self.marks().1)),
            Value::String(text) => self.write_text(out, text),
            Value::Array(items) => {
                out.push('[');
                for (n, item) in items.iter().enumerate() {
                    out.push_str(if n > 0 { ", " } else { "" });
                    self.write(out, item);
                }
                out.push(']');
            }
            Value::Object(members) => {
                out.push('{');
                for (n, (name, value)) in self.members(members).into_iter().enumerate() {
                    out.push_str(if n > 0 { ", " } else { "" });
                    self.write_text(out, name);
                    out.push_str(": ");
                    self.write(out, value);
                }
                out.push('}');
            }
        }
    }

    /// Returns the members of an object as the version of Python iterates over them: Python 3 in
    /// their order. Python 2 has an order of its own, which is replaced by that of the names.
    pub(super) fn members(self, members: &Map<String, Value>) -> Vec<(&String, &Value)> {
        let mut members: Vec<(&String, &Value)> = members.iter().collect();
        if self == Self::Two {
            members.sort_unstable_by_key(|(name, _)| *name);
        }
        members
    }

    /// Writes a string in single quotes, or in double quotes if the string has single quotes but no
    /// double quotes.
    pub(super) fn write_text(self, out: &mut String, text: &str) {
        let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
        out.push_str(self.marks().0);
        out.push(quote);
        for letter in text.chars() {
            match letter {
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                _ if letter == quote => {
                    out.push('\\');
                    out.push(letter);
                }
                _ if self.prints(letter) => out.push(letter),
                _ => write_escaped(out, letter),
            }
        }
        out.push(quote);
    }

    /// Returns the prefix of strings, and the suffix of whole numbers beyond 64 bits.
    fn marks(self) -> (&'static str, &'static str) {
        match self {
            Self::Two => ("u", "L"),
            Self::Three => ("", ""),
        }
    }

    fn prints(self, letter: char) -> bool {
        match self {
            Self::Two => matches!(letter, ' '..='~'),
            Self::Three => is_printable(letter),
        }
    }
}

/// Whether Python's `str.isprintable` returns true. Rust's `escape_debug` leaves characters of the
/// same Unicode categories unchanged, except that it also escapes quotes, the backslash, and
/// combining characters at the start of a string.
#[must_use]
pub fn is_printable(letter: char) -> bool {
    matches!(letter, '\'' | '"' | '\\')
        || String::from_iter(['-', letter]).escape_debug().count() == 2
}

/// Returns a number as Python's `repr` writes it. A whole number beyond 64 bits is a `long` in
/// Python 2, and gets an `L`. An exponent has a sign and two digits; a number beyond the range of
/// floats is `inf`.
fn write_number(number: &Number, mark_of_long: &str) -> String {
    if let Some(whole) = number.as_i64() {
        return whole.to_string();
    }
    let digits = number.as_str();
    if !digits.contains(['.', 'e', 'E']) {
        return format!("{digits}{mark_of_long}");
    }
    let Some(float) = number.as_f64() else {
        return if digits.starts_with('-') { "-inf" } else { "inf" }.to_owned();
    };
    let text = format!("{float:?}");
    match text.split_once('e').map(|(digits, exponent)| (digits, exponent.parse::<i32>())) {
        Some((digits, Ok(exponent))) => format!("{digits}e{exponent:+03}"),
        Some((_, Err(_))) | None => text,
    }
}

fn write_escaped(out: &mut String, letter: char) {
    let code = u32::from(letter);
    // Writing to a `String` does not fail.
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Python::*, *};

    #[test]
    fn values_look_as_python_2_shows_them() {
        assert_eq!(
            Two.quoted(&json!({"k": "w", "n": [1, null, true]})),
            "{u'k': u'w', u'n': [1, None, True]}"
        );
        assert_eq!(Two.quoted(&json!("it's")), "u\"it's\"");
        assert_eq!(Two.quoted(&json!("a'\"b")), "u'a\\'\"b'");
        assert_eq!(Two.quoted(&json!("é→😀\n")), "u'\\xe9\\u2192\\U0001f600\\n'");
    }

    fn read(number: &str) -> Value {
        serde_json::from_str(number).unwrap()
    }

    #[test]
    fn numbers_look_as_python_2_shows_them() {
        for (number, text) in [
            (json!(1.0), "1.0"),
            (json!(-0.5), "-0.5"),
            (json!(0.0001), "0.0001"),
            (json!(0.00001), "1e-05"),
            (json!(1e15), "1000000000000000.0"),
            (json!(1e16), "1e+16"),
            (json!(-1.5e300), "-1.5e+300"),
            (json!(i64::MIN), "-9223372036854775808"),
            (json!(i64::MAX), "9223372036854775807"),
            (json!(u64::MAX), "18446744073709551615L"),
            (read("100000000000000000000"), "100000000000000000000L"),
            (read("-100000000000000000001"), "-100000000000000000001L"),
            (read("1e20"), "1e+20"),
            (read("1E400"), "inf"),
            (read("-1e400"), "-inf"),
            (read("-0"), "0"),
        ] {
            assert_eq!(Two.quoted(&number), text);
        }
        assert_eq!(Two.plain(&json!(u64::MAX)), "18446744073709551615");
        assert_eq!(Two.plain(&json!(1e16)), "1e+16");
        assert_eq!(Two.plain(&read("100000000000000000000")), "100000000000000000000");
    }

    #[test]
    fn a_text_is_plain_without_quotes() {
        assert_eq!(Two.plain(&json!("x")), "x");
        assert_eq!(Two.plain(&json!("")), "");
        assert_eq!(Two.plain(&json!(null)), "None");
    }

    #[test]
    fn values_look_as_python_3_shows_them() {
        assert_eq!(
            Three.quoted(&json!({"k": "w", "n": [1, null, true]})),
            "{'k': 'w', 'n': [1, None, True]}"
        );
        assert_eq!(Three.quoted(&json!("it's")), "\"it's\"");
        assert_eq!(Three.quoted(&json!("a'\"\\b")), "'a\\'\"\\\\b'");
        assert_eq!(Three.quoted(&json!("é→😀e\u{301}\n")), "'é→😀e\u{301}\\n'");
        assert_eq!(Three.quoted(&json!("\u{a0}\u{200b}\0")), "'\\xa0\\u200b\\x00'");
        assert_eq!(Three.quoted(&json!(u64::MAX)), "18446744073709551615");
        assert_eq!(Three.quoted(&json!(1e16)), "1e+16");
        assert_eq!(Three.plain(&json!("é")), "é");
    }
}
