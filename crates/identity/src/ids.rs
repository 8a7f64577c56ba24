//! The ids in tokens: ids of users and projects, and ids of the tokens themselves.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ferronova_compute::StoreError;

use crate::{check::LONGEST_ID, random::random};

/// The id that stands for a token in records, which must not contain the token itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct AuditId(pub(crate) [u8; 16]);

impl AuditId {
    pub(crate) fn random() -> Result<Self, StoreError> {
        random().map(Self)
    }

    /// The form that clients see in the data of a token: 22 characters of base64url.
    pub(crate) fn to_text(self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl fmt::Display for AuditId {
    /// Writes the form that names of documents contain: 32 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

/// An id on the stack, so that reading a token does not allocate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct InlineId {
    bytes: [u8; LONGEST_ID],
    len: usize,
}

impl InlineId {
    /// Copies an id; `None` if the id is too long.
    pub(crate) fn new(id: &str) -> Option<Self> {
        let mut bytes = [0; LONGEST_ID];
        bytes.get_mut(..id.len())?.copy_from_slice(id.as_bytes());
        Some(Self { bytes, len: id.len() })
    }

    pub(crate) fn as_str(&self) -> &str {
        let text = self.bytes.get(..self.len).unwrap_or_default();
        str::from_utf8(text).unwrap_or_default()
    }

    pub(crate) fn unpack(packed: [u8; 16]) -> Self {
        let mut bytes = [0; LONGEST_ID];
        for (two, byte) in bytes.chunks_exact_mut(2).zip(packed) {
            two.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        Self { bytes, len: 32 }
    }

    /// Packs an id of 32 lower-case hexadecimal digits into 16 bytes; `None` if the id is anything
    /// else.
    pub(crate) fn pack(&self) -> Option<[u8; 16]> {
        let text = self.as_str();
        let is_hex = |it: u8| matches!(it, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 32 || !text.bytes().all(is_hex) {
            return None;
        }
        u128::from_str_radix(text, 16).ok().map(u128::to_be_bytes)
    }

    pub(crate) fn write(&self, bytes: &mut Vec<u8>) {
        if let Some(packed) = self.pack() {
            bytes.extend_from_slice(&packed);
        } else {
            bytes.push(u8::try_from(self.len).unwrap_or_default());
            bytes.extend_from_slice(self.as_str().as_bytes());
        }
    }
}

impl fmt::Debug for InlineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

const fn digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'a' + value - 10 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_longer_than_64_characters_is_none() {
        assert!(InlineId::new(&"x".repeat(64)).is_some());
        assert!(InlineId::new(&"x".repeat(65)).is_none());
    }

    #[test]
    fn an_audit_id_is_shown_in_22_characters() {
        assert_eq!(AuditId([0xff; 16]).to_text(), "_____________________w");
        assert_eq!(AuditId([0x0a; 16]).to_string(), "0a".repeat(16));
    }
}
