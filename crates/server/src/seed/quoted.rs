//! How error messages quote texts of a seed.

/// Maximum length of a text that is quoted as a whole, in characters: names and ids are shorter.
const WHOLE: usize = 60;

/// Number of characters that are quoted of a longer text.
const BEGINNING: usize = 20;

/// Quotes a text. If it is long, quotes only its beginning, so that a message stays readable.
pub(super) fn quoted(text: &str) -> String {
    if text.chars().count() <= WHOLE {
        return format!("`{text}`");
    }
    let beginning: String = text.chars().take(BEGINNING).collect();
    format!("`{beginning}…`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_beginning_of_a_long_text_is_quoted() {
        assert_eq!(quoted(""), "``");
        assert_eq!(quoted(&"é".repeat(60)), format!("`{}`", "é".repeat(60)));
        assert_eq!(quoted(&"é".repeat(61)), format!("`{}…`", "é".repeat(20)));
    }
}
