//! The envelope of every record: a version byte, the content, a checksum.
//!
//! Each kind of record has versions of its own, so that a record says nothing of changes that do
//! not concern it. Older ones are read for ever, and become the latest when they are next written.
//!
//! The checksum covers the key too, so that a row which strayed to another key is found out. The
//! engine trusts the pages of its file; this is what tells a damaged record from a good one.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The version of a kind of record whose content never changed.
const FIRST: u8 = 1;

/// The version of a kind of record that was once given more members.
const SECOND: u8 = 2;

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
    seal_version(FIRST, key, value)
}

/// Puts a value of a kind that has a second version into an envelope for `key`: the members of
/// its first version, and behind them what was `added`.
pub(crate) fn seal_second<T: Serialize, A: Serialize>(
    key: &[u8],
    value: &T,
    added: &A,
) -> Result<Vec<u8>, postcard::Error> {
    seal_version(SECOND, key, &(value, added))
}

fn seal_version<T: Serialize>(
    version: u8,
    key: &[u8],
    value: &T,
) -> Result<Vec<u8>, postcard::Error> {
    let mut sealed = Vec::with_capacity(256);
    sealed.push(version);
    let sealed = postcard::to_extend(value, sealed)?;
    Ok(with_checksum(key, sealed))
}

/// Puts bytes into an envelope for `key`.
pub(crate) fn seal_bytes(key: &[u8], content: &[u8]) -> Vec<u8> {
    seal_bytes_of_version(FIRST, key, content)
}

/// Puts the bytes of a version into an envelope for `key`.
pub(crate) fn seal_bytes_of_version(version: u8, key: &[u8], content: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(1 + content.len() + CHECKSUM_LEN);
    sealed.push(version);
    sealed.extend_from_slice(content);
    with_checksum(key, sealed)
}

/// Takes a value out of its envelope.
pub(crate) fn unseal<'a, T: Deserialize<'a>>(key: &[u8], sealed: &'a [u8]) -> Result<T, Damage> {
    read(unseal_bytes(key, sealed)?)
}

/// Takes a value of a kind that has a second version out of its envelope, with what that version
/// added. To one of the first version nothing was.
pub(crate) fn unseal_second<'a, T, A>(key: &[u8], sealed: &'a [u8]) -> Result<(T, A), Damage>
where
    T: Deserialize<'a>,
    A: Deserialize<'a> + Default,
{
    match open(key, sealed)? {
        (FIRST, content) => Ok((read(content)?, A::default())),
        (SECOND, content) => read(content),
        (version, _) => Err(Damage::Version(version)),
    }
}

/// Takes bytes out of their envelope.
pub(crate) fn unseal_bytes<'a>(key: &[u8], sealed: &'a [u8]) -> Result<&'a [u8], Damage> {
    match open(key, sealed)? {
        (FIRST, content) => Ok(content),
        (version, _) => Err(Damage::Version(version)),
    }
}

/// Whether an envelope is whole, whatever version its content is of.
pub(crate) fn verify(key: &[u8], sealed: &[u8]) -> Result<(), Damage> {
    open(key, sealed).map(|_| ())
}

/// The version and the content of an envelope.
fn open<'a>(key: &[u8], sealed: &'a [u8]) -> Result<(u8, &'a [u8]), Damage> {
    let (body, written) = sealed.split_last_chunk::<CHECKSUM_LEN>().ok_or(Damage::Checksum)?;
    if checksum(key, body).to_le_bytes() != *written {
        return Err(Damage::Checksum);
    }
    let (version, content) = body.split_first().ok_or(Damage::Checksum)?;
    Ok((*version, content))
}

fn read<'a, T: Deserialize<'a>>(content: &'a [u8]) -> Result<T, Damage> {
    postcard::from_bytes(content).map_err(|_| Damage::Content)
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
    fn a_value_of_the_first_version_is_read_as_one_to_which_nothing_was_added() {
        let first = seal(b"key", &(7_u64, "seven")).unwrap();
        let second = seal_second(b"key", &(7_u64, "seven"), &Some("more")).unwrap();

        assert_eq!(unseal_second(b"key", &first), Ok(((7_u64, "seven"), None::<&str>)));
        assert_eq!(unseal_second(b"key", &second), Ok(((7_u64, "seven"), Some("more"))));
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
        assert_eq!(unseal_second::<u8, u8>(b"key", &sealed), Err(Damage::Version(9)));
        let sealed = with_checksum(b"key", vec![2, 1, 2]);
        assert_eq!(unseal::<u8>(b"key", &sealed), Err(Damage::Version(2)));
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
