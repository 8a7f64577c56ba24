//! Failures of the disk that are not over.

use std::time::{Duration, Instant};

/// How long requests are refused after the first failure. Each further failure doubles the time, up
/// to [`LONGEST_PAUSE`].
pub(super) const FIRST_PAUSE: Duration = Duration::from_secs(1);

pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// A failure of the disk that is not over.
pub(super) struct Outage {
    pub(super) retry_at: Instant,
    pub(super) pause: Duration,
    /// Whether requests are refused until `retry_at`: true after a failed write, false after a
    /// failed read.
    pub(super) refuses: bool,
    /// Whether the engine has been opened again since the failure.
    pub(super) is_reopened: bool,
    /// Whether the failure was logged. If so, its end is logged too.
    pub(super) is_logged: bool,
}

/// A write for which the disk had no space, although small writes still fit.
pub(super) struct TooLarge {
    pub(super) size: u64,
    pub(super) retry_at: Instant,
    pub(super) pause: Duration,
}

impl TooLarge {
    /// Whether a write of this many bytes is as large as the failed one, and must not be tried yet.
    pub(super) fn refuses(&self, size: u64) -> bool {
        size >= self.size && Instant::now() < self.retry_at
    }
}
