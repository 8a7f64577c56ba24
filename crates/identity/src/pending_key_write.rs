//! Keys that the store did not take yet.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// How long after a failure it is tried again.
const RETRY_AFTER: Duration = Duration::from_mins(1);

/// Whether there are keys to be written, and since when they may be tried again. Logins go on with
/// them meanwhile: that a disk is full must not keep everybody out from midnight on.
#[derive(Default)]
pub(crate) struct PendingKeyWrite(Mutex<Option<Duration>>);

impl PendingKeyWrite {
    /// Whether it is time to write.
    pub(crate) fn is_due(&self, now: Duration) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|it| it <= now)
    }

    /// There are keys to be written.
    pub(crate) fn begin(&self, now: Duration) {
        self.set(Some(now));
    }

    /// They could not be written.
    pub(crate) fn fail(&self, now: Duration) {
        self.set(Some(now.saturating_add(RETRY_AFTER)));
    }

    /// They are written.
    pub(crate) fn end(&self) {
        self.set(None);
    }

    fn set(&self, due: Option<Duration>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = due;
    }
}
