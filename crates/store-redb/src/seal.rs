//! The envelope of every record: a version byte, the content and a checksum.
//!
//! The content is either plain bytes or a row (see [`parts`]). The checksum also covers the key, so
//! that a row under a wrong key is noticed. The engine does not check the pages that it reads; only
//! this checksum shows that a record is damaged.

mod parts;

use serde::{Deserialize, Serialize};

use self::parts::Parts;

/// The version of envelopes with plain bytes. Until format 6, a row had this version too, if no
/// parts had been added to its kind of row.
const FIRST: u8 = 1;

/// The version of rows that are made of parts. A row has as many parts as the program that wrote it
/// knew. Until format 6, a row had version 2 if parts had been added to its kind of row.
const PARTS: u8 = 3;

const CHECKSUM_LEN: usize = 4;

/// How a record is damaged.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Damage {
    /// The bytes of the record, or its key, are not those that were written.
    #[error("its checksum is wrong")]
    Checksum,
    /// A later version of the program wrote the record.
    #[error("it has the unknown version {0}")]
    Version(u8),
    /// The content can't be decoded.
    #[error("its content makes no sense")]
    Content,
    /// The record has parts that a later version of the program added.
    #[error("it has more parts than are known")]
    Parts,
}

/// Puts a row into an envelope for `key`.
pub(crate) fn seal<T: Serialize>(key: &[u8], row: &T) -> Result<Vec<u8>, postcard::Error> {
    let mut sealed = Vec::with_capacity(256);
    sealed.push(PARTS);
    let sealed = postcard::to_extend(row, sealed)?;
    Ok(with_checksum(key, sealed))
}

/// Puts bytes into an envelope for `key`.
pub(crate) fn seal_bytes(key: &[u8], content: &[u8]) -> Vec<u8> {
    seal_bytes_of_version(FIRST, key, content)
}

/// Puts bytes into an envelope of this version for `key`.
pub(crate) fn seal_bytes_of_version(version: u8, key: &[u8], content: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(1 + content.len() + CHECKSUM_LEN);
    sealed.push(version);
    sealed.extend_from_slice(content);
    with_checksum(key, sealed)
}

/// Takes a row out of its envelope. Parts that were unknown to the program that wrote the row get
/// their defaults.
pub(crate) fn unseal<'a, T: Deserialize<'a>>(key: &[u8], sealed: &'a [u8]) -> Result<T, Damage> {
    let mut rows = unseal_rows(key, sealed)?;
    let row = rows.next()?;
    rows.end()?;
    Ok(row)
}

/// Opens an envelope in which the parts of several rows follow one another.
pub(crate) fn unseal_rows<'a>(key: &[u8], sealed: &'a [u8]) -> Result<UnreadRows<'a>, Damage> {
    Ok(UnreadRows(Parts::of(unseal_row(key, sealed)?)))
}

/// The rows of an envelope that have not been read.
pub(crate) struct UnreadRows<'a>(Parts<'a>);

impl<'a> UnreadRows<'a> {
    /// Reads the next row. Parts that were unknown to the program that wrote the row get their
    /// defaults.
    pub(crate) fn next<T: Deserialize<'a>>(&mut self) -> Result<T, Damage> {
        T::deserialize(&mut self.0).map_err(|_| Damage::Content)
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.0.is_at_end()
    }

    /// Fails if anything has not been read.
    pub(crate) fn end(self) -> Result<(), Damage> {
        if self.is_at_end() { Ok(()) } else { Err(Damage::Parts) }
    }
}

/// Takes a row out of its envelope without decoding it.
pub(crate) fn unseal_row<'a>(key: &[u8], sealed: &'a [u8]) -> Result<&'a [u8], Damage> {
    match open(key, sealed)? {
        (FIRST..=PARTS, content) => Ok(content),
        (version, _) => Err(Damage::Version(version)),
    }
}

/// Takes plain bytes out of their envelope.
pub(crate) fn unseal_bytes<'a>(key: &[u8], sealed: &'a [u8]) -> Result<&'a [u8], Damage> {
    match open(key, sealed)? {
        (FIRST, content) => Ok(content),
        (version, _) => Err(Damage::Version(version)),
    }
}

