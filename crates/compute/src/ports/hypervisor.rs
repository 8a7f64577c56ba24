//! The hypervisor port.

use super::Change;
use crate::{Infrastructure, Instance, Server, StoreError, TaskState, Timestamp, Work};

/// Carries out operations on servers, as far as they need a machine.
pub trait HypervisorDriver: Send + Sync {
    /// Begins `work` as part of `change`: sets the states, and everything else that the work
    /// changes at its start. The method can be called several times for one request, and must have
    /// no effect outside of `change`, since not every change is stored.
    fn begin(
        &self,
        work: Work,
        change: &mut Change,
        infrastructure: &Infrastructure,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// The compute host that a server would be moved to; `None` if there is no suitable host
    /// besides the server's own. Nothing is reserved, and repeated calls for the same server return
    /// the same host.
    fn destination(&self, server: &Server, infrastructure: &Infrastructure) -> Option<String>;

    /// Returns the task state with which a server is shown once after work that takes no time.
    /// Returns `None` for work that takes time, and for work that has no task state to show.
    fn unseen_task(&self, work: Work) -> Option<TaskState>;

    /// Tells the driver that work on a server has begun: the change that begins it is stored.
    /// `instance` is the stored server with its scratch.
    fn begun(&self, instance: &Instance);
}
