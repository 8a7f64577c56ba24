//! The store: opening, reading, writing and closing it.

mod documents;
mod floating_ips;
mod images;
mod infrastructure;
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

/// Maximum number of rows of a list that are read on the caller's thread. The rest is read
/// elsewhere, in slices of this many rows, so that a long list does not delay other requests of
/// that thread.
const SLICE: usize = 2000;

/// The name of the operation in errors of reading a list.
const LISTING: &str = "listing servers";

/// A store in an embedded database.
///
/// Reads never wait for writes. Writes that arrive together share a commit, and each is durable
/// when it is answered. No runtime is needed. If there is a tokio runtime, long reads continue in
/// its blocking pool, in slices. The number of slices that may run at the same time is one less
/// than the number of cores, but at least one.
///
/// A store [is new](Self::is_new) until content is loaded into it, even if it has documents. So a
/// program that fills a store writes the documents first and loads the content last: if the program
/// is killed in between, the store is still new at the next start, and is filled again.
pub struct RedbStore {
    state: Arc<StoreState>,
    running: Mutex<Option<Running>>,
    watcher: Mutex<Option<SlowWriteWatcher>>,
    /// Has one permit for each slice of a long read that may run at the same time.
    turns: Arc<Semaphore>,
    is_verified: bool,
}

/// The writer's thread and the sender of its jobs.
struct Running {
    jobs: mpsc::Sender<Job>,
    thread: JoinHandle<()>,
}

impl RedbStore {
    /// Opens the database of a folder. Creates the folder and the database if they are missing.
    /// Only one process can have the database open.
    ///
    /// # Errors
    ///
    /// [`OpenError`]; nothing on the disk was changed.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        Self::start(open_folder(folder)?)
    }

    /// Like [`Self::open`], and also reserves space for small writes in a file beside the database,
    /// so that they succeed even when one large write has filled the disk.
    pub fn open_with_reserve(folder: &Path) -> Result<Self, OpenError> {
        let mut writer = open_folder(folder)?;
        writer.keep_reserve();
        Self::start(writer)
    }

    /// Whether a folder has a database file, even if that is damaged or incomplete.
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
        // One core is left free for short requests.
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

    /// Stores new servers in one commit and returns their number. Each item of `servers` is a batch
    /// of them. All servers are stored, or none. If there is content, it first replaces everything
    /// except documents.
    ///
    /// Each item is written before the iterator is asked for the next one. No other request is
    /// written meanwhile.
    ///
    /// # Errors
    ///
    /// [`ContentError`] in these cases:
    ///
    /// - The content or a server is invalid.
    /// - An item is an `Err`; the first one is reported.
    /// - The store fails.
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

    /// Notifies `observer` of every commit from now on. A store has at most one observer; any later
    /// one is ignored.
    pub fn observe(&self, observer: Arc<dyn Observer>) {
        self.state.observe(observer);
    }

    /// From now on, a write that takes longer than `slow` counts as slow: [`health`] fails until
    /// that write is over, and the log says when it became slow and when it was over.
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

    /// How long the current write has taken so far; zero if nothing is being written.
    #[must_use]
    pub fn writing_for(&self) -> Duration {
        self.state.write_timer().waited()
    }

    /// Number of bytes of the disk that are reserved for small writes.
    #[must_use]
    pub fn reserve(&self) -> u64 {
        self.state.reserve()
    }

    /// Counts the living servers again. Unless the database is damaged, [`census`] has the same
    /// counts. Counting takes longer the more servers there are.
    ///
    /// [`census`]: ferronova_compute::Lifecycle::census
    pub fn recount(&self) -> Result<Census, StoreError> {
        self.read("counting servers", |it| recount(it.tables.lists()?))
    }

    /// Begins a backup of everything that is stored now. Later writes are not in the backup, and do
    /// not wait for it.
    pub fn backup(&self) -> Result<Backup, StoreError> {
        self.read("beginning a backup", Backup::of)
    }

    /// Whether the whole file was checked for damage when it was opened. A large file was not, to
    /// keep starts short; [`Self::look_through`] can check it later.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.is_verified
    }

    /// Looks for damage while others read and write. Passes each finding to `report` at once and
    /// returns the number of findings.
    pub fn look_through(&self, report: &mut dyn FnMut(Finding)) -> Result<u64, StoreError> {
        let snapshot = self.state.snapshot()?;
        let mut unless_closed = |finding| {
            // A read that fails because the store was closed is not damage.
            if self.state.snapshot().is_ok() {
                report(finding);
            }
        };
        let findings = check::look_through(&snapshot, &mut unless_closed);
        self.state.snapshot()?;
        Ok(findings)
    }

    /// Writes the requests that are waiting, and closes the file. Every later operation fails.
    pub fn close(&self) {
        let running = self.running().take();
        if let Some(Running { jobs, thread }) = running {
            drop(jobs);
            // If the thread panicked, the requests that it had not answered have failed already.
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

    /// Runs a walk to its end, and returns its collector and the snapshot that was walked.
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

    /// Runs `read`, which is a part of a long read, on the latest snapshot. Like any such part, it
    /// waits for a permit first, and runs in the blocking pool if there is a runtime.
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

    /// Handles the error of a read. If the engine has been replaced since, returns `Ok`, and the
    /// caller reads again. Otherwise returns the error, and has the writer check the engine, since
    /// an engine does nothing more after one failed read.
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

    /// Sends a job to the writer. If the writer has ended, the job is dropped together with the
    /// sender of its answer.
    fn send(&self, job: Job) {
        if let Some(Running { jobs, .. }) = &*self.running() {
            drop(jobs.send(job));
        }
    }

    /// Has the writer do `work` in its next commit, and waits until that commit is durable. `size`
    /// estimates how many bytes `work` adds to what is stored.
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

/// Continues a walk until its collector has everything it wants.
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

/// Runs a part of a long read when a permit is free, in the blocking pool if there is a runtime.
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

/// Converts the error of an operation that can only fail because of the store.
fn store_error(what: &'static str, error: Error) -> StoreError {
    match error {
        Error::Store(error) => error,
        error => StoreError::failed(what, error),
    }
}
