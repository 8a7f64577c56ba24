//! A file that the engine seems to change, while the changes are held back in memory until the file
//! may be written to.
//!
//! The engine writes to a file while it opens it: it marks the file as being in use, and repairs
//! what a crash left. But if the file is then refused, because it is damaged or of a later format,
//! it must stay unchanged; and after a failure of the disk, the file may be read but not written to
//! before the disk works again. So everything that the engine writes while opening is kept in
//! memory, in order, flushes included, and written to the file by [`HeldBack::release`].
//!
//! When a later write fails, changes are held back again: what the engine writes from then on is
//! kept in memory and never reaches the file. Until the fault is noticed and the engine is closed,
//! the engine must read back what it wrote: other content makes it panic, or follow pages in
//! circles endlessly.

use std::{
    io,
    ops::Bound,
    path::Path,
    sync::{
        Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicBool, Ordering},
    },
};

use redb::{BackendError, StorageBackend};

use crate::disk::Disk;

/// The file as one opening of the engine sees it. Clones are the same file.
#[derive(Clone, Debug)]
pub(crate) struct HeldBack(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    disk: Arc<Disk>,
    is_locked: bool,
    is_released: AtomicBool,
    /// Whether a write failed, so that everything is held back from then on.
    is_failed: AtomicBool,
    is_cut_off: AtomicBool,
    fault: OnceLock<DiskFault>,
    held: RwLock<HeldChanges>,
}

/// A failure of the disk. Only the first one is kept.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum DiskFault {
    /// A read failed. The engine does nothing more from then on.
    #[error("can't read the database file: {0}")]
    Reading(String),
    /// A write failed. Nothing more reaches the disk. The engine is not informed, since it would
    /// then refuse to read as well. So its commits must not be taken as stored, and little should
    /// be written to it from then on, since all of it stays in memory.
    #[error("can't write to the database file: {0}")]
    Writing(String),
}

#[derive(Debug)]
struct HeldChanges {
    /// The length that the file has with the changes.
    len: u64,
    /// The length up to which bytes are read from the file itself. If a change cuts the file, bytes
    /// beyond the cut are zero, even after the file grows again.
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
    /// Holds back all changes of a file.
    pub(crate) fn new(disk: Arc<Disk>) -> io::Result<Self> {
        let len = disk.len()?;
        Ok(Self::of(disk, false, HeldChanges { len, seen: len, changes: Vec::new() }))
    }

    /// Like [`Self::new`], for a file that an earlier opening has locked.
    pub(crate) fn of_locked(disk: Arc<Disk>) -> io::Result<Self> {
        let len = disk.len()?;
        Ok(Self::of(disk, true, HeldChanges { len, seen: len, changes: Vec::new() }))
    }

    /// Like [`Self::new`], but the engine sees an empty file. The content of the real file is
    /// removed when the changes are released.
    pub(crate) fn emptied(disk: Arc<Disk>) -> Self {
        Self::of(disk, false, HeldChanges { len: 0, seen: 0, changes: vec![Change::SetLen(0)] })
    }

    /// Like [`Self::of_locked`], but the engine sees the file as of the last successful sync.
    pub(crate) fn as_synced(disk: Arc<Disk>) -> io::Result<Self> {
        let found = disk.len()?;
        let len = disk.len_as_synced()?;
        let header = disk.synced_header();
        let mut changes = vec![Change::SetLen(found)];
        if !header.is_empty() {
            changes.push(Change::Write { offset: 0, data: header });
        }
        // The header of the last sync must be on the disk before newer pages are overwritten or cut
        // off.
        changes.push(Change::Flush);
        if len < found {
            changes.push(Change::SetLen(len));
        }
        Ok(Self::of(disk, true, HeldChanges { len, seen: len, changes }))
    }

    fn of(disk: Arc<Disk>, is_locked: bool, held: HeldChanges) -> Self {
        Self(Arc::new(Inner {
            disk,
            is_locked,
            is_released: AtomicBool::new(false),
            is_failed: AtomicBool::new(false),
            is_cut_off: AtomicBool::new(false),
            fault: OnceLock::new(),
            held: RwLock::new(held),
        }))
    }

    /// Applies the held changes to the file, in order, and holds nothing back from now on. If that
    /// fails, everything is still held back, and the call can be repeated.
    pub(crate) fn release(&self) -> io::Result<()> {
        let Inner { disk, is_released, .. } = &*self.0;
        if is_released.load(Ordering::Acquire) {
            return Ok(());
        }
        let mut held = self.held_mut();
        for change in &held.changes {
            match change {
                Change::Write { offset, data } => disk.write(*offset, data)?,
                Change::SetLen(len) => disk.set_len(*len)?,
                Change::Flush => disk.sync_data()?,
            }
        }
        held.changes = Vec::new();
        disk.settle();
        is_released.store(true, Ordering::Release);
        Ok(())
    }

