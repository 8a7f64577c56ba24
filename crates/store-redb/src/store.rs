//! The store: how it is opened, read, written and closed.

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

/// A read over more rows than this, or one that takes long, goes on in slices, off the caller's
/// thread.
const SLICE: usize = 2000;

/// What reading a list is called when it fails.
const LISTING: &str = "listing servers";

/// A store in an embedded database.
///
/// Reads never wait for writes. Writes that arrive together share a commit, and each is durable
/// when it is answered. No runtime is needed; within one of tokio's, long reads go on in its
/// blocking pool, at a time one fewer than there are cores, and by turns.
///
/// A new store [is new](Self::is_new) until content is loaded into it, whatever documents it
/// holds: so whoever fills it writes the documents first and loads the content last, and begins
/// again if it was killed in between.
pub struct RedbStore {
    state: Arc<StoreState>,
    running: Mutex<Option<Running>>,
    watcher: Mutex<Option<SlowWriteWatcher>>,
    /// One permit for each slice of a long read that may run at a time.
    turns: Arc<Semaphore>,
    is_verified: bool,
}

/// The writer, as long as the store is open.
struct Running {
    jobs: mpsc::Sender<Job>,
    thread: JoinHandle<()>,
}

impl RedbStore {
    /// Opens the database of a folder, and makes both if they are not there. One process can have
    /// it open.
    ///
    /// # Errors
    ///
    /// [`OpenError`]; nothing was changed on the disk then.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        Self::start(open_folder(folder)?)
    }

    /// The same for a store that many write to: a part of the disk is kept for small writes, in a
    /// file beside the database, so that one that is large can't keep them out.
    ///
    /// # Errors
    ///
    /// [`OpenError`], as with [`Self::open`].
    pub fn open_with_reserve(folder: &Path) -> Result<Self, OpenError> {
        let mut writer = open_folder(folder)?;
        writer.keep_reserve();
        Self::start(writer)
    }

    /// Whether a folder has a database, whatever state that is in.
    #[must_use]
    pub fn exists(folder: &Path) -> bool {
        folder.join(FILE_NAME).exists()
    }

    /// A new store that is gone when it is dropped.
    ///
    /// # Errors
    ///
    /// [`OpenError::Thread`].
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
        // One core is left to those who wait for small answers.
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let turns = Arc::new(Semaphore::new(cores.saturating_sub(1).max(1)));
        Ok(Self { state, running, watcher: Mutex::default(), turns, is_verified })
    }

    /// Whether no content was ever loaded, so that there is everything to fill in.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.state.is_new()
    }

    /// How many commits there were since the store was opened.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.state.commits()
    }

    /// Stores new servers in one commit, some at a time, and says how many they were: all are
    /// there afterwards, or none. Content, if there is any, replaces everything before them.
    ///
    /// Each item is stored before the next is asked for; nothing else is written meanwhile.
    ///
    /// # Errors
    ///
    /// What is wrong with the content or with a server, the first error among the items, or a
    /// failure of the store.
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

    /// Has `observer` told of every commit from now on. A store has one observer, the first.
    pub fn observe(&self, observer: Arc<dyn Observer>) {
        self.state.observe(observer);
    }

    /// Counts a write that takes longer than this as slow from now on: then [`health`] fails until
    /// it is over, and the log says when it began and when it ends.
    ///
    /// [`health`]: ferronova_compute::Servers::health
    ///
    /// # Errors
    ///
    /// [`OpenError::Thread`] if the thread that watches can't be started.
    pub fn watch(&self, slow: Duration) -> Result<(), OpenError> {
        let watcher = SlowWriteWatcher::start(Arc::clone(self.state.write_timer()), slow);
        let watcher = watcher.map_err(|source| OpenError::Thread { source })?;
        if let Some(replaced) = self.watcher().replace(watcher) {
            replaced.stop();
        }
        Ok(())
    }

    /// How long the write that goes on now has been waited for; zero if none does.
    #[must_use]
    pub fn writing_for(&self) -> Duration {
        self.state.write_timer().waited()
    }

    /// How many bytes of the disk are kept for small writes, so that they succeed when there is no
    /// room for large ones any more.
    #[must_use]
    pub fn reserve(&self) -> u64 {
        self.state.reserve()
    }

    /// How many servers live, counted anew: what [`census`] says, unless the database was damaged.
    /// It takes the longer the more there are.
    ///
    /// [`census`]: ferronova_compute::Lifecycle::census
    ///
    /// # Errors
    ///
    /// If the lists can't be read.
    pub fn recount(&self) -> Result<Census, StoreError> {
        self.read("counting servers", |it| recount(it.tables.lists()?))
    }

    /// Everything that is stored now, to be kept elsewhere. What is written from then on is not in
    /// it, and does not wait for it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store can't be read.
    pub fn backup(&self) -> Result<Backup, StoreError> {
        self.read("beginning a backup", Backup::of)
    }

    /// Whether the whole file was found free of damage when it was opened. A large one is not read
    /// as a whole then: [`Self::look_through`] does that.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.is_verified
    }

    /// Looks for damage in what is stored, while others read and write, and reports each finding
    /// as soon as it is made; says how many there were. It takes the longer the more there is.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store can't be read, or was closed meanwhile.
    pub fn look_through(&self, report: &mut dyn FnMut(Finding)) -> Result<u64, StoreError> {
        let snapshot = self.state.snapshot()?;
        let mut unless_closed = |finding| {
            // What can't be read because the store is closed is no damage.
            if self.state.snapshot().is_ok() {
                report(finding);
            }
        };
        let findings = check::look_through(&snapshot, &mut unless_closed);
        self.state.snapshot()?;
        Ok(findings)
    }

    /// Finishes what waits to be written and gives the file back. Everything fails from then on.
    pub fn close(&self) {
        let running = self.running().take();
        if let Some(Running { jobs, thread }) = running {
            drop(jobs);
            // If the thread panicked, what it had not answered has failed already.
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

    /// What `read` finds in what is stored now.
    pub(crate) fn read<T>(
        &self,
        what: &'static str,
        read: impl Fn(&Snapshot) -> Result<T, EngineError>,
    ) -> Result<T, StoreError> {
        self.read_of(what, read).map(|(found, _)| found)
    }

    /// What `read` finds, and what it was read from.
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

    /// What a walk finds from its beginning to its end, and what it was read from.
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

    /// What `read` finds in what is stored now, off the caller's thread and in its turn: one of
    /// many parts of a long read.
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

    /// Fails with the error of a read, unless the engine that it read from was replaced meanwhile:
    /// then the error is ignored. The writer looks after the disk: the engine does nothing more for
    /// anybody after one read that failed.
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

    /// Hands a job to the writer. If that is gone the job ends here, and with it its answer.
    fn send(&self, job: Job) {
        if let Some(Running { jobs, .. }) = &*self.running() {
            drop(jobs.send(job));
        }
    }

    /// Has the writer do `work` in its next commit, which stores about `size` bytes more than now,
    /// and waits until that is durable.
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

/// Goes on with a walk until it is done.
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

/// Does a part of a long read in its turn, in the blocking pool if there is one.
async fn in_turn<T: Send + 'static>(
    what: &'static str,
    turns: &Arc<Semaphore>,
    read: impl FnOnce() -> Result<T, EngineError> + Send + 'static,
) -> Result<T, StoreError> {
    let turn = Arc::clone(turns).acquire_owned().await;
    let turn = turn.map_err(|it| StoreError::failed(what, it))?;
    let slice = move || {
        // The turn ends with the work, also if nobody waits for the result any more.
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

/// The error of an operation that can fail in the store alone.
fn store_error(what: &'static str, error: Error) -> StoreError {
    match error {
        Error::Store(error) => error,
        error => StoreError::failed(what, error),
    }
}
