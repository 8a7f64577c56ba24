//! Observes commits, for metrics.

use std::time::Duration;

/// Notified by the writer's thread, which waits until the call returns.
pub trait Observer: Send + Sync {
    /// One commit made this many requests durable; the disk took this long for it.
    fn committed(&self, requests: usize, took: Duration);

    /// The disk failed, and with it a read or all requests of a commit.
    fn failed(&self);
}
