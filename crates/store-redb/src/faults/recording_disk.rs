//! A disk in memory that records every change, and fails on request.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use redb::StorageBackend;

/// A change of the disk, or a sync, which makes the changes before it safe from a loss of power.
#[derive(Clone, Debug)]
pub(super) enum Event {
    Write {
        offset: usize,
        data: Vec<u8>,
    },
    SetLen(usize),
    Sync,
    /// A sync that failed. The system may have dropped the writes before it, so that a later sync
    /// does not make them safe either.
    FailedSync,
}

/// An operation that can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DiskOperation {
    Read,
    Write,
    SetLen,
    Sync,
}

/// A fault that the disk will have.
#[derive(Clone, Copy, Debug)]
pub(super) struct InjectedFault {
    pub(super) operation: DiskOperation,
    /// How many operations of this kind succeed before the fault.
    pub(super) after: usize,
    /// The error number of the system.
    pub(super) error: i32,
    pub(super) lasts: bool,
}

/// A disk in memory. Clones are the same disk.
#[derive(Clone, Debug, Default)]
pub(super) struct RecordingDisk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    content: Vec<u8>,
    events: Vec<Event>,
    fault: Option<InjectedFault>,
    /// The number of operations that failed since the fault was set.
    failed: usize,
    /// The size of the disk in bytes, if it is limited.
    room: Option<usize>,
}

impl RecordingDisk {
    /// Makes a disk with this content.
    pub(super) fn of(content: Vec<u8>) -> Self {
        Self(Arc::new(Mutex::new(State { content, ..State::default() })))
    }

    /// Forgets the recorded events, and returns the content. From now on all of it counts as safe.
    pub(super) fn begin(&self) -> Vec<u8> {
        let mut state = self.state();
        state.events.clear();
        state.content.clone()
    }

    /// The number of recorded events.
    pub(super) fn now(&self) -> usize {
        self.state().events.len()
    }

    /// The recorded events.
    pub(super) fn events(&self) -> Vec<Event> {
        self.state().events.clone()
    }

    /// The content, including what was not synced.
    pub(super) fn content(&self) -> Vec<u8> {
        self.state().content.clone()
    }

    pub(super) fn set_fault(&self, fault: InjectedFault) {
        let mut state = self.state();
        state.fault = Some(fault);
        state.failed = 0;
    }

    /// Makes the disk work again, and removes the limit of its size.
    pub(super) fn mend(&self) {
        let mut state = self.state();
        state.fault = None;
        state.room = None;
    }

    /// Limits the size of the disk to this many bytes.
    pub(super) fn set_room(&self, room: usize) {
        self.state().room = Some(room);
    }

    /// The number of failures since [`Self::set_fault`].
    pub(super) fn failed(&self) -> usize {
        self.state().failed
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Fails if the fault hits this operation.
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

    /// Writes data and records the write. Also used when a write fails, for its first half: a real
    /// disk may have written a part, too.
    fn write(&mut self, offset: usize, data: &[u8]) {
        write(&mut self.content, offset, data);
        self.events.push(Event::Write { offset, data: data.to_vec() });
    }
}

/// Writes data to the content of a disk, making it longer if necessary.
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
