//! Case-insensitive comparison of texts, as Nova's database does it.

use std::cmp::Ordering;

/// Whether both texts are equal, ignoring case.
#[must_use]
pub fn is_same_text(one: &str, other: &str) -> bool {
    // Fast path: most texts are ASCII and need no Unicode tables.
    one.eq_ignore_ascii_case(other)
        || !(one.is_ascii() && other.is_ascii()) && lower(one).eq(lower(other))
}

/// Orders two texts, ignoring case.
#[must_use]
pub fn compare_texts(one: &str, other: &str) -> Ordering {
    lower(one).cmp(lower(other))
}

/// The text in lower case. Texts that differ only in case are equal in this form, and texts are
/// ordered by this form.
#[must_use]
pub fn fold_case(text: &str) -> String {
    lower(text).collect()
}

fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_of_letters_does_not_count() {
        for (one, other, is_same) in [
            ("web", "WEB", true),
            ("Käse", "KÄSE", true),
            ("", "", true),
            ("web", "web1", false),
            ("Käse", "Kase", false),
        ] {
            assert_eq!(is_same_text(one, other), is_same, "{one} {other}");
            assert_eq!(compare_texts(one, other) == Ordering::Equal, is_same, "{one} {other}");
        }
        assert_eq!(compare_texts("a", "B"), Ordering::Less);
        assert_eq!(compare_texts("C", "b"), Ordering::Greater);
    }
}
