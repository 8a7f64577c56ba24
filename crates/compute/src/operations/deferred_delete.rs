//! Deletion that can be undone: soft-deleting, restoring, and deleting for good.

use super::{
    Compute,
    guard::{Guard, HostCheck, check_lock},
};
use crate::{
    Change, Decision, Error, InstanceAction, Operation, Request, Scratch, Server, ServerRef,
    Target, TaskState, Timestamp, VmState, Work,
};

const SOFT_DELETE: Guard = Guard {
    host_check: HostCheck::Never,
    task_states: TaskState::ALL,
    ..Guard::new(Operation::SoftDelete, "compute:soft_delete", VmState::ALL)
};
const FORCE_DELETE: Guard = Guard {
    host_check: HostCheck::Never,
    task_states: TaskState::ALL,
    needs_past: false,
    ..Guard::new(Operation::ForceDelete, "compute:force_delete", VmState::ALL)
};
const RESTORE: Guard = Guard {
    host_check: HostCheck::Never,
    ..Guard::new(Operation::Restore, "compute:restore", &[VmState::SoftDeleted])
};

/// Common errors of these operations: [`Error::ServerNotFound`], [`Error::Forbidden`],
/// [`Error::Locked`] and [`Error::InvalidState`].
impl Compute {
    /// Deletes a server for good, even if it is soft-deleted or has a task in progress. Succeeds if
    /// the deletion is already under way.
    pub async fn force_delete(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        let instance = self
            .change_work(request, id, |server, scratch, now| {
                self.check(request, server, &FORCE_DELETE)?;
                if scratch.is_at(&[Work::Delete]) {
                    return Ok(Decision::Keep);
                }
                self.delete_now(request, server, scratch, now)
            })
            .await?;
        self.hypervisor.begun(&instance);
        Ok(())
    }

    /// Restores a soft-deleted server.
    pub async fn restore(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work(request, id, &RESTORE, Work::Restore).await
    }

    /// Decides on a request to soft-delete a server. The result is `Decision::Keep` if the server
    /// is soft-deleted already, or if its soft or final deletion is under way.
    pub(super) fn soft_delete(
        &self,
        request: Request<'_>,
        server: &Server,
        scratch: &Scratch,
        now: Timestamp,
    ) -> Result<Decision, Error> {
        self.allow(request, SOFT_DELETE.rule, Target::server(server))?;
        check_lock(request, server, Operation::SoftDelete)?;
        if server.vm_state == VmState::SoftDeleted
            || scratch.is_at(&[Work::SoftDelete, Work::Delete])
        {
            return Ok(Decision::Keep);
        }
        self.check(request, server, &SOFT_DELETE)?;
        let mut change = Change::of(server, scratch);
        change.action = Operation::SoftDelete
            .recorded_as()
            .map(|action| InstanceAction::by(request, action, now));
        self.begin(Work::SoftDelete, &mut change, now)?;
        Ok(Decision::Write(Box::new(change)))
    }
}
