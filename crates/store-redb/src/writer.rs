//! The one thread that writes.
//!
//! It carries out whatever requests wait, and those that arrive meanwhile, in one transaction,
//! commits that to the disk, lets readers see it, and only then answers. Waiting for the disk is
//! what a commit costs; the requests that arrive during it share the next one.
//!
//! If that fails nobody is answered, and the requests have failed: see the module `trouble` for
//! how it goes on.

mod trouble;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use ferronova_compute::{Change, Error, FloatingIp, KeyPair, SecurityGroup, Server};
#[cfg(test)]
use redb::Database;
use redb::{StorageBackend, WriteTransaction};
use tokio::sync::oneshot;

use crate::{
    database::read_current,
    disk::Disk,
    engine::Engine,
    failure::{Failure, panic_text},
    shared::{Published, Shared},
    snapshot::Snapshot,
    write::{
        AllocateRequest, Batch, ChangeRequest, Current, DocumentsRequest, EnsureRequest,
        FillRequest, GroupUse, ImageRequest, LastGiven, Loaded, NewKeyPair, OldKeyPair,
        PurgeRequest, Purged, Refusal, ReleaseRequest, Tables, UpdateRequest,
    },
    writer::trouble::{FIRST_PAUSE, Trouble},
};

/// So many requests share a commit at most: none waits for more than that.
const MOST_REQUESTS: usize = 1024;

/// Something to write, and whom to answer.
pub(crate) enum Job {
    /// New servers.
    Create(Task<Vec<Change>, Vec<Server>>),
    /// A change of a server; nothing is answered if another was faster.
    Change(Task<Box<ChangeRequest>, Option<Box<Server>>>),
    /// A change of an image; says whether none was faster.
    Image(Task<ImageRequest, bool>),
    /// A new key pair.
    CreateKeyPair(Task<NewKeyPair, KeyPair>),
    /// The removal of a key pair.
    DeleteKeyPair(Task<OldKeyPair, ()>),
    /// A floating address for a project; nothing if none is left.
    AllocateFloatingIp(Task<AllocateRequest, Option<FloatingIp>>),
    /// A floating address that a project gives back.
    ReleaseFloatingIp(Task<ReleaseRequest, ()>),
    /// Security groups that a project is to have.
    EnsureSecurityGroups(Task<EnsureRequest, ()>),
    /// A new security group.
    AddSecurityGroup(Task<SecurityGroup, SecurityGroup>),
    /// A security group that goes; says no if others came into it meanwhile.
    RemoveSecurityGroup(Task<GroupUse, bool>),
    /// A security group that is to be another, with its servers; says no if others came meanwhile.
    UpdateSecurityGroup(Task<UpdateRequest, bool>),
    /// The removal of old servers.
    Purge(Task<PurgeRequest, Purged>),
    /// Documents to write and to remove.
    Documents(Task<DocumentsRequest, ()>),
    /// Content that replaces everything.
    Load(Task<Box<Loaded>, ()>),
    /// Many new servers, with nothing before them or new content.
    Fill(Task<Box<FillRequest>, u64>),
    /// A look at how the engine fares, after something could not be read.
    Check,
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
            Err(Refusal::RefusedInPart(error)) => {
                self.result = Some(Err(error));
                return Err(Failure::GivenUp);
            }
            Err(Refusal::Broken(failure)) => return Err(failure),
        });
        Ok(())
    }

    fn is_refused(&self) -> bool {
        matches!(self.result, Some(Err(_)))
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
            Self::Image(task) => task.run(|it| batch.change_image(it)),
            Self::CreateKeyPair(task) => task.run(|it| batch.create_key_pair(it)),
            Self::DeleteKeyPair(task) => task.run(|it| batch.delete_key_pair(it)),
            Self::AllocateFloatingIp(task) => task.run(|it| batch.allocate_floating_ip(it)),
            Self::ReleaseFloatingIp(task) => task.run(|it| batch.release_floating_ip(&it)),
            Self::EnsureSecurityGroups(task) => task.run(|it| batch.ensure_security_groups(&it)),
            Self::AddSecurityGroup(task) => task.run(|it| batch.add_security_group(it)),
            Self::RemoveSecurityGroup(task) => task.run(|it| batch.remove_security_group(it)),
            Self::UpdateSecurityGroup(task) => task.run(|it| batch.update_security_group(it)),
            Self::Purge(task) => task.run(|it| batch.purge(it)),
            Self::Documents(task) => task.run(|it| batch.write_documents(&it)),
            Self::Load(task) => task.run(|it| batch.load(*it)),
            Self::Fill(task) => task.run(|it| batch.fill(*it)),
            Self::Check => Ok(()),
        }
    }

    fn is_refused(&self) -> bool {
        match self {
            Self::Create(task) => task.is_refused(),
            Self::Change(task) => task.is_refused(),
            Self::Image(task) => task.is_refused(),
            Self::CreateKeyPair(task) => task.is_refused(),
            Self::DeleteKeyPair(task) => task.is_refused(),
            Self::AllocateFloatingIp(task) => task.is_refused(),
            Self::ReleaseFloatingIp(task) => task.is_refused(),
            Self::EnsureSecurityGroups(task) => task.is_refused(),
            Self::AddSecurityGroup(task) => task.is_refused(),
            Self::RemoveSecurityGroup(task) => task.is_refused(),
            Self::UpdateSecurityGroup(task) => task.is_refused(),
            Self::Purge(task) => task.is_refused(),
            Self::Documents(task) => task.is_refused(),
            Self::Load(task) => task.is_refused(),
            Self::Fill(task) => task.is_refused(),
            Self::Check => false,
        }
    }

    fn answer(self) {
        match self {
            Self::Create(task) => task.answer(),
            Self::Change(task) => task.answer(),
            Self::Image(task) => task.answer(),
            Self::CreateKeyPair(task) => task.answer(),
            Self::DeleteKeyPair(task) => task.answer(),
            Self::AllocateFloatingIp(task) => task.answer(),
            Self::ReleaseFloatingIp(task) => task.answer(),
            Self::EnsureSecurityGroups(task) => task.answer(),
            Self::AddSecurityGroup(task) => task.answer(),
            Self::RemoveSecurityGroup(task) => task.answer(),
            Self::UpdateSecurityGroup(task) => task.answer(),
            Self::Purge(task) => task.answer(),
            Self::Documents(task) => task.answer(),
            Self::Load(task) => task.answer(),
            Self::Fill(task) => task.answer(),
            Self::Check => {}
        }
    }
}

