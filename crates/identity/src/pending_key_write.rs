//! Decides when to write keys again after the store failed to write them.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Time between a failed write and the next attempt.
const RETRY_AFTER: Duration = Duration::from_mins(1);

/// The earliest monotonic time at which to write unwritten keys again; `None` if all keys are
/// written. Logins also use unwritten keys: otherwise a full disk would make all logins fail from
/// midnight on, when a new key is needed.
#[derive(Default)]
pub(crate) struct PendingKeyWrite(Mutex<Option<Duration>>);

impl PendingKeyWrite {
    /// Whether unwritten keys should be written now.
    pub(crate) fn is_due(&self, now: Duration) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|it| it <= now)
    }

    /// Notes that there are keys to write.
    pub(crate) fn begin(&self, now: Duration) {
        self.set(Some(now));
    }

    /// Notes that writing the keys failed.
    pub(crate) fn fail(&self, now: Duration) {
        self.set(Some(now.saturating_add(RETRY_AFTER)));
    }

    /// Notes that all keys are written.
    pub(crate) fn end(&self) {
        self.set(None);
    }

    fn set(&self, due: Option<Duration>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = due;
    }
}
