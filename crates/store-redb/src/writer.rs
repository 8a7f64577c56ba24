//! The thread that writes.
//!
//! The thread carries out all waiting requests, and those that arrive meanwhile, in one
//! transaction. It commits the transaction to the disk, publishes the result to readers, and only
//! then answers the requests. A commit has to wait for the disk; the requests that arrive during
//! that wait share the next commit.
//!
//! If the commit fails, all its requests fail. The module `recovery` describes how the writer goes
//! on.

mod job;
mod outage;
mod recovery;
pub(crate) mod size;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

#[cfg(test)]
use redb::Database;
use redb::{StorageBackend, WriteTransaction};

use crate::{
    database::read_current,
    disk::Disk,
    disk_space::{DiskSpace, SMALL},
    engine::Engine,
    engine_error::{EngineError, panic_text},
    file_identity::FileIdentity,
    held_back::DiskFault,
    snapshot::Snapshot,
    store_state::{Published, StoreState},
    tables::Tables,
    write::{Batch, LastGiven, WriterState},
    writer::outage::{FIRST_PAUSE, Outage, TooLarge},
};

pub(crate) use job::{Job, Request};

/// Maximum number of requests per commit. It limits how long a request waits for others.
const MOST_REQUESTS: usize = 1024;

/// The writer and its state.
pub(crate) struct Writer {
    state: Arc<StoreState>,
    current: WriterState,
    last_given: LastGiven,
    outage: Option<Outage>,
    /// The last write for which there was no space.
    too_large: Option<TooLarge>,
    /// A request that has to wait for the next commit, since it can't share the current one.
    postponed: Option<Box<dyn Request>>,
    disk_space: DiskSpace,
    /// `None` for a store in memory.
    file_identity: Option<FileIdentity>,
    /// Whether the path of the file now leads to another file, or to none.
    is_displaced: bool,
    first_pause: Duration,
    engine: Engine,
    // The engine before the current one, kept open for reads that have not finished.
    replaced: Option<Engine>,
    /// Whether the whole file was checked for damage when it was opened.
    pub(crate) is_verified: bool,
    // This must be the last field: it is dropped last, and closes the file.
    disk: Closing,
}

/// The disk, closed when the writer is dropped.
struct Closing(Arc<Disk>);

impl Writer {
    /// Makes the writer of an opened database. Fails if the database lacks a table or its records
    /// are damaged.
    pub(crate) fn new(engine: Engine, disk: Arc<Disk>) -> Result<Self, EngineError> {
        let current = read_current(engine.database())?;
        let state = Arc::new(StoreState::new(published(&engine, &current)?));
        Ok(Self {
            state,
            current,
            last_given: LastGiven::default(),
            outage: None,
            too_large: None,
            postponed: None,
            disk_space: DiskSpace::default(),
            file_identity: None,
            is_displaced: false,
            first_pause: FIRST_PAUSE,
            engine,
            replaced: None,
            is_verified: true,
            disk: Closing(disk),
        })
    }

    /// Sets where the database lies.
    pub(crate) fn in_folder(mut self, disk_space: DiskSpace, file_identity: FileIdentity) -> Self {
        self.disk_space = disk_space;
        self.file_identity = Some(file_identity);
        self
    }

    /// Reserves space on the disk for small writes.
    pub(crate) fn keep_reserve(&mut self) {
        self.disk_space.keep_reserve();
        self.state.set_reserve(self.disk_space.reserve());
    }

    /// Sets how long requests are refused after the first failure of the disk.
    #[cfg(test)]
    pub(crate) fn with_first_pause(mut self, first_pause: Duration) -> Self {
        self.first_pause = first_pause;
        self
    }

    /// Writes what was held back while the database was opened.
    pub(crate) fn release(&self) -> Result<(), EngineError> {
        self.engine.release()
    }

    #[cfg(test)]
    pub(crate) fn database(&self) -> &Database {
        self.engine.database()
    }

    /// The state that is published to readers.
    pub(crate) fn state(&self) -> Arc<StoreState> {
        self.state.clone()
    }

