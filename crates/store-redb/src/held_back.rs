//! A file whose changes are held back until it is known that the file is one of ours.
//!
//! The engine writes to a file while it opens it: it notes that the file is in use, and repairs
//! what a crash left. A file that is then refused, because it is damaged or of a later format,
//! must be as it was. So everything the engine does while opening is kept in memory, in order,
//! and done to the file on [`HeldBack::release`], flushes included.

use std::{
    io,
    ops::Bound,
    sync::{
        Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicBool, Ordering},
    },
};

use redb::{BackendError, StorageBackend, backends::FileBackend};

/// The file; clones are the same one.
#[derive(Clone, Debug)]
pub(crate) struct HeldBack(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    file: FileBackend,
    is_released: AtomicBool,
    held: RwLock<Held>,
}

#[derive(Debug)]
struct Held {
    /// How long the file would be.
    len: u64,
    /// How much of the file as it is can still be seen: what was once cut off reads as zeros.
    seen: u64,
    changes: Vec<Change>,
}

#[derive(Debug)]
enum Change {
    Write { offset: u64, data: Vec<u8> },
    SetLen(u64),
    Flush,
}

impl HeldBack {
    /// Holds back what is done to `file`.
    pub(crate) fn new(file: FileBackend) -> io::Result<Self> {
        let len = file.len()?;
        let held = RwLock::new(Held { len, seen: len, changes: Vec::new() });
        Ok(Self(Arc::new(Inner { file, is_released: AtomicBool::new(false), held })))
    }

    /// Holds back what is done to `file`, as if there was nothing in it. What there is goes when
    /// the changes are released.
    pub(crate) fn emptied(file: FileBackend) -> Self {
        let held = RwLock::new(Held { len: 0, seen: 0, changes: vec![Change::SetLen(0)] });
        Self(Arc::new(Inner { file, is_released: AtomicBool::new(false), held }))
    }

    /// Does to the file what was held back, in the same order, and holds nothing back from now on.
    pub(crate) fn release(&self) -> io::Result<()> {
        let Inner { file, is_released, .. } = &*self.0;
        let mut held = self.held_mut();
        for change in held.changes.drain(..) {
            match change {
                Change::Write { offset, data } => file.write(offset, &data)?,
                Change::SetLen(len) => file.set_len(len)?,
                Change::Flush => file.sync_data()?,
            }
        }
        is_released.store(true, Ordering::Release);
        Ok(())
    }

    fn is_released(&self) -> bool {
        self.0.is_released.load(Ordering::Acquire)
    }

    fn held(&self) -> RwLockReadGuard<'_, Held> {
        self.0.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn held_mut(&self) -> RwLockWriteGuard<'_, Held> {
        self.0.held.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// Reads what the file would hold.
    fn read(&self, file: &FileBackend, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let end = offset.saturating_add(length(out));
        if end > self.len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        out.fill(0);
        let from_file = overlap(offset, out, 0, self.seen);
        if !from_file.is_empty() {
            file.read(offset, from_file)?;
        }
        for change in &self.changes {
            match change {
                Change::Write { offset: start, data } => {
                    let until = start.saturating_add(length(data));
                    let skipped = usize::try_from(offset.saturating_sub(*start));
                    let source = skipped.ok().and_then(|it| data.get(it..)).unwrap_or_default();
                    for (to, from) in overlap(offset, out, *start, until).iter_mut().zip(source) {
                        *to = *from;
                    }
                }
                Change::SetLen(len) => overlap(offset, out, *len, u64::MAX).fill(0),
                Change::Flush => {}
            }
        }
        Ok(())
    }
}

/// The part of `out`, which begins at `offset`, that lies between `start` and `end`.
fn overlap(offset: u64, out: &mut [u8], start: u64, end: u64) -> &mut [u8] {
    let within = |at: u64| {
        usize::try_from(at.saturating_sub(offset)).map_or(out.len(), |it| it.min(out.len()))
    };
    let (from, to) = (within(start), within(end));
    out.get_mut(from..to).unwrap_or_default()
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

impl StorageBackend for HeldBack {
    fn len(&self) -> io::Result<u64> {
        if self.is_released() {
            return self.0.file.len();
        }
        Ok(self.held().len)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        if self.is_released() {
            return self.0.file.read(offset, out);
        }
        self.held().read(&self.0.file, offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        if self.is_released() {
            return self.0.file.set_len(len);
        }
        let mut held = self.held_mut();
        held.len = len;
        held.seen = held.seen.min(len);
        held.changes.push(Change::SetLen(len));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        if self.is_released() {
            return self.0.file.sync_data();
        }
        self.held_mut().changes.push(Change::Flush);
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        if self.is_released() {
            return self.0.file.write(offset, data);
        }
        let mut held = self.held_mut();
        held.len = held.len.max(offset.saturating_add(length(data)));
        held.changes.push(Change::Write { offset, data: data.to_vec() });
        Ok(())
    }

    fn close(&self) -> io::Result<()> {
        self.0.file.close()
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.file.try_lock_range(start, end)
    }

    fn try_lock_shared_range(
        &self,
        start: Bound<u64>,
        end: Bound<u64>,
    ) -> Result<bool, BackendError> {
        self.0.file.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.file.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.file.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.file.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.file.query_lock_range(start, end)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read(file: &HeldBack, offset: u64, len: usize) -> Vec<u8> {
        let mut out = vec![0xee; len];
        file.read(offset, &mut out).unwrap();
        out
    }

    fn held_back(content: &[u8]) -> (tempfile::NamedTempFile, HeldBack) {
        let mut on_disk = tempfile::NamedTempFile::new().unwrap();
        on_disk.write_all(content).unwrap();
        let file = FileBackend::new(on_disk.reopen().unwrap()).unwrap();
        (on_disk, HeldBack::new(file).unwrap())
    }

    #[test]
    fn changes_are_seen_at_once_and_reach_the_file_on_release() {
        let (on_disk, file) = held_back(b"0123456789");

        file.write(8, b"abcd").unwrap();
        file.write(1, b"BC").unwrap();
        file.sync_data().unwrap();

        assert_eq!(read(&file, 0, 12), b"0BC34567abcd");
        assert_eq!(read(&file, 2, 7), b"C34567a");
        assert_eq!(std::fs::read(on_disk.path()).unwrap(), b"0123456789");
        file.release().unwrap();
        assert_eq!(std::fs::read(on_disk.path()).unwrap(), b"0BC34567abcd");
        assert_eq!(read(&file, 0, 12), b"0BC34567abcd");
    }

    #[test]
    fn what_was_cut_off_is_zero_when_the_file_grows_again() {
        let (on_disk, file) = held_back(b"0123456789");

        file.write(7, b"xyz").unwrap();
        file.set_len(4).unwrap();
        file.set_len(8).unwrap();

        assert_eq!(file.len().unwrap(), 8);
        assert_eq!(read(&file, 2, 6), b"23\0\0\0\0");
        file.release().unwrap();
        assert_eq!(std::fs::read(on_disk.path()).unwrap(), b"0123\0\0\0\0");
    }

    #[test]
    fn reading_behind_the_end_is_an_error() {
        let (_on_disk, file) = held_back(b"0123456789");

        let result = file.read(8, &mut [0; 3]);

        assert_eq!(result.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