/// The writer, with all that only it needs.
pub(crate) struct Writer {
    shared: Arc<Shared>,
    current: Current,
    last_given: LastGiven,
    trouble: Option<Trouble>,
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
    pub(crate) fn new(engine: Engine, disk: Arc<Disk>) -> Result<Self, Failure> {
        let current = read_current(engine.database())?;
        let shared = Arc::new(Shared::new(published(&engine, &current)?));
        Ok(Self {
            shared,
            current,
            last_given: LastGiven::default(),
            trouble: None,
            first_pause: FIRST_PAUSE,
            engine,
            replaced: None,
            is_verified: true,
            disk: Closing(disk),
        })
    }

    /// The writer that leaves a disk that failed alone for so long.
    #[cfg(test)]
    pub(crate) fn with_first_pause(mut self, first_pause: Duration) -> Self {
        self.first_pause = first_pause;
        self
    }

    /// Writes what was held back while the database was opened.
    pub(crate) fn release(&self) -> Result<(), Failure> {
        self.engine.release()
    }

    /// The database.
    #[cfg(test)]
    pub(crate) fn database(&self) -> &Database {
        self.engine.database()
    }

    /// What it shares with readers.
    pub(crate) fn shared(&self) -> Arc<Shared> {
        self.shared.clone()
    }

    /// Writes until nobody can ask any more.
    pub(crate) fn run(mut self, jobs: &mpsc::Receiver<Job>) {
        loop {
            match self.next(jobs) {
                Ok(Job::Check) => self.check(),
                Ok(first) => self.write(first, jobs),
                Err(mpsc::RecvTimeoutError::Timeout) => self.try_again(),
                Err(mpsc::RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Carries out a request and those that wait. If that fails nobody is answered, which is an
    /// answer too: the reason is where the health of the store is asked for.
    fn write(&mut self, first: Job, waiting: &mpsc::Receiver<Job>) {
        if self.refuses() {
            return;
        }
        let mut jobs = vec![first];
        if self.guarded(|it| it.commit(&mut jobs, waiting)) {
            for job in jobs {
                job.answer();
            }
        }
    }

    /// Does something that may fail, and says whether it did not. If it did, readers have what
    /// they need again before whoever waits is told.
    fn guarded(&mut self, work: impl FnOnce(&mut Self) -> Result<(), Failure>) -> bool {
        let failure = match catch_unwind(AssertUnwindSafe(|| work(self))) {
            Ok(Ok(())) => return true,
            Ok(Err(failure)) => failure,
            Err(panic) => Failure::Panicked(panic_text(&*panic)),
        };
        self.recover(&failure);
        false
    }

    fn commit(
        &mut self,
        jobs: &mut Vec<Job>,
        waiting: &mpsc::Receiver<Job>,
    ) -> Result<(), Failure> {
        self.make_ready()?;
        let transaction = self.engine.begin()?;
        let current = match self.carry_out(&transaction, jobs, waiting) {
            Ok(Some(current)) => current,
            Ok(None) => {
                transaction.abort()?;
                return Ok(());
            }
            Err(Failure::GivenUp) => {
                transaction.abort()?;
                // The others are told that theirs was given up.
                jobs.retain(Job::is_refused);
                return Ok(());
            }
            Err(failure) => return Err(failure),
        };
        self.store(transaction, current, jobs.len())
    }

    /// Stores what was carried out, and lets readers see it.
    fn store(
        &mut self,
        transaction: WriteTransaction,
        current: Current,
        requests: usize,
    ) -> Result<(), Failure> {
        let started = Instant::now();
        self.engine.commit(transaction)?;
        self.shared.committed(requests, started.elapsed());
        self.current = current;
        self.shared.publish(published(&self.engine, &self.current)?);
        self.succeed();
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
            engine: &self.engine,
        };
        let mut done = 0;
        while let Some(job) = jobs.get_mut(done) {
            job.run(&mut batch)?;
            // After a failure little is written: it is kept in memory.
            self.engine.check()?;
            done += 1;
            jobs.extend(waiting.try_iter().take(MOST_REQUESTS.saturating_sub(jobs.len())));
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

impl Drop for Writer {
    /// Readers let go of the file before it is closed.
    fn drop(&mut self) {
        self.shared.close();
        self.end_replaced();
        self.leave_in_order();
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        // If it can't be closed in good order, the end of the process closes it.
        drop(self.0.close());
    }
}

fn published(engine: &Engine, current: &Current) -> Result<Published, Failure> {
    let mut snapshot = Snapshot::of(engine.database(), current.generation)?;
    snapshot.group_uses = current.group_uses;
    Ok(Published {
        snapshot: Some(Arc::new(snapshot)),
        infrastructure: current.infrastructure.clone(),
        census: current.census,
        is_new: current.is_new,
    })
}

#[cfg(test)]
mod tests;
