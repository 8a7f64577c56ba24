//! Whether a text needs escapes in JSON.
//!
//! `serde_json` looks at the bytes of a text one by one. Here they are looked at eight at a time.

/// Whether the text needs no escapes. The last eight bytes may overlap with those before.
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

/// Not 0 if one of the bytes is a control character, a quote or a backslash.
fn special_in(word: [u8; 8]) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHEST: u64 = ONES << 7;
    // A byte below `limit` borrows from its highest bit, which it did not have.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & HIGHEST;
    let same = |word: u64, byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    let word = u64::from_ne_bytes(word);
    below(word, 0x20) | same(word, b'"') | same(word, b'\\')
}
