//! The patterns and formats of strings.
//!
//! `$` in Python's patterns also matches before a line break at the end, so all but that of tags
//! accept one.

use ferronova_extend::schema::{is_printable, without_line_break};

/// Whether a string has only printable characters of any script, and no blanks at its ends. The
/// empty string passes: its length is another check.
pub(super) fn is_name(text: &str) -> bool {
    let name = without_line_break(text);
    let has_blanks = name.starts_with(is_blank) || name.ends_with(is_blank);
    text.is_empty() || (!name.is_empty() && !has_blanks && name.chars().all(is_allowed))
}

/// Whether a string has only printable characters of any script.
pub(super) fn is_description(text: &str) -> bool {
    without_line_break(text).chars().all(is_allowed)
}

/// Whether a string is the first label of a host's name. Its length is another check.
pub(super) fn is_label(text: &str) -> bool {
    let label = without_line_break(text).as_bytes();
    let is_end = |it: Option<&u8>| it.is_some_and(u8::is_ascii_alphanumeric);
    let is_inner = |it: &u8| it.is_ascii_alphanumeric() || *it == b'-';
    label.len() >= 2 && is_end(label.first()) && is_end(label.last()) && label.iter().all(is_inner)
}

/// Whether a string has only characters of the full names of hosts.
pub(super) fn is_host_name(text: &str) -> bool {
    let is_inner = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.' | b'_');
    without_line_break(text).bytes().all(is_inner)
}

pub(super) fn is_metadata_key(text: &str) -> bool {
    let key = without_line_break(text);
    let is_inner =
        |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b':' | b'.' | b' ');
    (1..=255).contains(&key.len()) && key.bytes().all(is_inner)
}

/// Whether a string has only digits, or nothing.
pub(super) fn has_only_digits(text: &str) -> bool {
    without_line_break(text).bytes().all(|it| it.is_ascii_digit())
}

pub(super) fn is_tag(text: &str) -> bool {
    !text.contains([',', '/'])
}

/// Whether Nova takes a character for printable: a blank of any width, or one that Python shows,
/// but none beyond 16 bits, as Nova does not try these.
fn is_allowed(letter: char) -> bool {
    letter < '\u{ffff}' && (is_blank(letter) || is_printable(letter))
}

/// Whether a character is in Unicode's category of blanks.
fn is_blank(letter: char) -> bool {
    matches!(
        letter,
        ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_printable_and_has_no_blanks_at_its_ends() {
        for right in
            ["", "a b", "web (1)", "Größe", "名前", "a\u{a0}b", "e\u{301}", "\u{301}", "a\n"]
        {
            assert!(is_name(right), "{right:?}");
        }
        for wrong in [
            " a",
            "a ",
            "a \n",
            "\n",
            "a\n\n",
            "a\u{3000}",
            "\u{a0}a",
            "a\tb",
            "a\u{200b}b",
            "a\u{2028}b",
            "a😀",
            "\u{e000}",
            "\u{378}",
            "\u{ffff}",
        ] {
            assert!(!is_name(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn a_description_may_begin_with_a_blank() {
        assert!(is_description(" a b \n"));
        assert!(!is_description("a\nb"));
    }

    #[test]
    fn a_label_has_dashes_inside_only() {
        for right in ["ab", "a-b", "a--b", "1-1", "ab\n"] {
            assert!(is_label(right), "{right:?}");
        }
        for wrong in ["", "a", "-a", "a-", "a_b", "a.b", "\n"] {
            assert!(!is_label(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn a_key_of_metadata_has_up_to_255_characters() {
        for right in ["a", "A-z_0:. ", &"a".repeat(255), "a\n"] {
            assert!(is_metadata_key(right), "{right:?}");
        }
        for wrong in ["", "\n", "é", "a!", &"a".repeat(256)] {
            assert!(!is_metadata_key(wrong), "{wrong:?}");
        }
    }
}
