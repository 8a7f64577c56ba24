//! Formats of strings.

use std::str::FromStr;

use serde_json::Value;

/// Parses a string. `None` for a value that is not a string or can't be parsed; a schema refuses
/// such a value earlier.
#[must_use]
pub fn parsed<T: FromStr>(value: &Value) -> Option<T> {
    value.as_str()?.parse().ok()
}

/// Whether a string has only printable characters, of any script, and no blanks at its ends.
pub(super) fn is_name(text: &str) -> bool {
    text.chars().all(is_printable) && text.trim() == text
}

/// Whether Nova considers a character printable: it has a code point of 16 bits, since Nova tries
/// only these, and it is not a control, format or private-use character or a line separator.
fn is_printable(letter: char) -> bool {
    let is_invisible = matches!(
        letter,
        '\u{ad}'
            | '\u{600}'..='\u{605}'
            | '\u{61c}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{fffe}'..
    );
    !letter.is_control() && !is_invisible
}

pub(super) fn is_hostname(text: &str) -> bool {
    let is_allowed = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.' | b'_');
    text.bytes().all(is_allowed)
}

pub(super) fn is_metadata_key(text: &str) -> bool {
    let is_allowed =
        |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b':' | b'.' | b' ');
    (1..=255).contains(&text.len()) && text.bytes().all(is_allowed)
}

pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

/// Whether Python 2 decodes a string as base64. Python ignores characters that base64 does not
/// have, and everything after a padded group of four; each group must be complete.
pub(super) fn is_base64(text: &str) -> bool {
    let is_digit = |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/');
    let mut letters = text.bytes().filter(|it| is_digit(it) || *it == b'=').peekable();
    let mut n_in_group = 0;
    while let Some(letter) = letters.next() {
        match (letter, n_in_group) {
            (b'=', 3) => return true,
            (b'=', 2) if letters.peek() == Some(&b'=') => return true,
            (b'=', _) => {}
            _ => n_in_group = (n_in_group + 1) % 4,
        }
    }
    n_in_group == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_printable_and_has_no_blanks_at_its_ends() {
        for right in ["a b-c_d.9", "web (1)", "Größe", "a/b", "名前", "a\u{a0}b"] {
            assert!(is_name(right), "{right:?}");
        }
        for wrong in [" a", "a ", "a\u{3000}", " ", "a\nb", "a\u{200b}b", "a\u{2028}b", "a😀"] {
            assert!(!is_name(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn base64_is_what_python_2_decodes() {
        for right in ["", "SGVsbG8=", "SGVs bG8=", "no base64!", "QQ==", "QUI=x", "=QUJD", "!"] {
            assert!(is_base64(right), "{right:?}");
        }
        for wrong in ["A", "QQ", "QQ=", "QUI", "QQ=x"] {
            assert!(!is_base64(wrong), "{wrong:?}");
        }
    }
}
