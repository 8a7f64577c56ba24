//! Whoever wants to know how the writer fares.

use std::time::Duration;

/// Is told what the thread that writes does. It is called on that thread, which waits for it.
pub trait Observer: Send + Sync {
    /// So many requests were made durable by one commit, for which the disk took so long.
    fn committed(&self, requests: usize, took: Duration);

    /// The disk failed: with it all requests that would have shared a commit, or a read.
    fn failed(&self);
}
