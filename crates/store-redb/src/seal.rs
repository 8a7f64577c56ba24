//! The envelope of every record: a version byte, the content, a checksum.
//!
//! The checksum covers the key too, so that a row which strayed to another key is found out. The
//! engine trusts the pages of its file; this is what tells a damaged record from a good one.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The version of the content that is written. Older ones are read for ever.
const VERSION: u8 = 1;

const CHECKSUM_LEN: usize = 4;

/// What is wrong with a record.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Damage {
    /// Its bytes are not those that were written, or not for this key.
    Checksum,
    /// It was written by a later version.
    Version(u8),
    /// Its content makes no sense.
    Content,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Checksum => f.write_str("its checksum is wrong"),
            Self::Version(version) => write!(f, "it is of the unknown version {version}"),
            Self::Content => f.write_str("its content makes no sense"),
        }
    }
}

/// Puts a value into an envelope for `key`.
pub(crate) fn seal<T: Serialize>(key: &[u8], value: &T) -> Result<Vec<u8>, postcard::Error> {
    let mut sealed = Vec::with_capacity(256);
    sealed.push(VERSION);
    let sealed = postcard::to_extend(value, sealed)?;
    Ok(with_checksum(key, sealed))
}

/// Puts bytes into an envelope for `key`.
pub(crate) fn seal_bytes(key: &[u8], content: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(1 + content.len() + CHECKSUM_LEN);
    sealed.push(VERSION);
    sealed.extend_from_slice(content);
    with_checksum(key, sealed)
}

/// Takes a value out of its envelope.
pub(crate) fn unseal<'a, T: Deserialize<'a>>(key: &[u8], sealed: &'a [u8]) -> Result<T, Damage> {
    postcard::from_bytes(unseal_bytes(key, sealed)?).map_err(|_| Damage::Content)
}

/// Takes bytes out of their envelope.
pub(crate) fn unseal_bytes<'a>(key: &[u8], sealed: &'a [u8]) -> Result<&'a [u8], Damage> {
    let (body, written) = sealed.split_last_chunk::<CHECKSUM_LEN>().ok_or(Damage::Checksum)?;
    if checksum(key, body).to_le_bytes() != *written {
        return Err(Damage::Checksum);
    }
    match body.split_first() {
        Some((&VERSION, content)) => Ok(content),
        Some((&version, _)) => Err(Damage::Version(version)),
        None => Err(Damage::Checksum),
    }
}

fn with_checksum(key: &[u8], mut sealed: Vec<u8>) -> Vec<u8> {
    let checksum = checksum(key, &sealed);
    sealed.extend_from_slice(&checksum.to_le_bytes());
    sealed
}

fn checksum(key: &[u8], body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(key);
    hasher.update(body);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_is_read_back() {
        let sealed = seal(b"key", &(7_u64, "seven")).unwrap();

        assert_eq!(unseal(b"key", &sealed), Ok((7_u64, "seven")));
    }

    #[test]
    fn every_flipped_bit_is_found() {
        let sealed = seal_bytes(b"key", b"content");

        for bit in 0..sealed.len() * 8 {
            let mut flipped = sealed.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(unseal_bytes(b"key", &flipped), Err(Damage::Checksum), "bit {bit}");
        }
    }

    #[test]
    fn a_record_under_a_foreign_key_is_damaged() {
        let sealed = seal_bytes(b"key", b"content");

        assert_eq!(unseal_bytes(b"kez", &sealed), Err(Damage::Checksum));
    }

    #[test]
    fn a_record_of_a_later_version_is_refused_by_its_number() {
        let sealed = with_checksum(b"key", vec![9, 1, 2]);

        assert_eq!(unseal_bytes(b"key", &sealed), Err(Damage::Version(9)));
    }

    #[test]
    fn any_bytes_are_either_content_or_damage() {
        for len in 0..64 {
            assert!(unseal::<u64>(b"key", &vec![1; len]).is_err());
        }
        let no_number = seal_bytes(b"key", &[0xff; 12]);
        assert_eq!(unseal::<u64>(b"key", &no_number), Err(Damage::Content));
    }
}
