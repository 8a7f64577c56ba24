//! A disk in memory that notes every change, and fails when it is told to.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use redb::StorageBackend;

/// A change, or the end of some that are safe from then on.
#[derive(Clone, Debug)]
pub(super) enum Event {
    Write {
        offset: usize,
        data: Vec<u8>,
    },
    SetLen(usize),
    Sync,
    /// A sync that failed. The system may have forgotten what it should have made safe, so that a
    /// later one does not make it safe either.
    FailedSync,
}

/// What a disk can fail to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DiskOperation {
    Read,
    Write,
    SetLen,
    Sync,
}

/// When and how a disk fails.
#[derive(Clone, Copy, Debug)]
pub(super) struct InjectedFault {
    pub(super) operation: DiskOperation,
    /// So many of that kind are done before.
    pub(super) after: usize,
    /// The number of the error in the system.
    pub(super) error: i32,
    pub(super) lasts: bool,
}

/// A disk; clones are the same one.
#[derive(Clone, Debug, Default)]
pub(super) struct RecordingDisk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    content: Vec<u8>,
    events: Vec<Event>,
    fault: Option<InjectedFault>,
    /// How often it has failed.
    failed: usize,
    /// How many bytes fit on it, if there is a limit.
    room: Option<usize>,
}

impl RecordingDisk {
    /// A disk that holds this.
    pub(super) fn of(content: Vec<u8>) -> Self {
        Self(Arc::new(Mutex::new(State { content, ..State::default() })))
    }

    /// What it holds, all of which counts as safe, with no changes noted from now on.
    pub(super) fn begin(&self) -> Vec<u8> {
        let mut state = self.state();
        state.events.clear();
        state.content.clone()
    }

    /// How many changes it has noted.
    pub(super) fn now(&self) -> usize {
        self.state().events.len()
    }

    /// Every change that it has noted.
    pub(super) fn events(&self) -> Vec<Event> {
        self.state().events.clone()
    }

    /// What it holds, safe or not.
    pub(super) fn content(&self) -> Vec<u8> {
        self.state().content.clone()
    }

    /// Makes it fail.
    pub(super) fn set_fault(&self, fault: InjectedFault) {
        let mut state = self.state();
        state.fault = Some(fault);
        state.failed = 0;
    }

    /// Makes it work again.
    pub(super) fn mend(&self) {
        let mut state = self.state();
        state.fault = None;
        state.room = None;
    }

    /// Leaves it room for so many bytes.
    pub(super) fn set_room(&self, room: usize) {
        self.state().room = Some(room);
    }

    /// How often it has failed since that was asked of it.
    pub(super) fn failed(&self) -> usize {
        self.state().failed
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Fails if it is time to.
    fn check(&mut self, operation: DiskOperation) -> io::Result<()> {
        let Some(fault) = &mut self.fault else {
            return Ok(());
        };
        if fault.operation != operation {
            return Ok(());
        }
        if fault.after > 0 {
            fault.after -= 1;
            return Ok(());
        }
        let error = fault.error;
        if !fault.lasts {
            self.fault = None;
        }
        self.failed += 1;
        Err(io::Error::from_raw_os_error(error))
    }

    /// A write that fails has written some of it, as it does on a disk.
    fn write(&mut self, offset: usize, data: &[u8]) {
        write(&mut self.content, offset, data);
        self.events.push(Event::Write { offset, data: data.to_vec() });
    }
}

/// Writes to what a disk holds, which becomes longer if it has to.
pub(super) fn write(content: &mut Vec<u8>, offset: usize, data: &[u8]) {
    let end = offset + data.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    content[offset..end].copy_from_slice(data);
}

fn in_memory(number: u64) -> io::Result<usize> {
    usize::try_from(number).map_err(|_| io::ErrorKind::InvalidInput.into())
}

impl StorageBackend for RecordingDisk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.state().content.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let mut state = self.state();
        state.check(DiskOperation::Read)?;
        let offset = in_memory(offset)?;
        let found = state.content.get(offset..offset + out.len());
        out.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut state = self.state();
        state.check(DiskOperation::SetLen)?;
        let len = in_memory(len)?;
        state.content.resize(len, 0);
        state.events.push(Event::SetLen(len));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = self.state();
        let done = state.check(DiskOperation::Sync);
        state.events.push(if done.is_ok() { Event::Sync } else { Event::FailedSync });
        done
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        let offset = in_memory(offset)?;
        if let Err(error) = state.check(DiskOperation::Write) {
            state.write(offset, &data[..data.len() / 2]);
            return Err(error);
        }
        if state.room.is_some_and(|room| offset + data.len() > room) {
            state.failed += 1;
            return Err(io::ErrorKind::StorageFull.into());
        }
        state.write(offset, data);
        Ok(())
    }
}
