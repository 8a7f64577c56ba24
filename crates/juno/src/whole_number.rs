//! Whole numbers of any size.

/// Digits with or without a minus before them. What is beyond 64 bits is the largest or the smallest
/// number there is.
#[must_use]
pub fn read_whole_number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let most = if digits.len() == text.len() { i64::MAX } else { i64::MIN };
    Some(text.parse().unwrap_or(most))
}
