//! Blocks of a backup, and the rows in them.

use crate::engine_error::EngineError;

/// The first bytes of every backup.
pub(super) const MAGIC: &[u8; 16] = b"ferronova backup";

/// The version of the layout that is written. Backups of older versions can always be read; those
/// of later versions are refused.
pub(super) const VERSION: u8 = 1;

/// The kind of a block with rows.
pub(super) const ROWS: u8 = 1;

/// The kind of the last block, which has the totals instead of rows.
pub(super) const END: u8 = 2;

/// Makes a complete block of this content, with its checksum.
pub(super) fn seal(kind: u8, content: &[u8]) -> Result<Vec<u8>, EngineError> {
    let mut block = Vec::with_capacity(content.len() + 9);
    block.push(kind);
    block.extend_from_slice(&length(content)?);
    block.extend_from_slice(content);
    block.extend_from_slice(&checksum(&block).to_le_bytes());
    Ok(block)
}

/// Returns the checksum for a block that has none yet.
pub(super) fn checksum(block: &[u8]) -> u32 {
    crc32fast::hash(block)
}

/// Begins the content of a block with the rows of a table.
pub(super) fn begin_rows(content: &mut Vec<u8>, table: &str) {
    content.clear();
    content.push(u8::try_from(table.len()).unwrap_or(u8::MAX));
    content.extend_from_slice(table.as_bytes());
}

/// Adds a row to a block.
pub(super) fn add_row(content: &mut Vec<u8>, key: &[u8], value: &[u8]) -> Result<(), EngineError> {
    for part in [key, value] {
        content.extend_from_slice(&length(part)?);
        content.extend_from_slice(part);
    }
    Ok(())
}

/// Returns the name of the table and the rows in the content of a block; `None` if the name is cut
/// off or not text.
pub(super) fn read_rows(content: &[u8]) -> Option<(&str, Rows<'_>)> {
    let (len, rest) = content.split_first()?;
    let (name, rows) = rest.split_at_checked(usize::from(*len))?;
    Some((std::str::from_utf8(name).ok()?, Rows(rows)))
}

/// The unread rows of a block.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a>(&'a [u8]);

impl<'a> Rows<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the key and the value of the next row; `None` if the bytes are not a whole row.
    pub(super) fn next(&mut self) -> Option<(&'a [u8], &'a [u8])> {
        Some((self.part()?, self.part()?))
    }

    fn part(&mut self) -> Option<&'a [u8]> {
        let (len, rest) = self.0.split_first_chunk()?;
        let len = usize::try_from(u32::from_le_bytes(*len)).ok()?;
        let (part, rest) = rest.split_at_checked(len)?;
        self.0 = rest;
        Some(part)
    }
}

fn length(part: &[u8]) -> Result<[u8; 4], EngineError> {
    let too_long = |_| EngineError::Damaged("a row is too long for a backup".to_owned());
    Ok(u32::try_from(part.len()).map_err(too_long)?.to_le_bytes())
}