    /// Carries out jobs until all senders are dropped.
    pub(crate) fn run(mut self, jobs: &mpsc::Receiver<Job>) {
        loop {
            let next = self.next(jobs);
            let _busy = self.state.clone().begin_write();
            match next {
                Ok(Job::Check) => self.check(),
                Ok(Job::Write(first)) => self.write(first, jobs),
                Err(mpsc::RecvTimeoutError::Timeout) => self.check_disk(),
                Err(mpsc::RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Carries out `first` and the requests that are waiting. If the commit fails, all of them are
    /// dropped without an answer. Their callers notice that, and get the reason from
    /// [`StoreState::error`].
    fn write(&mut self, first: Box<dyn Request>, waiting: &mpsc::Receiver<Job>) {
        if self.refuses() {
            return;
        }
        let mut requests = vec![first];
        let mut size = 0;
        if self.guarded(|it| it.commit(&mut requests, &mut size, waiting)) {
            for request in requests {
                request.answer();
            }
        } else {
            self.allow_small_writes(size);
        }
    }

    /// Runs `work` and returns whether it succeeded. If not, the engine is recovered before this
    /// returns, so that reads work again when the failure is reported to the callers.
    fn guarded(&mut self, work: impl FnOnce(&mut Self) -> Result<(), EngineError>) -> bool {
        let error = match catch_unwind(AssertUnwindSafe(|| work(self))) {
            Ok(Ok(())) => return true,
            Ok(Err(error)) => error,
            Err(panic) => EngineError::Panicked(panic_text(&*panic)),
        };
        self.recover(&error);
        false
    }

    fn commit(
        &mut self,
        requests: &mut Vec<Box<dyn Request>>,
        size: &mut u64,
        waiting: &mpsc::Receiver<Job>,
    ) -> Result<(), EngineError> {
        // Also checked before the commit, so that a request which will fail is usually not stored.
        // Only the check after the commit is certain.
        self.check_file_in_place()?;
        self.disk_space.measure();
        self.disk_space.release_reserve_for(requests.first().map_or(0, |it| it.size()));
        self.make_writable()?;
        let transaction = self.engine.begin()?;
        let current = match self.carry_out(&transaction, requests, size, waiting) {
            Ok(Some(current)) => current,
            Ok(None) => {
                transaction.abort()?;
                return Ok(());
            }
            Err(EngineError::Aborted) => {
                transaction.abort()?;
                // The requests that were not refused themselves are dropped, and so fail.
                requests.retain(|it| it.is_refused());
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        self.store(transaction, current, requests.len())?;
        if self.too_large.as_ref().is_some_and(|it| it.size <= *size) {
            self.too_large = None;
        }
        Ok(())
    }

    /// Commits a transaction and publishes its result to readers.
    fn store(
        &mut self,
        transaction: WriteTransaction,
        current: WriterState,
        requests: usize,
    ) -> Result<(), EngineError> {
        let started = Instant::now();
        self.engine.commit(transaction)?;
        self.check_file_in_place()?;
        self.state.committed(requests, started.elapsed());
        self.current = current;
        self.state.publish(published(&self.engine, &self.current)?);
        self.succeed();
        self.disk_space.refill();
        self.state.set_reserve(self.disk_space.reserve());
        Ok(())
    }

    /// Fails unless the path still leads to the open file. If it does not, everything that is
    /// written to the file is lost.
    fn check_file_in_place(&self) -> Result<(), EngineError> {
        let Some(file_identity) = &self.file_identity else {
            return Ok(());
        };
        let path = file_identity.path();
        match file_identity.is_in_place() {
            Ok(true) => Ok(()),
            Ok(false) => Err(EngineError::Displaced(path.to_owned())),
            Err(error) => {
                let reason = format!("can't find {} any more: {error}", path.display());
                Err(EngineError::Disk(DiskFault::Writing(reason)))
            }
        }
    }

    /// Carries out requests until none is waiting. Returns the state that the writer has after
    /// their commit, or `None` if nothing is to be committed.
    fn carry_out(
        &mut self,
        transaction: &WriteTransaction,
        requests: &mut Vec<Box<dyn Request>>,
        size: &mut u64,
        waiting: &mpsc::Receiver<Job>,
    ) -> Result<Option<WriterState>, EngineError> {
        let (engine, disk_space) = (&self.engine, &self.disk_space);
        let mut queue = Queue { postponed: &mut self.postponed, engine, disk_space, waiting };
        let mut batch = Batch {
            tables: Tables::new(transaction),
            current: self.current.clone(),
            last_given: &mut self.last_given,
            engine: &self.engine,
        };
        let mut done = 0;
        while let Some(request) = requests.get_mut(done) {
            let request_size = request.size();
            if self.too_large.as_ref().is_some_and(|it| it.refuses(request_size)) {
                request.refuse("there was no room on the disk for a write of this size just now");
            } else {
                *size += request_size;
                request.run(&mut batch)?;
            }
            // After a failure the engine keeps all writes in memory, so nothing more should be
            // written.
            self.engine.check()?;
            done += 1;
            if done == requests.len() && done < MOST_REQUESTS {
                requests.extend(queue.next(*size)?);
            }
        }
        if batch.current.census != self.current.census {
            batch.tables.write_census(batch.current.census)?;
        }
        if batch.current.images != self.current.images {
            batch.tables.write_image_tally(batch.current.images)?;
        }
        if batch.current.key_pairs != self.current.key_pairs {
            batch.tables.write_key_pair_tally(batch.current.key_pairs)?;
        }
        Ok(batch.tables.is_dirty().then_some(batch.current))
    }
}

/// The source of further requests for the same commit.
struct Queue<'a> {
    postponed: &'a mut Option<Box<dyn Request>>,
    engine: &'a Engine,
    disk_space: &'a DiskSpace,
    waiting: &'a mpsc::Receiver<Job>,
}

impl Queue<'_> {
    /// Takes a waiting request that can share a commit with requests of `size` bytes in all. A
    /// request that is perhaps too large for the disk gets a commit of its own, so that it can't
    /// make others fail.
    fn next(&mut self, size: u64) -> Result<Option<Box<dyn Request>>, EngineError> {
        let may_share = |size| size < SMALL || self.disk_space.has_space_for(size);
        if !may_share(size) {
            return Ok(None);
        }
        let next = loop {
            let Ok(job) = self.waiting.try_recv() else { return Ok(None) };
            match job {
                Job::Write(next) => break next,
                Job::Check => self.engine.check()?,
            }
        };
        if may_share(size.saturating_add(next.size())) {
            return Ok(Some(next));
        }
        *self.postponed = Some(next);
        Ok(None)
    }
}

impl Drop for Writer {
    /// Readers drop their snapshots before the file is closed.
    fn drop(&mut self) {
        self.state.close();
        self.end_replaced();
        self.restore_synced_state();
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        // If closing fails, the file is closed when the process ends.
        drop(self.0.close());
    }
}

fn published(engine: &Engine, current: &WriterState) -> Result<Published, EngineError> {
    let mut snapshot = Snapshot::of(engine.database(), current.generation)?;
    snapshot.group_uses = current.group_uses;
    Ok(Published {
        snapshot: Some(Arc::new(snapshot)),
        infrastructure: current.infrastructure.clone(),
        related: current.related.clone(),
        census: current.census,
        is_new: current.is_new,
    })
}

#[cfg(test)]
mod tests;
