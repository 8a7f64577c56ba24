//! The one thread that writes.
//!
//! It carries out whatever requests wait, and those that arrive meanwhile, in one transaction,
//! commits that to the disk, lets readers see it, and only then answers. Waiting for the disk is
//! what a commit costs; the requests that arrive during it share the next one.
//!
//! If that fails nobody is answered, and the requests have failed: see the module `recovery`
//! for how it goes on.

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

/// Maximum requests per commit, so that none waits for more than these.
const MOST_REQUESTS: usize = 1024;

/// The writer, with all that only it needs.
pub(crate) struct Writer {
    state: Arc<StoreState>,
    current: WriterState,
    last_given: LastGiven,
    outage: Option<Outage>,
    /// The write for which there was no room.
    too_large: Option<TooLarge>,
    /// A request that waits for a commit of its own.
    postponed: Option<Box<dyn Request>>,
    disk_space: DiskSpace,
    /// Where the file was opened; `None` if it has no name.
    file_identity: Option<FileIdentity>,
    /// Whether another file, or none, is there now.
    is_displaced: bool,
    first_pause: Duration,
    engine: Engine,
    // The one before, as long as it can be read: some may not have finished.
    replaced: Option<Engine>,
    /// Whether the whole file was found free of damage when it was opened.
    pub(crate) is_verified: bool,
    // Dropped last: it gives the file back.
    disk: Closing,
}

/// The disk, which is closed when the writer ends.
struct Closing(Arc<Disk>);

impl Writer {
    /// The writer of a database. Fails if that lacks a table or its records are damaged.
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

    /// The writer of a database in a folder, which was opened at this place.
    pub(crate) fn in_folder(mut self, disk_space: DiskSpace, file_identity: FileIdentity) -> Self {
        self.disk_space = disk_space;
        self.file_identity = Some(file_identity);
        self
    }

    /// Keeps room on the disk for small writes.
    pub(crate) fn keep_reserve(&mut self) {
        self.disk_space.keep_reserve();
        self.state.set_reserve(self.disk_space.reserve());
    }

    /// The writer that leaves a disk that failed alone for so long.
    #[cfg(test)]
    pub(crate) fn with_first_pause(mut self, first_pause: Duration) -> Self {
        self.first_pause = first_pause;
        self
    }

    /// Writes what was held back while the database was opened.
    pub(crate) fn release(&self) -> Result<(), EngineError> {
        self.engine.release()
    }

    /// The database.
    #[cfg(test)]
    pub(crate) fn database(&self) -> &Database {
        self.engine.database()
    }

    /// What it shares with readers.
    pub(crate) fn state(&self) -> Arc<StoreState> {
        self.state.clone()
    }

    /// Writes until nobody can ask any more.
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

    /// Carries out a request and those that wait. If that fails nobody is answered, which is an
    /// answer too: the reason is where the health of the store is asked for.
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

    /// Does something that may fail, and says whether it did not. If it did, readers have what
    /// they need again before whoever waits is told.
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
        // What is refused should not be stored; only what is looked at behind the commit is sure.
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
                // The others are told that theirs was given up.
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

    /// Stores what was carried out, and lets readers see it.
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

    /// Fails unless the file is still where it was opened: what is written to another one is lost.
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

    /// Carries out requests until none waits, and returns what is known when they are stored, or
    /// `None` if there is nothing to store.
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
            // After a failure little is written: it is kept in memory.
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

/// Where the requests come from that may share a commit.
struct Queue<'a> {
    postponed: &'a mut Option<Box<dyn Request>>,
    engine: &'a Engine,
    disk_space: &'a DiskSpace,
    waiting: &'a mpsc::Receiver<Job>,
}

impl Queue<'_> {
    /// A request that waits and may share a commit with others of that size. One that may not fit
    /// on the disk gets a commit of its own, so that it can't make the others fail.
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
    /// Readers let go of the file before it is closed.
    fn drop(&mut self) {
        self.state.close();
        self.end_replaced();
        self.restore_synced_state();
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        // If it can't be closed in good order, the end of the process closes it.
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
