//! The file that the engine works on, and which version of its header is known to be on the disk.
//!
//! The header, which is the first bytes of the file, describes two states and says which of them is
//! the latest one. A commit first writes everything else and syncs it, and then writes and syncs
//! the header. If that last sync fails, it is unknown which of the two states the disk holds. But
//! the state of the last successful sync is complete in any case, because a commit never writes
//! over the pages of that state. So after a failure the file is opened with the header of that
//! sync, which brings it back to that state.
//!
//! A commit may begin by making the file longer. If the commit fails, the file is cut to its old
//! length. Otherwise a disk that the failed commit has filled would stay full.

use std::{
    io,
    ops::Bound,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use redb::{BackendError, StorageBackend};

/// The file of the database. It is locked and closed once, even if the engine is opened on it
/// several times.
#[derive(Debug)]
pub(crate) struct Disk {
    file: Box<dyn StorageBackend>,
    folder: Option<PathBuf>,
    header: Mutex<Header>,
    settled: Mutex<Option<SettledState>>,
}

/// The state that was on the disk when [`Disk::settle`] was last called.
#[derive(Debug)]
struct SettledState {
    /// The part of the file's header that describes this state.
    state: Vec<u8>,
    /// The length of the file, in bytes.
    len: u64,
}

/// The first bytes of the file; empty until they are first written.
#[derive(Debug, Default)]
struct Header {
    written: Vec<u8>,
    synced: Vec<u8>,
}

impl Disk {
    /// Makes a disk of this file, which is in no folder.
    pub(crate) fn new(file: impl StorageBackend) -> Self {
        Self {
            file: Box::new(file),
            folder: None,
            header: Mutex::default(),
            settled: Mutex::default(),
        }
    }

    /// Sets the folder of the file, in which temporary files may be created.
    pub(crate) fn in_folder(self, folder: &Path) -> Self {
        Self { folder: Some(folder.to_owned()), ..self }
    }

    /// The folder of the file; `None` if the file is only in memory.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Notes that everything written so far is on the disk, and that no commit is under way.
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

    /// The length that the file needs for the state of the last successful sync. If a failed commit
    /// has made the file longer, this is less than the file's length.
    pub(crate) fn len_as_synced(&self) -> io::Result<u64> {
        let len = self.file.len()?;
        let header = self.header();
        let state = latest_state(&header.synced);
        // If the header of the failed commit reached the disk, the latest state is that of the
        // failed commit and needs the whole file.
        let settled =
            self.settled().as_ref().filter(|it| state == Some(&it.state)).map(|it| it.len);
        Ok(settled.unwrap_or(len).min(len))
    }

    fn settled(&self) -> MutexGuard<'_, Option<SettledState>> {
        self.settled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first bytes of the file as of the last sync; empty if none were written.
    pub(crate) fn synced_header(&self) -> Vec<u8> {
        self.header().synced.clone()
    }

    fn header(&self) -> MutexGuard<'_, Header> {
        self.header.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the description of the latest state in a header; `None` if this is not a header of the
/// engine.
///
/// A bit after the name of the format says which of the two descriptions belongs to the latest
/// state (redb's `docs/design.md`).
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

    // Only this kind of lock is passed on: the engine opens a file for one process only, and uses
    // no other kind.
    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.try_lock_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.unlock_range(start, end)
    }
}
