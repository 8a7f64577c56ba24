//! Quoting for POSIX shells.

/// A shell comment that is printed beside the variables if the password is not known.
pub(super) const PASSWORD_IS_UNKNOWN: &str =
    "# Only a hash of this password is known: set OS_PASSWORD.";

/// Quotes a text as one word.
pub(super) fn shell_word(text: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "_-./:@%+,[]".contains(it);
    if text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_not_take_as_it_is_gets_quoted() {
        assert_eq!(shell_word("http://[::1]:8774/identity"), "http://[::1]:8774/identity");
        assert_eq!(shell_word(""), "");
        assert_eq!(shell_word("a b"), "'a b'");
        assert_eq!(shell_word("$(it's)"), r"'$(it'\''s)'");
    }
}
