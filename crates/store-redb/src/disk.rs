//! The file under the engine, and what of its beginning is known to be on the disk.
//!
//! The engine says in the first bytes of its file which of two states is the latest one. A commit
//! writes everything else first and syncs it, and then these bytes. If that last sync fails nobody
//! can know which of the two states the disk holds; but the one of the last sync that succeeded is
//! whole in any case, because a commit never writes over what that state consists of. So whoever
//! opens the file anew after a failure puts those bytes back, and is where it was before.

use std::{
    io,
    ops::Bound,
    sync::{Mutex, MutexGuard, PoisonError},
};

use redb::{BackendError, StorageBackend};

/// The file. It is locked once, and closed once, however often the engine is opened on it.
#[derive(Debug)]
pub(crate) struct Disk {
    file: Box<dyn StorageBackend>,
    head: Mutex<Head>,
}

/// The first bytes of the file; nothing before they are first written.
#[derive(Debug, Default)]
struct Head {
    written: Vec<u8>,
    synced: Vec<u8>,
}

impl Disk {
    /// The disk with this file.
    pub(crate) fn new(file: impl StorageBackend) -> Self {
        Self { file: Box::new(file), head: Mutex::default() }
    }

    /// The first bytes of the file as the last sync left them; nothing if none were written.
    pub(crate) fn synced_head(&self) -> Vec<u8> {
        self.head().synced.clone()
    }

    fn head(&self) -> MutexGuard<'_, Head> {
        self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        let written = self.head().written.clone();
        self.file.sync_data()?;
        self.head().synced = written;
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.file.write(offset, data)?;
        if offset == 0 {
            data.clone_into(&mut self.head().written);
        }
        Ok(())
    }

    fn close(&self) -> io::Result<()> {
        self.file.close()
    }

    // The engine opens a file for one process alone, and asks for no other kind of lock.
    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.try_lock_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.unlock_range(start, end)
    }
}