/// Checks the checksum of an envelope of any version.
pub(crate) fn verify(key: &[u8], sealed: &[u8]) -> Result<(), Damage> {
    open(key, sealed).map(|_| ())
}

/// Checks the checksum of an envelope, and returns its version and content.
fn open<'a>(key: &[u8], sealed: &'a [u8]) -> Result<(u8, &'a [u8]), Damage> {
    let (body, written) = sealed.split_last_chunk::<CHECKSUM_LEN>().ok_or(Damage::Checksum)?;
    if checksum(key, body).to_le_bytes() != *written {
        return Err(Damage::Checksum);
    }
    let (version, content) = body.split_first().ok_or(Damage::Checksum)?;
    Ok((*version, content))
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

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Row<'a> {
        number: u64,
        name: &'a str,
        #[serde(default)]
        color: Option<&'a str>,
        #[serde(default = "seven")]
        more: u8,
    }

    fn seven() -> u8 {
        7
    }

    const ROW: Row<'_> = Row { number: 300, name: "three", color: Some("blue"), more: 9 };

    /// Makes the row as an older program wrote it, which knew only the first `len` bytes of the
    /// content.
    fn written(version: u8, len: usize) -> Vec<u8> {
        let content = postcard::to_stdvec(&ROW).unwrap();
        seal_bytes_of_version(version, b"key", &content[..len])
    }

    #[test]
    fn a_sealed_row_is_read_back() {
        let sealed = seal(b"key", &ROW).unwrap();

        assert_eq!(unseal(b"key", &sealed), Ok(ROW));
    }

    #[test]
    fn a_part_that_was_added_later_has_its_default() {
        for version in [1, 2, PARTS] {
            let [first, second] = [8, 14].map(|len| written(version, len));

            assert_eq!(unseal(b"key", &first), Ok(Row { color: None, more: 7, ..ROW }));
            assert_eq!(unseal(b"key", &second), Ok(Row { more: 7, ..ROW }));
        }
    }

    #[test]
    fn a_row_that_ends_within_a_part_or_before_the_first_of_them_is_damaged() {
        for len in (0..15).filter(|it| ![8, 14].contains(it)) {
            assert_eq!(unseal::<Row<'_>>(b"key", &written(PARTS, len)), Err(Damage::Content));
        }
    }

    #[test]
    fn rows_of_one_envelope_are_read_one_after_the_other() {
        let both = seal(b"key", &(ROW, ROW)).unwrap();
        let mut rows = unseal_rows(b"key", &both).unwrap();

        assert_eq!(rows.next(), Ok(ROW));
        assert!(!rows.is_at_end());
        assert_eq!(rows.next(), Ok(ROW));
        assert!(rows.is_at_end());
        assert_eq!(rows.end(), Ok(()));
        assert_eq!(unseal::<Row<'_>>(b"key", &both), Err(Damage::Parts));
    }

    #[test]
    fn a_part_that_is_not_known_is_not_ignored() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Before<'a> {
            number: u64,
            name: &'a str,
        }

        let sealed = seal(b"key", &ROW).unwrap();

        assert_eq!(unseal::<Before<'_>>(b"key", &sealed), Err(Damage::Parts));
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
        let sealed = written(9, 15);

        assert_eq!(unseal_bytes(b"key", &sealed), Err(Damage::Version(9)));
        assert_eq!(unseal::<Row<'_>>(b"key", &sealed), Err(Damage::Version(9)));
        assert_eq!(unseal_bytes(b"key", &written(2, 15)), Err(Damage::Version(2)));
    }

    #[test]
    fn any_bytes_are_either_content_or_damage() {
        for len in 0..64 {
            assert!(unseal::<Row<'_>>(b"key", &vec![1; len]).is_err());
        }
        let no_number = seal_bytes(b"key", &[0xff; 12]);
        assert_eq!(unseal::<Row<'_>>(b"key", &no_number), Err(Damage::Content));
    }
}
