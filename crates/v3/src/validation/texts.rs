//! Texts: names, words and ids.

use ferronova_compute::parse_id;
use ferronova_http::Fault;
use ferronova_juno::{
    python_text::{plain, quoted},
    whole_number::read_whole_number,
};
use serde_json::Value;
use uuid::Uuid;

use super::{invalid, mismatch, not_one_of, wrong_type};

/// What is said of a name that is none, as Nova says it since names may be of any script.
const WRONG_NAME: &str = "An invalid 'name' value was provided. The name must be: printable \
                          characters. Can not start or end with whitespace.";

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

/// A name: one to 255 printable characters of any script, without blanks at its ends.
///
/// # Errors
///
/// 400.
pub fn name<'a>(name: &str, value: &'a Value) -> Result<&'a str, Fault> {
    let text = short_string(name, value)?;
    if text.chars().all(is_printable) && text.trim() == text {
        return Ok(text);
    }
    Err(Fault::bad_request(WRONG_NAME))
}

/// Whether a character is one of those that Nova calls printable: no control, no mark of a format,
/// no end of a line, nothing of private use, and within the 16 bits that it looks through.
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

/// A text in base64, as Python 2 reads it: characters that base64 does not have are passed over.
///
/// # Errors
///
/// 400.
pub fn base64<'a>(name: &str, value: &'a Value) -> Result<&'a str, Fault> {
    let text = string(name, value)?;
    if is_base64(text.as_bytes()) {
        return Ok(text);
    }
    Err(invalid(name, value, &format!("{} is not a 'base64'", quoted(value))))
}

/// Whether groups of four are whole, or one that is not is padded; what follows is not looked at.
fn is_base64(text: &[u8]) -> bool {
    let is_digit = |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/');
    let mut letters = text.iter().filter(|it| is_digit(it) || **it == b'=').peekable();
    let mut n_in_group = 0;
    while let Some(letter) = letters.next() {
        match (letter, n_in_group) {
            (b'=', 3) => return true,
            (b'=', 2) if letters.peek() == Some(&&b'=') => return true,
            (b'=', _) => {}
            _ => n_in_group = (n_in_group + 1) % 4,
        }
    }
    n_in_group == 0
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
        Value::Number(number) if read_whole_number(number.as_str()).is_some() => Ok(()),
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
        Value::Number(_) => Ok(plain(value)),
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
    fn a_name_is_printable_and_has_no_blanks_at_its_ends() {
        for right in ["a b-c_d.9", "web (1)", "Größe", "a/b", "名前", "a\u{a0}b"] {
            assert_eq!(name("name", &json!(right)).ok(), Some(right));
        }
        for wrong in [" a", "a ", "a\u{3000}", " ", "a\nb", "a\u{200b}b", "a\u{2028}b", "a😀"] {
            assert_eq!(refusal(name("name", &json!(wrong))), WRONG_NAME, "{wrong:?}");
        }
        assert!(refusal(name("name", &json!(""))).ends_with("u'' is too short"));
        assert!(refusal(name("name", &json!("a".repeat(256)))).ends_with("' is too long"));
    }

    #[test]
    fn base64_is_what_python_2_decodes() {
        for right in ["", "SGVsbG8=", "SGVs bG8=", "no base64!", "QQ==", "QUI=x", "=QUJD", "!"] {
            assert!(is_base64(right.as_bytes()), "{right:?}");
        }
        for wrong in ["A", "QQ", "QQ=", "QUI", "QQ=x"] {
            assert!(!is_base64(wrong.as_bytes()), "{wrong:?}");
        }
    }
}
