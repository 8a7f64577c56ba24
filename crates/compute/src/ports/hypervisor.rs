//! The hypervisor port.

use super::Change;
use crate::{Infrastructure, Instance, Server, StoreError, TaskState, Timestamp, Work};

/// Does the work on servers that a machine is needed for.
pub trait HypervisorDriver: Send + Sync {
    /// Begins `work` as part of the change that asks for it: sets states and whatever else the work
    /// sets at once. It may be called several times for one change, and must have no effect outside
    /// of it, as the change may not be stored.
    fn begin(
        &self,
        work: Work,
        change: &mut Change,
        infrastructure: &Infrastructure,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// The compute host that a server would be moved to; `None` if there is none besides its own.
    /// Nothing is reserved, and repeated calls for the same server return the same host.
    fn destination(&self, server: &Server, infrastructure: &Infrastructure) -> Option<String>;

    /// The task state to show once for work that takes no time; `None` for work that does, or that
    /// has nothing to show.
    fn unseen_task(&self, work: Work) -> Option<TaskState>;

    /// Is called when a change that began work is stored.
    fn begun(&self, instance: &Instance);
}
