//! The progress of long work, in the log.

use std::time::{Duration, Instant};

/// Logs how far long work is, once a second.
pub(crate) struct Progress {
    what: &'static str,
    total: u64,
    done: u64,
    logged: Instant,
}

impl Progress {
    pub(crate) fn begin(what: &'static str, total: u64) -> Self {
        Self { what, total, done: 0, logged: Instant::now() }
    }

    pub(crate) fn step(&mut self) {
        self.done += 1;
        if self.done.is_multiple_of(1024) && self.logged.elapsed() >= Duration::from_secs(1) {
            self.logged = Instant::now();
            log::info!("{}: {} of {} done", self.what, self.done, self.total);
        }
    }
}
