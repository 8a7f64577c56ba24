//! Deleting servers.

use super::{Compute, guard::check_lock};
use crate::{
    Change, Decision, Error, InstanceAction, Operation, PowerState, Request, Scratch, Server,
    ServerRef, Target, Timestamp, VmState, Work,
};

impl Compute {
    /// Deletes a server in any state. A server without a host is deleted at once. Succeeds if the
    /// deletion is already under way. With [soft deletion](Self::soft_deleting), a server that ever
    /// ran is only soft-deleted.
    ///
    /// The policy rule is `compute:delete`. With soft deletion it is `compute:soft_delete`, and
    /// both rules are checked for a server that never ran.
    pub async fn delete_server(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        let instance = self
            .change_work(request, id, |server, scratch, now| {
                if self.soft_deletes {
                    match self.soft_delete(request, server, scratch, now) {
                        // A server that never ran could not be restored, so it is deleted for good.
                        Err(Error::InvalidState { .. }) => {}
                        other => return other,
                    }
                }
                self.allow(request, "compute:delete", Target::server(server))?;
                check_lock(request, server, Operation::Delete)?;
                if scratch.is_at(&[Work::Delete]) {
                    return Ok(Decision::Keep);
                }
                self.delete_now(request, server, scratch, now)
            })
            .await?;
        self.hypervisor.begun(&instance);
        Ok(())
    }

    /// Makes the change that deletes a server. The caller has checked that the deletion is allowed.
    pub(super) fn delete_now(
        &self,
        request: Request<'_>,
        server: &Server,
        scratch: &Scratch,
        now: Timestamp,
    ) -> Result<Decision, Error> {
        let mut change = Change::of(server, scratch);
        change.give_up();
        let action = Operation::Delete.as_str();
        change.action = Some(InstanceAction::by(request, action, now));
        if server.host.is_some() {
            self.begin(Work::Delete, &mut change, now)?;
        } else {
            change.mark_deleted(now);
            change.action = change.action.map(|it| it.with_event(Work::Delete.event(), now));
        }
        Ok(Decision::Write(Box::new(change)))
    }
}

impl Change {
    /// Turns the server into the record of a deleted server. Its addresses become free, and the
    /// image of a shelved server is removed.
    pub fn mark_deleted(&mut self, now: Timestamp) {
        self.scratch.transition = None;
        self.forget_shelving();
        self.server.mark_deleted(now);
    }
}

impl Server {
    /// Turns the server into the record of a deleted server. Its addresses become free.
    pub fn mark_deleted(&mut self, now: Timestamp) {
        self.vm_state = VmState::Deleted;
        self.task_state = None;
        self.power_state = PowerState::NoState;
        self.addresses = Vec::new();
        self.terminated_at = Some(now.whole_second());
        self.deleted_at = Some(now);
    }
}
