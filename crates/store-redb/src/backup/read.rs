//! Reads and verifies backups.

use std::io::{self, BufReader, Read, Write};

use sha2::{Digest, Sha256};

use super::{
    block::{self, MAGIC, VERSION},
    error::BackupError,
};

/// Maximum length of a block, in bytes. A block ends after the row that makes it longer than 128
/// KiB, and no row is nearly as long as this maximum. So a block that states a greater length is
/// damaged.
const LONGEST: u32 = 256 << 20;

/// The size of the read buffer, in bytes.
const BUFFER: usize = 256 << 10;

/// The number of bytes that a block has besides its content: kind, length and checksum.
const FRAME: u64 = 1 + 4 + 4;

/// A backup that is being read. Whether it is complete is only known at its end.
pub(super) struct Reader<R> {
    from: BufReader<R>,
    hasher: Sha256,
    at: u64,
    rows: u64,
}

impl<R: Read> Reader<R> {
    pub(super) fn begin(from: R) -> Result<Self, BackupError> {
        let mut from = BufReader::with_capacity(BUFFER, from);
        let mut head = Vec::new();
        let len = MAGIC.len() + 1;
        from.by_ref().take(len as u64).read_to_end(&mut head).map_err(unreadable)?;
        if !MAGIC.starts_with(head.get(..MAGIC.len()).unwrap_or(&head)) {
            return Err(BackupError::Foreign);
        }
        match head.last() {
            Some(&VERSION) if head.len() == len => {
                let hasher = Sha256::new_with_prefix(&head);
                Ok(Self { from, hasher, at: len as u64, rows: 0 })
            }
            Some(0) if head.len() == len => Err(BackupError::Damaged { at: len as u64 }),
            Some(version) if head.len() == len => Err(BackupError::Newer {
                what: "the backup",
                found: (*version).into(),
                known: VERSION.into(),
            }),
            Some(_) | None => Err(BackupError::CutShort),
        }
    }

    /// Returns the content of the next block with rows. At the end it verifies the totals of the
    /// whole backup and returns `None`.
    pub(super) fn next(&mut self) -> Result<Option<Vec<u8>>, BackupError> {
        let (kind, block) = self.block()?;
        let content = block.get(5..).unwrap_or_default().to_vec();
        match kind {
            block::ROWS => {
                self.hasher.update(&block);
                self.hasher.update(block::checksum(&block).to_le_bytes());
                Ok(Some(content))
            }
            block::END => self.end(&content).map(|()| None),
            _ => Err(self.damaged()),
        }
    }

    /// Adds to the number of rows that were read. At the end of the backup, it must be the number
    /// that the last block states.
    pub(super) fn count_rows(&mut self, rows: u64) {
        self.rows += rows;
    }

    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Returns the error for invalid content in the block that was read last.
    pub(super) fn damaged(&self) -> BackupError {
        BackupError::Damaged { at: self.at }
    }

    /// Reads the next block and verifies its checksum. Returns its kind, and its bytes without the
    /// checksum.
    fn block(&mut self) -> Result<(u8, Vec<u8>), BackupError> {
        let mut block = self.bytes(Vec::new(), 5)?;
        let Some((&[kind, ref len @ ..], _)) = block.split_first_chunk::<5>() else {
            return Err(BackupError::CutShort);
        };
        let len = u32::from_le_bytes(*len);
        if len > LONGEST {
            return Err(self.damaged());
        }
        block = self.bytes(block, len.into())?;
        let written = self.bytes(Vec::new(), 4)?;
        self.at += FRAME + u64::from(len);
        if written != block::checksum(&block).to_le_bytes() {
            return Err(self.damaged());
        }
        Ok((kind, block))
    }

    /// Appends the next `len` bytes of the file to `bytes`. Memory is allocated only for bytes that
    /// exist, even if a damaged length is huge.
    fn bytes(&mut self, mut bytes: Vec<u8>, len: u64) -> Result<Vec<u8>, BackupError> {
        let read = self.from.by_ref().take(len).read_to_end(&mut bytes).map_err(unreadable)?;
        if u64::try_from(read).is_ok_and(|it| it == len) {
            Ok(bytes)
        } else {
            Err(BackupError::CutShort)
        }
    }

    fn end(&mut self, content: &[u8]) -> Result<(), BackupError> {
        let mut expected = self.rows.to_le_bytes().to_vec();
        expected.extend_from_slice(&self.hasher.finalize_reset());
        let mut behind = [0];
        let is_over = self.from.read(&mut behind).map_err(unreadable)? == 0;
        if content == expected && is_over { Ok(()) } else { Err(self.damaged()) }
    }
}

fn unreadable(source: io::Error) -> BackupError {
    if source.kind() == io::ErrorKind::UnexpectedEof {
        return BackupError::CutShort;
    }
    BackupError::Unreadable { source }
}

/// Copies a backup and returns its number of rows. On success, `to` has a complete backup, and
/// `from` had nothing after it.
///
/// # Errors
///
/// [`BackupError`] says why `from` is not a valid backup or could not be copied.
pub fn copy_backup(from: impl Read, to: impl Write) -> Result<u64, BackupError> {
    let mut tee = Tee { from, to, failure: None };
    let copied = read_through(&mut tee);
    if let Some(source) = tee.failure {
        return Err(BackupError::Unwritable { source });
    }
    copied
}

fn read_through(from: impl Read) -> Result<u64, BackupError> {
    let mut reader = Reader::begin(from)?;
    while let Some(content) = reader.next()? {
        let (_, mut rows) = block::read_rows(&content).ok_or_else(|| reader.damaged())?;
        while !rows.is_empty() {
            rows.next().ok_or_else(|| reader.damaged())?;
            reader.count_rows(1);
        }
    }
    Ok(reader.rows())
}

/// A reader that writes to `to` whatever it reads from `from`.
struct Tee<R, W> {
    from: R,
    to: W,
    failure: Option<io::Error>,
}

impl<R: Read, W: Write> Read for Tee<R, W> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let len = self.from.read(out)?;
        if let Err(error) = self.to.write_all(out.get(..len).unwrap_or_default()) {
            let kind = error.kind();
            self.failure = Some(error);
            return Err(kind.into());
        }
        Ok(len)
    }
}
