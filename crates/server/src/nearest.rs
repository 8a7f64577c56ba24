//! Suggestions for misspelled words.

/// Returns the known word nearest to `word`, if one is near enough.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    // Allows one typing error in a short word, and up to three in a longer one.
    let bearable = (word.chars().count() / 3).clamp(1, 3);
    known
        .into_iter()
        .map(|it| (strsim::damerau_levenshtein(&word, &it.to_lowercase()), it))
        .filter(|(distance, _)| *distance <= bearable)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, it)| it)
}

/// Returns `; did you mean X?`, or an empty text if no known word is near.
pub(crate) fn suggestion<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map_or_else(String::new, |it| format!("; did you mean `{it}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognized_and_another_word_is_not() {
        let known = ["listen", "data", "seed"];

        assert_eq!(nearest("lisen", known), Some("listen"));
        assert_eq!(nearest("Data", known), Some("data"));
        assert_eq!(nearest("port", known), None);
        assert_eq!(nearest("", known), None);
    }
}
