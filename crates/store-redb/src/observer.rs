//! Observes commits, for metrics.

use std::time::Duration;

/// Notified of commits and failures, on the writer's thread, which waits until the call returns.
pub trait Observer: Send + Sync {
    /// Called after a commit that made this many requests durable; `took` is the time the disk
    /// needed.
    fn committed(&self, requests: usize, took: Duration);

    /// Called after a failure of the disk that made a read, or all requests of a commit, fail.
    fn failed(&self);
}
