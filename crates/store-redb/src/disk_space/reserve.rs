//! The file that reserves space on the disk by occupying it.

use std::{
    fs::{File, OpenOptions},
    io::{self, Seek as _, SeekFrom, Write as _},
    path::Path,
};

/// The number of bytes that are written at a time.
const CHUNK: usize = 64 << 10;

/// A file that takes as much space on the disk as it is long: it has no holes, and can't be
/// compressed.
#[derive(Debug)]
pub(super) struct Reserve {
    file: File,
    held: u64,
    /// The most bytes that the file held since it was opened.
    most: u64,
    chunk: Vec<u8>,
}

impl Reserve {
    /// Opens the file at `path` as it is, creating it if it is missing. If it has holes, it is
    /// emptied.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        let mut held = file.metadata()?.len();
        if has_holes(&file)? {
            file.set_len(0)?;
            held = 0;
        }
        Ok(Self { file, held, most: held, chunk: noise() })
    }

    pub(super) fn held(&self) -> u64 {
        self.held
    }

    pub(super) fn most(&self) -> u64 {
        self.most
    }

    /// Releases this many bytes, or all if the file has fewer.
    pub(super) fn give_up(&mut self, bytes: u64) -> io::Result<()> {
        let left = self.held.saturating_sub(bytes);
        self.file.set_len(left)?;
        self.held = left;
        // Some file systems free the space only with their next sync.
        self.file.sync_all()
    }

    /// Makes the file longer until it has this many bytes, or until the disk is full.
    pub(super) fn fill_up_to(&mut self, bytes: u64) {
        // The bytes that a failed write left count as well, since they occupy space.
        let filled = self.write_up_to(bytes).and_then(|()| self.file.sync_all());
        if filled.is_err() {
            log::debug!("{} bytes are kept for small writes: {filled:?}", self.held);
        }
        self.held = self.file.metadata().map_or(self.held, |it| it.len());
        self.most = self.most.max(self.held);
    }

    fn write_up_to(&mut self, bytes: u64) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.held))?;
        while self.held < bytes {
            let missing = usize::try_from(bytes - self.held).unwrap_or(CHUNK).min(CHUNK);
            self.file.write_all(self.chunk.get(..missing).unwrap_or_default())?;
            self.held += u64::try_from(missing).unwrap_or(0);
        }
        Ok(())
    }
}

/// Makes bytes that no file system can compress (xorshift).
fn noise() -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    (0..CHUNK / 8).flat_map(|_| next()).collect()
}

#[cfg(unix)]
fn has_holes(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = file.metadata()?;
    Ok(metadata.blocks().saturating_mul(512) < metadata.len())
}

#[cfg(not(unix))]
fn has_holes(_file: &File) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserve_is_on_the_disk_and_keeps_its_length_until_it_is_released() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reserve");

        let mut reserve = Reserve::open(&path).unwrap();
        reserve.fill_up_to(300_000);
        drop(reserve);
        let mut reserve = Reserve::open(&path).unwrap();

        assert_eq!(reserve.held(), 300_000);
        assert!(!has_holes(&reserve.file).unwrap());
        reserve.give_up(100_000).unwrap();
        assert_eq!((reserve.held(), reserve.most()), (200_000, 300_000));
        assert_eq!(path.metadata().unwrap().len(), 200_000);
        reserve.give_up(300_000).unwrap();
        assert_eq!(reserve.held(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_with_holes_reserves_nothing_and_is_rewritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reserve");
        File::create(&path).unwrap().set_len(1 << 20).unwrap();

        let mut reserve = Reserve::open(&path).unwrap();
        assert_eq!(reserve.held(), 0);
        reserve.fill_up_to(1 << 20);

        assert_eq!(reserve.held(), 1 << 20);
        assert!(!has_holes(&reserve.file).unwrap());
    }
}
