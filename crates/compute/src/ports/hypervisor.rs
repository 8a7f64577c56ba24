//! The hypervisor port.

use super::Change;
use crate::{Infrastructure, Instance, Server, StoreError, TaskState, Timestamp, Work};

/// Does the work on servers that takes a machine.
pub trait HypervisorDriver: Send + Sync {
    /// Begins `work` as part of the change that asks for it: sets the states, and what else the
    /// work gives a server at once. It may be asked several times for one change, and nothing
    /// has happened until that change is stored.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it had to look at an image and could not.
    fn begin(
        &self,
        work: Work,
        change: &mut Change,
        infrastructure: &Infrastructure,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// The compute host that a server would be moved to; nothing if there is none but its own.
    /// Nothing happens yet, and asking again about the same server gives the same host.
    fn destination(&self, server: &Server, infrastructure: &Infrastructure) -> Option<String>;

    /// The task during such work, if it takes no time and is to be shown once all the same.
    fn unseen_task(&self, work: Work) -> Option<TaskState>;

    /// Hears that a change which began work is stored.
    fn begun(&self, instance: &Instance);
}