    /// Notes that a commit is completely on the disk.
    pub(crate) fn settle(&self) {
        self.0.disk.settle();
    }

    /// The folder of the file; `None` if the file is only in memory.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.0.disk.folder()
    }

    /// Refuses all access from now on: another opening has taken over the file, and may overwrite
    /// the pages that this opening would read.
    pub(crate) fn cut_off(&self) {
        self.0.is_cut_off.store(true, Ordering::Release);
    }

    /// The first failure of the disk; `None` if it has not failed.
    pub(crate) fn fault(&self) -> Option<DiskFault> {
        self.0.fault.get().cloned()
    }

    /// Whether changes go directly to the file instead of being held back.
    fn is_on_disk(&self) -> bool {
        let Inner { is_released, is_failed, .. } = &*self.0;
        is_released.load(Ordering::Acquire) && !is_failed.load(Ordering::Acquire)
    }

    fn held(&self) -> RwLockReadGuard<'_, HeldChanges> {
        self.0.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn held_mut(&self) -> RwLockWriteGuard<'_, HeldChanges> {
        self.0.held.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The disk, unless this opening is cut off.
    fn disk(&self) -> io::Result<&Disk> {
        if self.0.is_cut_off.load(Ordering::Acquire) {
            return Err(io::Error::other("the file was opened again after a failure"));
        }
        Ok(&self.0.disk)
    }

    fn read_from_disk<T>(&self, read: impl FnOnce(&Disk) -> io::Result<T>) -> io::Result<T> {
        let result = self.disk().and_then(read);
        result.inspect_err(|it| drop(self.0.fault.set(DiskFault::Reading(it.to_string()))))
    }

    /// Applies a change to the file, and returns `true`. Returns `false` if changes are held back:
    /// either they were already, or this change failed and they are from now on.
    fn apply_to_disk(&self, change: impl FnOnce(&Disk) -> io::Result<()>) -> io::Result<bool> {
        if !self.is_on_disk() {
            return Ok(false);
        }
        if self.0.fault.get().is_none() {
            let Err(error) = self.disk().and_then(change) else {
                return Ok(true);
            };
            drop(self.0.fault.set(DiskFault::Writing(error.to_string())));
        }
        let len = self.read_from_disk(Disk::len)?;
        *self.held_mut() = HeldChanges { len, seen: len, changes: Vec::new() };
        self.0.is_failed.store(true, Ordering::Release);
        Ok(false)
    }
}

impl HeldChanges {
    /// Reads from the file as if the changes had been applied to it.
    fn read(&self, file: &Disk, offset: u64, out: &mut [u8]) -> io::Result<()> {
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

/// Returns the part of `out` that lies between `start` and `end` in the file; `out` itself begins
/// at `offset` in the file.
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
        if self.is_on_disk() {
            return self.read_from_disk(Disk::len);
        }
        Ok(self.held().len)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.read_from_disk(|disk| {
            if self.is_on_disk() {
                return disk.read(offset, out);
            }
            self.held().read(disk, offset, out)
        })
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        if self.apply_to_disk(|it| it.set_len(len))? {
            return Ok(());
        }
        let mut held = self.held_mut();
        held.len = len;
        held.seen = held.seen.min(len);
        held.changes.push(Change::SetLen(len));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        if self.apply_to_disk(Disk::sync_data)? {
            return Ok(());
        }
        self.held_mut().changes.push(Change::Flush);
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        if self.apply_to_disk(|it| it.write(offset, data))? {
            return Ok(());
        }
        let mut held = self.held_mut();
        held.len = held.len.max(offset.saturating_add(length(data)));
        held.changes.push(Change::Write { offset, data: data.to_vec() });
        Ok(())
    }

    /// Does nothing: the file stays open and locked, since another opening may use it. The owner of
    /// the disk closes it.
    fn close(&self) -> io::Result<()> {
        Ok(())
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        if self.0.is_locked {
            return Ok(true);
        }
        self.0.disk.try_lock_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        if self.0.is_locked {
            return Ok(());
        }
        self.0.disk.unlock_range(start, end)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use redb::backends::FileBackend;

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
        (on_disk, HeldBack::new(Arc::new(Disk::new(file))).unwrap())
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
    fn reading_beyond_the_end_is_an_error() {
        let (_on_disk, file) = held_back(b"0123456789");

        let result = file.read(8, &mut [0; 3]);

        assert_eq!(result.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
