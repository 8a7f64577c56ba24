//! Fakes of ports for tests: documents in memory, and a clock that tests advance.

use std::{
    collections::BTreeMap,
    future::poll_fn,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
    },
    task::Poll,
    time::Duration,
};

use crate::{Clock, Documents, PortFuture, StoreError, Timestamp};

/// Documents in memory.
#[derive(Debug, Default)]
pub struct MemoryDocuments {
    documents: Mutex<BTreeMap<String, Vec<u8>>>,
    /// How many writes have succeeded.
    pub n_writes: AtomicU64,
    /// Whether reads and writes fail.
    pub fails: AtomicBool,
}

impl MemoryDocuments {
    /// The names of all documents, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.lock().keys().cloned().collect()
    }

    /// The content of a document.
    ///
    /// # Panics
    ///
    /// Panics if there is no document of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Vec<u8> {
        self.lock()[name].clone()
    }

    /// Stores a document at once, even while writes fail.
    pub fn put(&self, name: &str, bytes: &[u8]) {
        self.lock().insert(name.to_owned(), bytes.to_owned());
    }

    /// Removes a document at once, even while writes fail.
    pub fn remove(&self, name: &str) {
        self.lock().remove(name);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.documents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check(&self, doing: &'static str) -> Result<(), StoreError> {
        if self.fails.load(Ordering::Relaxed) {
            return Err(StoreError::failed(doing, "disk /dev/secret is full"));
        }
        Ok(())
    }
}

impl Documents for MemoryDocuments {
    fn list(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.check("reading")?;
        let documents = self.lock();
        let found = documents.iter().filter(|it| it.0.starts_with(prefix));
        Ok(found.map(|(name, bytes)| (name.clone(), bytes.clone())).collect())
    }

    fn write(
        &self,
        written: Vec<(String, Vec<u8>)>,
        removed: Vec<String>,
    ) -> PortFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            // A real store writes on another thread and makes callers wait, so this makes them
            // wait, too.
            pend_once().await;
            self.check("writing")?;
            let mut documents = self.lock();
            documents.retain(|name, _| !removed.contains(name));
            documents.extend(written);
            self.n_writes.fetch_add(1, Ordering::Relaxed);
            Ok(())
        })
    }
}

/// Returns a future that is pending when it is first polled, and ready the second time.
async fn pend_once() {
    let mut is_ready = false;
    poll_fn(|context| {
        if is_ready {
            return Poll::Ready(());
        }
        is_ready = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct ManualClock {
    shown: AtomicI64,
    passed: AtomicI64,
}

impl ManualClock {
    /// A clock that shows this time, in microseconds since 1970.
    #[must_use]
    pub fn showing(micros: i64) -> Self {
        Self { shown: AtomicI64::new(micros), passed: AtomicI64::new(0) }
    }

    /// Advances the clock.
    pub fn pass(&self, time: Duration) {
        let micros = time.as_micros().try_into().unwrap_or(i64::MAX);
        self.set_by(micros);
        self.passed.fetch_add(micros, Ordering::Relaxed);
    }

    /// Sets the wall clock ahead or back by this many microseconds; the monotonic time stays.
    pub fn set_by(&self, micros: i64) {
        self.shown.fetch_add(micros, Ordering::Relaxed);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.shown.load(Ordering::Relaxed))
    }

    fn monotonic(&self) -> Duration {
        Duration::from_micros(self.passed.load(Ordering::Relaxed).unsigned_abs())
    }
}
