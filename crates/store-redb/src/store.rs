//! The store: opening, reading, writing and closing it.

mod documents;
mod floating_ips;
mod images;
mod key_pairs;
mod lifecycle;
mod security_groups;
mod servers;

use std::{
    num::NonZero,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use ferronova_compute::{Census, Change, Content, ContentError, Error, Query, StoreError};
use tokio::{runtime::Handle, sync::Semaphore};

use crate::{
    Backup, Finding, check,
    collectors::Collector,
    database_file::FILE_NAME,
    engine_error::{EngineError, as_store_result},
    observer::Observer,
    open::{open_folder, open_in_memory},
    open_error::OpenError,
    recount::recount,
    snapshot::Snapshot,
    store_state::StoreState,
    walk::Walk,
    write::{Batch, Refusal, prepare},
    write_timer::SlowWriteWatcher,
    writer::{Job, Writer, size},
};

/// Maximum rows that a list reads on the caller's thread. It continues in slices of as many rows
/// elsewhere, so that a long list does not hold up the other requests of its thread.
const SLICE: usize = 2000;

/// Names the operation in errors of reading a list.
const LISTING: &str = "listing servers";

/// A store in an embedded database.
///
/// Reads never wait for writes. Writes that arrive together share a commit, and each is durable
/// when it is answered. No runtime is needed; within one of tokio's, long reads continue in its
/// blocking pool, in turns and at most one fewer at a time than there are cores.
///
/// A store [is new](Self::is_new) until content is loaded into it, whatever documents it holds. A
/// program that fills a store therefore writes the documents first and loads the content last: if
/// it is killed in between, the next start finds the store still new and fills it again.
pub struct RedbStore {
    state: Arc<StoreState>,
    running: Mutex<Option<Running>>,
    watcher: Mutex<Option<SlowWriteWatcher>>,
    /// One permit per slice of a long read that may run at the same time.
    turns: Arc<Semaphore>,
    is_verified: bool,
}

/// The writer's thread and the sender of its jobs.
struct Running {
    jobs: mpsc::Sender<Job>,
    thread: JoinHandle<()>,
}

impl RedbStore {
    /// Opens the database of a folder, creating both if they are missing. Only one process can have
    /// it open.
    ///
    /// # Errors
    ///
    /// [`OpenError`]; nothing on the disk was changed.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        Self::start(open_folder(folder)?)
    }

    /// Like [`Self::open`], and reserves room for small writes in a file beside the database, so
    /// that they succeed when one large write has filled the disk.
    pub fn open_with_reserve(folder: &Path) -> Result<Self, OpenError> {
        let mut writer = open_folder(folder)?;
        writer.keep_reserve();
        Self::start(writer)
    }

    /// Whether a folder has a database, in whatever state.
    #[must_use]
    pub fn exists(folder: &Path) -> bool {
        folder.join(FILE_NAME).exists()
    }

    /// A new store in memory.
    pub fn in_memory() -> Result<Self, OpenError> {
        Self::start(open_in_memory()?)
    }

    pub(crate) fn start(writer: Writer) -> Result<Self, OpenError> {
        let (state, is_verified) = (writer.state(), writer.is_verified);
        let (jobs, waiting) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writer.run(&waiting))
            .map_err(|source| OpenError::Thread { source })?;
        let running = Mutex::new(Some(Running { jobs, thread }));
        // One core is left for small answers.
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let turns = Arc::new(Semaphore::new(cores.saturating_sub(1).max(1)));
        Ok(Self { state, running, watcher: Mutex::default(), turns, is_verified })
    }

    /// Whether no content was ever loaded.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.state.is_new()
    }

    /// Number of commits since the store was opened.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.state.commits()
    }

    /// Stores new servers in one commit, a batch per item, and returns their number. All of them
    /// are stored, or none. If there is content, it first replaces everything that is stored.
    ///
    /// Each item is written before the next is requested; no other request is written meanwhile.
    ///
    /// # Errors
    ///
    /// An invalid content or server, the first `Err` among the items, or a failure of the store.
    pub async fn fill(
        &self,
        content: Option<Content>,
        servers: impl Iterator<Item = Result<Vec<Change>, Error>> + Send + 'static,
    ) -> Result<u64, ContentError> {
        const WHAT: &str = "storing many servers";
        let loaded = content.map(prepare).transpose()?;
        let filled = self.write(WHAT, size::EVERYTHING, move |it| it.fill(loaded, servers)).await;
        filled.map_err(|it| ContentError::Store(store_error(WHAT, it)))
    }

    /// Notifies `observer` of every commit from now on. A store has one observer, and ignores any
    /// further one.
    pub fn observe(&self, observer: Arc<dyn Observer>) {
        self.state.observe(observer);
    }

    /// Counts a write that takes longer than `slow` as slow from now on: [`health`] fails until it
    /// is over, and its beginning and end are logged.
    ///
    /// [`health`]: ferronova_compute::Servers::health
    pub fn watch(&self, slow: Duration) -> Result<(), OpenError> {
        let watcher = SlowWriteWatcher::start(Arc::clone(self.state.write_timer()), slow);
        let watcher = watcher.map_err(|source| OpenError::Thread { source })?;
        if let Some(replaced) = self.watcher().replace(watcher) {
            replaced.stop();
        }
        Ok(())
    }

    /// How long the current write has taken so far; zero if there is none.
    #[must_use]
    pub fn writing_for(&self) -> Duration {
        self.state.write_timer().waited()
    }

    /// Bytes of the disk that are reserved for small writes.
    #[must_use]
    pub fn reserve(&self) -> u64 {
        self.state.reserve()
    }

    /// Counts the living servers again. The result is that of [`census`] unless the database is
    /// damaged. The time it takes grows with the number of servers.
    ///
    /// [`census`]: ferronova_compute::Lifecycle::census
    pub fn recount(&self) -> Result<Census, StoreError> {
        self.read("counting servers", |it| recount(it.tables.lists()?))
    }

    /// A backup of everything that is stored now. Later writes are not in it, and do not wait for
    /// it.
    pub fn backup(&self) -> Result<Backup, StoreError> {
        self.read("beginning a backup", Backup::of)
    }

    /// Whether the whole file was checked for damage when it was opened. A large file is not, to
    /// keep starts short; [`Self::look_through`] checks it later.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.is_verified
    }

    /// Looks for damage while others read and write. Reports each finding at once and returns the
    /// number of findings.
    pub fn look_through(&self, report: &mut dyn FnMut(Finding)) -> Result<u64, StoreError> {
        let snapshot = self.state.snapshot()?;
        let mut unless_closed = |finding| {
            // A failed read of a closed store is not damage.
            if self.state.snapshot().is_ok() {
                report(finding);
            }
        };
        let findings = check::look_through(&snapshot, &mut unless_closed);
        self.state.snapshot()?;
        Ok(findings)
    }

    /// Writes the waiting requests and closes the file. Every operation fails from then on.
    pub fn close(&self) {
        let running = self.running().take();
        if let Some(Running { jobs, thread }) = running {
            drop(jobs);
            // If the thread panicked, the requests it had not answered have failed already.
            drop(thread.join());
        }
        if let Some(watcher) = self.watcher().take() {
            watcher.stop();
        }
    }

    #[cfg(test)]
    pub(crate) fn snapshot(&self) -> Result<Arc<Snapshot>, StoreError> {
        self.state.snapshot()
    }

    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn watcher(&self) -> MutexGuard<'_, Option<SlowWriteWatcher>> {
        self.watcher.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `read` on the latest snapshot.
    pub(crate) fn read<T>(
        &self,
        what: &'static str,
        read: impl Fn(&Snapshot) -> Result<T, EngineError>,
    ) -> Result<T, StoreError> {
        self.read_of(what, read).map(|(found, _)| found)
    }

    /// Runs `read` on the latest snapshot, and returns that snapshot with the result.
    fn read_of<T>(
        &self,
        what: &'static str,
        read: impl Fn(&Snapshot) -> Result<T, EngineError>,
    ) -> Result<(T, Arc<Snapshot>), StoreError> {
        loop {
            let snapshot = self.state.snapshot()?;
            match as_store_result(what, || read(&snapshot)) {
                Ok(found) => return Ok((found, snapshot)),
                Err(error) => self.check(error, &snapshot)?,
            }
        }
    }

    /// Runs a walk from beginning to end, and returns what it collected and the snapshot that it
    /// walked.
    async fn walk<F: Collector>(
        &self,
        what: &'static str,
        query: &Query,
        begin: impl Fn(Arc<Snapshot>) -> Result<Walk<F>, EngineError>,
    ) -> Result<(F, Arc<Snapshot>), StoreError> {
        loop {
            let snapshot = self.state.snapshot()?;
            let found = match as_store_result(what, || begin(snapshot.clone())) {
                Ok(walk) => finish(what, walk, query, &self.turns).await,
                Err(error) => Err(error),
            };
            match found {
                Ok(found) => return Ok((found, snapshot)),
                Err(error) => self.check(error, &snapshot)?,
            }
        }
    }

    /// Runs `read`, one of many parts of a long read, on the latest snapshot, in its turn and off
    /// the caller's thread.
    pub(crate) async fn read_in_turn<T: Send + 'static>(
        &self,
        what: &'static str,
        read: impl Fn(&Snapshot) -> Result<T, EngineError> + Send + Sync + 'static,
    ) -> Result<T, StoreError> {
        let read = Arc::new(read);
        loop {
            let snapshot = self.state.snapshot()?;
            let (read, of) = (read.clone(), snapshot.clone());
            let found = in_turn(what, &self.turns, move || read(&of)).await;
            match found {
                Ok(found) => return Ok(found),
                Err(error) => self.check(error, &snapshot)?,
            }
        }
    }

    /// Returns the error of a read, unless the engine that was read from has been replaced
    /// meanwhile: then the error is ignored, and the caller reads again. Otherwise the writer is
    /// asked to check the engine, since an engine does nothing more after one failed read.
    fn check(&self, error: StoreError, snapshot: &Snapshot) -> Result<(), StoreError> {
        if !matches!(error, StoreError::Failed { .. }) {
            return Err(error);
        }
        if self.state.snapshot()?.generation != snapshot.generation {
            return Ok(());
        }
        self.send(Job::Check);
        Err(error)
    }

    /// Sends a job to the writer. If the writer is gone the job is dropped, and its answer with it.
    fn send(&self, job: Job) {
        if let Some(Running { jobs, .. }) = &*self.running() {
            drop(jobs.send(job));
        }
    }

    /// Has the writer do `work` in its next commit, and waits until that is durable. `size`
    /// estimates how many bytes it adds to what is stored.
    async fn write<O: Send + 'static>(
        &self,
        what: &'static str,
        size: u64,
        work: impl FnOnce(&mut Batch<'_>) -> Result<O, Refusal> + Send + 'static,
    ) -> Result<O, Error> {
        let (job, answer) = Job::new(size, work);
        self.send(job);
        answer.await.unwrap_or_else(|_| Err(self.state.error(what).into()))
    }
}

