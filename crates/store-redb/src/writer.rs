//! The one thread that writes.
//!
//! It carries out whatever requests wait, and those that arrive meanwhile, in one transaction,
//! commits that to the disk, lets readers see it, and only then answers. Waiting for the disk is
//! what a commit costs; the requests that arrive during it share the next one.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc},
    time::Instant,
};

use ferronova_compute::{Change, Error, Server};
use redb::{Database, Durability, WriteTransaction};
use tokio::sync::oneshot;

use crate::{
    database::read_current,
    failure::{Failure, panic_text},
    shared::{Published, Shared},
    snapshot::Snapshot,
    write::{
        Batch, ChangeRequest, Current, DocumentsRequest, FillRequest, LastGiven, Loaded,
        PurgeRequest, Purged, Refusal, Tables,
    },
};

/// So many requests share a commit at most: none waits for more than that.
const MOST_REQUESTS: usize = 1024;

/// Something to write, and whom to answer.
pub(crate) enum Job {
    /// New servers.
    Create(Task<Vec<Change>, Vec<Server>>),
    /// A change of a server; nothing is answered if another was faster.
    Change(Task<Box<ChangeRequest>, Option<Box<Server>>>),
    /// The removal of old servers.
    Purge(Task<PurgeRequest, Purged>),
    /// Documents to write and to remove.
    Documents(Task<DocumentsRequest, ()>),
    /// Content that replaces everything.
    Load(Task<Box<Loaded>, ()>),
    /// Many new servers, with nothing before them or new content.
    Fill(Task<Box<FillRequest>, u64>),
}

/// A request, and its result until it can be told.
pub(crate) struct Task<I, O> {
    request: Option<I>,
    result: Option<Result<O, Error>>,
    answer: oneshot::Sender<Result<O, Error>>,
}

/// Where the answer to a task arrives. If the commit fails, none does.
pub(crate) type Answer<O> = oneshot::Receiver<Result<O, Error>>;

impl<I, O> Task<I, O> {
    /// A task for this request.
    pub(crate) fn new(request: I) -> (Self, Answer<O>) {
        let (answer, receiver) = oneshot::channel();
        (Self { request: Some(request), result: None, answer }, receiver)
    }

    fn run<E: Into<Refusal>>(
        &mut self,
        carry_out: impl FnOnce(I) -> Result<O, E>,
    ) -> Result<(), Failure> {
        let Some(request) = self.request.take() else {
            return Ok(());
        };
        self.result = Some(match carry_out(request).map_err(Into::into) {
            Ok(output) => Ok(output),
            Err(Refusal::Refused(error)) => Err(error),
            Err(Refusal::Broken(failure)) => return Err(failure),
        });
        Ok(())
    }

    fn answer(self) {
        if let Some(result) = self.result {
            // Whoever asked may have gone away; what was stored stays.
            drop(self.answer.send(result));
        }
    }
}

impl Job {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), Failure> {
        match self {
            Self::Create(task) => task.run(|it| batch.create(it)),
            Self::Change(task) => task.run(|it| batch.change(*it)),
            Self::Purge(task) => task.run(|it| batch.purge(it)),
            Self::Documents(task) => task.run(|it| batch.write_documents(&it)),
            Self::Load(task) => task.run(|it| batch.load(*it)),
            Self::Fill(task) => task.run(|it| batch.fill(*it)),
        }
    }

    fn answer(self) {
        match self {
            Self::Create(task) => task.answer(),
            Self::Change(task) => task.answer(),
            Self::Purge(task) => task.answer(),
            Self::Documents(task) => task.answer(),
            Self::Load(task) => task.answer(),
            Self::Fill(task) => task.answer(),
        }
    }
}

/// The writer, with all that only it needs.
pub(crate) struct Writer {
    shared: Arc<Shared>,
    current: Current,
    last_given: LastGiven,
    // Whether readers could not be shown what is stored.
    is_stale: bool,
    // Dropped last: it gives the file back.
    database: Database,
}

impl Writer {
    /// The writer of a database. Fails if that lacks a table or its records are damaged.
    pub(crate) fn new(database: Database) -> Result<Self, Failure> {
        let current = read_current(&database)?;
        let shared = Arc::new(Shared::new(published(&database, &current)?));
        let last_given = LastGiven::default();
        Ok(Self { shared, current, last_given, is_stale: false, database })
    }

    /// What it shares with readers.
    pub(crate) fn shared(&self) -> Arc<Shared> {
        self.shared.clone()
    }

    /// Writes until nobody can ask any more.
    pub(crate) fn run(mut self, jobs: &mpsc::Receiver<Job>) {
        while let Ok(first) = jobs.recv() {
            self.write(first, jobs);
        }
    }

    /// Carries out a request and those that wait. If that fails nobody is answered, which is an
    /// answer too: the reason is where the health of the store is asked for.
    fn write(&mut self, first: Job, waiting: &mpsc::Receiver<Job>) {
        let mut jobs = vec![first];
        match catch_unwind(AssertUnwindSafe(|| self.commit(&mut jobs, waiting))) {
            Ok(Ok(())) => {
                for job in jobs {
                    job.answer();
                }
            }
            Ok(Err(failure)) => self.shared.fail(failure.to_string()),
            Err(panic) => self.shared.fail(panic_text(&*panic)),
        }
    }

    fn commit(
        &mut self,
        jobs: &mut Vec<Job>,
        waiting: &mpsc::Receiver<Job>,
    ) -> Result<(), Failure> {
        if self.is_stale {
            // Decisions on what is out of date would be refused for ever.
            self.publish()?;
        }
        let mut transaction = self.database.begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        // A crash of a large database is repaired in a second instead of many.
        transaction.set_quick_repair(true);
        let Some(current) = self.carry_out(&transaction, jobs, waiting)? else {
            transaction.abort()?;
            return Ok(());
        };
        let started = Instant::now();
        transaction.commit()?;
        self.shared.committed(jobs.len(), started.elapsed());
        self.current = current;
        self.publish()
    }

    /// Lets readers see what is stored.
    fn publish(&mut self) -> Result<(), Failure> {
        self.is_stale = true;
        self.shared.publish(published(&self.database, &self.current)?);
        self.is_stale = false;
        Ok(())
    }

    /// Carries out requests until none waits, and says what is known when they are stored;
    /// nothing if there is nothing to store.
    fn carry_out(
        &mut self,
        transaction: &WriteTransaction,
        jobs: &mut Vec<Job>,
        waiting: &mpsc::Receiver<Job>,
    ) -> Result<Option<Current>, Failure> {
        let mut batch = Batch {
            tables: Tables::new(transaction),
            current: self.current.clone(),
            last_given: &mut self.last_given,
        };
        let mut done = 0;
        while let Some(job) = jobs.get_mut(done) {
            job.run(&mut batch)?;
            done += 1;
            jobs.extend(waiting.try_iter().take(MOST_REQUESTS.saturating_sub(jobs.len())));
        }
        if batch.current.census != self.current.census {
            batch.tables.write_census(batch.current.census)?;
        }
        Ok(batch.tables.is_dirty().then_some(batch.current))
    }
}

impl Drop for Writer {
    /// Readers let go of the file before it is closed.
    fn drop(&mut self) {
        self.shared.close();
    }
}

fn published(database: &Database, current: &Current) -> Result<Published, Failure> {
    Ok(Published {
        snapshot: Some(Arc::new(Snapshot::of(database, current.generation)?)),
        infrastructure: current.infrastructure.clone(),
        census: current.census,
        is_new: current.is_new,
    })
}

#[cfg(test)]
mod tests;
