//! Checks whether a text needs escapes in JSON.
//!
//! `serde_json` checks a text byte by byte; this code checks eight bytes at a time.

/// Whether the text needs no escapes. The last eight bytes are checked first; they may overlap with
/// the last whole word.
pub(crate) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(last) = bytes.last_chunk() else {
        return !bytes.iter().any(|byte| *byte < 0x20 || matches!(byte, b'"' | b'\\'));
    };
    let mut found = special_in(*last);
    for word in bytes.as_chunks().0 {
        found |= special_in(*word);
    }
    found == 0
}

/// Returns 0 if no byte of `word` is a control character, a quote or a backslash.
fn special_in(word: [u8; 8]) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHEST: u64 = ONES << 7;
    // Subtracting `limit` from a smaller byte sets the highest bit, which was not set before.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & HIGHEST;
    let same = |word: u64, byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    let word = u64::from_ne_bytes(word);
    below(word, 0x20) | same(word, b'"') | same(word, b'\\')
}
