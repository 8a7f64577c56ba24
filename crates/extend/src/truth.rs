//! The words that queries use for true and false.

/// The words, as the message for any other word lists them.
pub const FALSE_AND_TRUE: &str =
    "'0', '1', 'f', 'false', 'n', 'no', 'off', 'on', 't', 'true', 'y', 'yes'";

/// What a word means; case does not count, nor do blanks around it.
#[must_use]
pub fn parse_truth(word: &str) -> Option<bool> {
    match word.trim().to_ascii_lowercase().as_str() {
        "1" | "t" | "true" | "on" | "y" | "yes" => Some(true),
        "0" | "f" | "false" | "off" | "n" | "no" => Some(false),
        _ => None,
    }
}
