//! The file under the engine, and what of its beginning is known to be on the disk.
//!
//! The engine says in the first bytes of its file which of two states is the latest one. A commit
//! writes everything else first and syncs it, and then these bytes. If that last sync fails nobody
//! can know which of the two states the disk holds; but the one of the last sync that succeeded is
//! whole in any case, because a commit never writes over what that state consists of. So whoever
//! opens the file anew after a failure puts those bytes back, and is where it was before.
//!
//! A commit may make the file longer first. If it fails that is given back, or a disk that it has
//! filled would stay full.

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
    header: Mutex<Header>,
    settled: Mutex<Option<SettledState>>,
}

/// The state that was known to be on the disk when nothing was being written.
#[derive(Debug)]
struct SettledState {
    /// What the head says of it.
    state: Vec<u8>,
    /// How long the file was.
    len: u64,
}

/// The first bytes of the file; nothing before they are first written.
#[derive(Debug, Default)]
struct Header {
    written: Vec<u8>,
    synced: Vec<u8>,
}

impl Disk {
    /// The disk with this file.
    pub(crate) fn new(file: impl StorageBackend) -> Self {
        Self { file: Box::new(file), header: Mutex::default(), settled: Mutex::default() }
    }

    /// Notes that everything that was written is on the disk, and that nothing is being written.
    pub(crate) fn settle(&self) {
        let Ok(len) = self.file.len() else {
            return;
        };
        let header = self.header();
        let state =
            latest_state(&header.synced).filter(|it| latest_state(&header.written) == Some(it));
        let settled = state.map(|it| SettledState { state: it.to_vec(), len });
        drop(header);
        *self.settled() = settled;
    }

    /// How long the file has to be for the state of the last sync that succeeded: shorter than it
    /// is if a commit that failed made it longer.
    pub(crate) fn len_as_synced(&self) -> io::Result<u64> {
        let len = self.file.len()?;
        let header = self.header();
        let state = latest_state(&header.synced);
        // A commit of which all but the last step succeeded is the latest state, and needs it all.
        let settled =
            self.settled().as_ref().filter(|it| state == Some(&it.state)).map(|it| it.len);
        Ok(settled.unwrap_or(len).min(len))
    }

    fn settled(&self) -> MutexGuard<'_, Option<SettledState>> {
        self.settled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first bytes of the file as the last sync left them; nothing if none were written.
    pub(crate) fn synced_header(&self) -> Vec<u8> {
        self.header().synced.clone()
    }

    fn header(&self) -> MutexGuard<'_, Header> {
        self.header.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a head says of the latest of its two states; `None` if it is not one of the engine's.
///
/// Behind the name of the format, a bit says which of the two descriptions below is that of the
/// latest state (redb's `docs/design.md`).
fn latest_state(header: &[u8]) -> Option<&[u8]> {
    const FORMAT: &[u8] = b"redb\x1a\n\xa9\r\n";
    const FIRST_STATE: usize = 64;
    const STATE: usize = 128;
    let which = header.strip_prefix(FORMAT)?.first()? & 1;
    let start = FIRST_STATE + STATE * usize::from(which);
    header.get(start..start + STATE)
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
        let written = self.header().written.clone();
        self.file.sync_data()?;
        self.header().synced = written;
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.file.write(offset, data)?;
        if offset == 0 {
            data.clone_into(&mut self.header().written);
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
