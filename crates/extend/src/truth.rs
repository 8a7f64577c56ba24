//! The words for true and false in queries.

/// The list of words in the error for any other word.
pub const FALSE_AND_TRUE: &str =
    "'0', '1', 'f', 'false', 'n', 'no', 'off', 'on', 't', 'true', 'y', 'yes'";

/// Parses a word, ignoring case and blanks around it.
#[must_use]
pub fn parse_truth(word: &str) -> Option<bool> {
    match word.trim().to_ascii_lowercase().as_str() {
        "1" | "t" | "true" | "on" | "y" | "yes" => Some(true),
        "0" | "f" | "false" | "off" | "n" | "no" => Some(false),
        _ => None,
    }
}
