//! The state that the writer publishes to readers.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use ferronova_compute::{Census, Infrastructure, Needs, Related, StoreError};

use crate::{observer::Observer, snapshot::Snapshot, write_timer::WriteTimer};

/// What the writer published last, and whether it works.
pub(crate) struct StoreState {
    published: RwLock<Published>,
    failure: Mutex<Option<String>>,
    commits: AtomicU64,
    observer: OnceLock<Arc<dyn Observer>>,
    /// Bytes of the disk that are reserved for small writes.
    reserve: AtomicU64,
    write_timer: Arc<WriteTimer>,
}

/// What the writer publishes to readers after a commit.
pub(crate) struct Published {
    /// `None` once the store is closed.
    pub(crate) snapshot: Option<Arc<Snapshot>>,
    /// Flavors, networks, hypervisors and pools of floating addresses.
    pub(crate) infrastructure: Arc<Infrastructure>,
    /// The parts of the infrastructure that views of servers show.
    pub(crate) related: Related,
    pub(crate) census: Census,
    /// Whether no content was ever loaded.
    pub(crate) is_new: bool,
}

impl StoreState {
    pub(crate) fn new(published: Published) -> Self {
        Self {
            published: RwLock::new(published),
            failure: Mutex::new(None),
            commits: AtomicU64::new(0),
            observer: OnceLock::new(),
            reserve: AtomicU64::new(0),
            write_timer: Arc::default(),
        }
    }

    pub(crate) fn snapshot(&self) -> Result<Arc<Snapshot>, StoreError> {
        let snapshot = self.published(|it| it.snapshot.clone());
        snapshot.ok_or_else(|| self.error("reading"))
    }

    pub(crate) fn infrastructure(&self) -> Arc<Infrastructure> {
        self.published(|it| it.infrastructure.clone())
    }

    /// The parts of [`Published::related`] that are needed.
    pub(crate) fn related(&self, needs: Needs) -> Related {
        self.published(|it| it.related.only(needs))
    }

    /// How many servers live.
    pub(crate) fn census(&self) -> Census {
        self.published(|it| it.census)
    }

    /// Whether no content was ever loaded.
    pub(crate) fn is_new(&self) -> bool {
        self.published(|it| it.is_new)
    }

    fn published<T>(&self, pick: impl FnOnce(&Published) -> T) -> T {
        pick(&self.published.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Publishes the state after a commit to readers.
    pub(crate) fn publish(&self, published: Published) {
        let mut guard = self.published.write().unwrap_or_else(PoisonError::into_inner);
        let replaced = std::mem::replace(&mut *guard, published);
        // Dropping a snapshot takes time. Readers do not wait for it, as the lock is released
        // first.
        drop(guard);
        drop(replaced);
    }

    /// Notes that a write succeeded, which ends an earlier failure.
    pub(crate) fn succeed(&self) {
        *self.failure() = None;
    }

    /// Notes a failure to write. The store is unhealthy until a write succeeds.
    pub(crate) fn fail(&self, reason: String) {
        *self.failure() = Some(reason);
        if let Some(observer) = self.observer.get() {
            observer.failed();
        }
    }

    /// Notes that the store is closed: every read and write fails from now on.
    pub(crate) fn close(&self) {
        *self.failure() = Some("the store is closed".to_owned());
        let mut guard = self.published.write().unwrap_or_else(PoisonError::into_inner);
        let closed = guard.snapshot.take();
        drop(guard);
        drop(closed);
    }

    /// Whether the next write can be expected to succeed.
    pub(crate) fn health(&self) -> Result<(), StoreError> {
        if let Some(reason) = &*self.failure() {
            return Err(StoreError::failed("writing", reason.clone()));
        }
        match self.write_timer.slow_for() {
            Some(waited) => Err(StoreError::Slow { waited }),
            None => Ok(()),
        }
    }

    /// Returns the error for a request that the writer dropped without an answer.
    pub(crate) fn error(&self, what: &'static str) -> StoreError {
        let reason = self.failure().clone();
        StoreError::failed(what, reason.unwrap_or_else(|| "the write was given up".to_owned()))
    }

    /// Notes a commit with this many requests; `took` is the time that the disk needed.
    pub(crate) fn committed(&self, requests: usize, took: Duration) {
        self.commits.fetch_add(1, Ordering::Relaxed);
        if let Some(observer) = self.observer.get() {
            observer.committed(requests, took);
        }
    }

    pub(crate) fn set_reserve(&self, reserve: u64) {
        self.reserve.store(reserve, Ordering::Relaxed);
    }

    /// Bytes of the disk that are reserved for small writes.
    pub(crate) fn reserve(&self) -> u64 {
        self.reserve.load(Ordering::Relaxed)
    }

    /// The timer of the current write.
    pub(crate) fn write_timer(&self) -> &Arc<WriteTimer> {
        &self.write_timer
    }

    /// Notes that the writer is busy until the returned value is dropped.
    pub(crate) fn begin_write(self: Arc<Self>) -> Busy {
        self.write_timer.begin();
        Busy(self)
    }

    /// Registers the observer. Only the first one is used; further ones are ignored.
    pub(crate) fn observe(&self, observer: Arc<dyn Observer>) {
        let _ = self.observer.set(observer);
    }

    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    fn failure(&self) -> MutexGuard<'_, Option<String>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Marks the writer as busy until it is dropped.
pub(crate) struct Busy(Arc<StoreState>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.write_timer.end();
    }
}
