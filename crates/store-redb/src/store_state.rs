//! What readers and the writer share.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use ferronova_compute::{Census, Infrastructure, Needs, Related, StoreError};

use crate::{observer::Observer, snapshot::Snapshot, write_timer::WriteTimer};

/// What the last commit left for readers, and how the writer fares.
pub(crate) struct StoreState {
    published: RwLock<Published>,
    failure: Mutex<Option<String>>,
    commits: AtomicU64,
    observer: OnceLock<Arc<dyn Observer>>,
    /// How many bytes of the disk are kept for small writes.
    reserve: AtomicU64,
    write_timer: Arc<WriteTimer>,
}

/// What the last commit left for readers.
pub(crate) struct Published {
    /// What is stored; nothing once the store is closed.
    pub(crate) snapshot: Option<Arc<Snapshot>>,
    /// What servers are made from.
    pub(crate) infrastructure: Arc<Infrastructure>,
    /// What views of servers need to know of it.
    pub(crate) related: Related,
    /// How many servers live.
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

    /// What is stored.
    pub(crate) fn snapshot(&self) -> Result<Arc<Snapshot>, StoreError> {
        let snapshot = self.published(|it| it.snapshot.clone());
        snapshot.ok_or_else(|| self.error("reading"))
    }

    /// Flavors, networks and hypervisors.
    pub(crate) fn infrastructure(&self) -> Arc<Infrastructure> {
        self.published(|it| it.infrastructure.clone())
    }

    /// The part of what is known of servers beside them that is needed.
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

    /// Lets readers see what a commit left.
    pub(crate) fn publish(&self, published: Published) {
        let mut guard = self.published.write().unwrap_or_else(PoisonError::into_inner);
        let replaced = std::mem::replace(&mut *guard, published);
        // The old snapshot is closed when readers can go on.
        drop(guard);
        drop(replaced);
    }

    /// Notes that something was written: whatever failed before is over.
    pub(crate) fn succeed(&self) {
        *self.failure() = None;
    }

    /// Notes that writing failed, until it succeeds again.
    pub(crate) fn fail(&self, reason: String) {
        *self.failure() = Some(reason);
        if let Some(observer) = self.observer.get() {
            observer.failed();
        }
    }

    /// Notes that nothing is written or read any more.
    pub(crate) fn close(&self) {
        *self.failure() = Some("the store is closed".to_owned());
        let mut guard = self.published.write().unwrap_or_else(PoisonError::into_inner);
        let closed = guard.snapshot.take();
        drop(guard);
        drop(closed);
    }

    /// Whether what is written next can be expected to be stored.
    pub(crate) fn health(&self) -> Result<(), StoreError> {
        if let Some(reason) = &*self.failure() {
            return Err(StoreError::failed("writing", reason.clone()));
        }
        match self.write_timer.slow_for() {
            Some(waited) => Err(StoreError::Slow { waited }),
            None => Ok(()),
        }
    }

    /// The error of an operation that got no answer from the writer.
    pub(crate) fn error(&self, what: &'static str) -> StoreError {
        let reason = self.failure().clone();
        StoreError::failed(what, reason.unwrap_or_else(|| "the write was given up".to_owned()))
    }

    /// Notes a commit of so many requests, for which the disk took so long.
    pub(crate) fn committed(&self, requests: usize, took: Duration) {
        self.commits.fetch_add(1, Ordering::Relaxed);
        if let Some(observer) = self.observer.get() {
            observer.committed(requests, took);
        }
    }

    /// Notes how many bytes of the disk are kept for small writes.
    pub(crate) fn set_reserve(&self, reserve: u64) {
        self.reserve.store(reserve, Ordering::Relaxed);
    }

    /// How many bytes of the disk are kept for small writes.
    pub(crate) fn reserve(&self) -> u64 {
        self.reserve.load(Ordering::Relaxed)
    }

    /// What the writer is at.
    pub(crate) fn write_timer(&self) -> &Arc<WriteTimer> {
        &self.write_timer
    }

    /// Notes that the writer is at work until this is dropped.
    pub(crate) fn begin_write(self: Arc<Self>) -> Busy {
        self.write_timer.begin();
        Busy(self)
    }

    /// Has an observer told of what happens from now on. There is one at most: the first.
    pub(crate) fn observe(&self, observer: Arc<dyn Observer>) {
        let _ = self.observer.set(observer);
    }

    /// How many commits there were.
    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    fn failure(&self) -> MutexGuard<'_, Option<String>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The writer is at work until this is dropped.
pub(crate) struct Busy(Arc<StoreState>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.write_timer.end();
    }
}
