use std::time::Duration;

/// How long works take, and how long records are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// The duration of a build. If zero, the server is built within the change that creates it.
    pub build: Duration,
    /// The duration of any other work. If it is zero or `None`, the work is done within the change
    /// that requests it. If it is `None`, the next view of the server still shows the task state of
    /// the work, once.
    pub action: Option<Duration>,
    /// How long the record of a deleted server is kept.
    pub deleted_retention: Duration,
    /// How long a soft-deleted server can be restored.
    pub reclaim: Duration,
    /// How long a shelved server stays on its host; `None` if it never has to leave.
    pub shelved_offload: Option<Duration>,
}
