//! How long things take.

use std::time::Duration;

/// How long things take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// To build a server. If zero, it is there within the change that creates it.
    pub build: Duration,
    /// To do anything else to a server. If zero, it is done within the change that asks; so it
    /// is if `None`, and what was done is to be shown once then.
    pub action: Option<Duration>,
    /// How long the record of a deleted server stays.
    pub deleted_retention: Duration,
    /// How long a server that is marked as deleted can be restored.
    pub reclaim: Duration,
    /// How long a shelved server stays on its host; `None` if it never has to leave.
    pub shelved_offload: Option<Duration>,
}
