//! What the writer knows of a failure that is not over.

use std::time::{Duration, Instant};

/// How long requests are refused after the first failure; twice as long each time, up to
/// [`LONGEST_PAUSE`].
pub(super) const FIRST_PAUSE: Duration = Duration::from_secs(1);

pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// The writer's knowledge of a failure that is not over.
pub(super) struct Outage {
    pub(super) retry_at: Instant,
    pub(super) pause: Duration,
    /// Whether requests are refused until then.
    pub(super) refuses: bool,
    /// Whether the engine was opened again since.
    pub(super) is_reopened: bool,
    /// Whether the log knows of it.
    pub(super) is_logged: bool,
}

/// A write for which there was no room on the disk, although small ones fit.
pub(super) struct TooLarge {
    pub(super) size: u64,
    pub(super) retry_at: Instant,
    pub(super) pause: Duration,
}

impl TooLarge {
    /// Whether it is too early to try a write of this many bytes.
    pub(super) fn refuses(&self, size: u64) -> bool {
        size >= self.size && Instant::now() < self.retry_at
    }
}