impl Drop for RedbStore {
    fn drop(&mut self) {
        self.close();
    }
}

/// Walks until everything wanted is collected.
async fn finish<F: Collector>(
    what: &'static str,
    mut walk: Walk<F>,
    query: &Query,
    turns: &Arc<Semaphore>,
) -> Result<F, StoreError> {
    as_store_result(what, || if walk.is_done() { Ok(()) } else { walk.advance(query, SLICE) })?;
    if walk.is_done() {
        return Ok(walk.into_collector());
    }
    let query = Arc::new(query.clone());
    let visitor = walk.collector().visitor();
    while !walk.is_done() {
        if let Some(visitor) = &visitor
            && !visitor.go_on().await
        {
            break;
        }
        let query = query.clone();
        let slice = move || {
            walk.advance(&query, SLICE)?;
            Ok(walk)
        };
        walk = in_turn(what, turns, slice).await?;
    }
    Ok(walk.into_collector())
}

/// Runs a part of a long read in its turn, in the blocking pool if there is a runtime.
async fn in_turn<T: Send + 'static>(
    what: &'static str,
    turns: &Arc<Semaphore>,
    read: impl FnOnce() -> Result<T, EngineError> + Send + 'static,
) -> Result<T, StoreError> {
    let turn = Arc::clone(turns).acquire_owned().await;
    let turn = turn.map_err(|it| StoreError::failed(what, it))?;
    let slice = move || {
        // The permit is held until the work ends, even if nobody waits for the result any more.
        let _turn = turn;
        as_store_result(what, read)
    };
    match Handle::try_current() {
        Ok(runtime) => {
            runtime.spawn_blocking(slice).await.map_err(|it| StoreError::failed(what, it))?
        }
        Err(_) => slice(),
    }
}

/// The error of an operation that fails only because of the store.
fn store_error(what: &'static str, error: Error) -> StoreError {
    match error {
        Error::Store(error) => error,
        error => StoreError::failed(what, error),
    }
}
