//! Deleting a server.

use super::{Compute, guard::check_lock};
use crate::{
    Change, Decision, Error, InstanceAction, Operation, PowerState, Request, Server, ServerRef,
    Target, TaskState, Timestamp, VmState, Work,
};

impl Compute {
    /// Deletes a server, whatever state it is in. One without a host is gone at once; deleting
    /// one that is being deleted is no error.
    ///
    /// # Errors
    ///
    /// [`Error::ServerNotFound`], [`Error::Forbidden`] by `compute:delete`, [`Error::Locked`].
    pub async fn delete_server(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        let server = self
            .change(request, id, |server, now| {
                self.allow(request, "compute:delete", Target::server(server))?;
                check_lock(request, server, Operation::Delete)?;
                if server.task_state == Some(TaskState::Deleting) && server.transition.is_some() {
                    return Ok(Decision::Keep);
                }
                let mut change = Change::to(server.clone());
                let action = Operation::Delete.as_str();
                change.action = Some(InstanceAction::by(request, action, now));
                if server.host.is_some() {
                    self.begin(Work::Delete, &mut change, now);
                } else {
                    change.server.mark_deleted(now);
                    change.action =
                        change.action.map(|it| it.with_event(Work::Delete.event(), now));
                }
                Ok(Decision::Write(Box::new(change)))
            })
            .await?;
        self.hypervisor.begun(&server);
        Ok(())
    }
}

impl Server {
    /// Turns it into the record of a server that is no more. Its addresses are free then.
    pub fn mark_deleted(&mut self, now: Timestamp) {
        self.vm_state = VmState::Deleted;
        self.task_state = None;
        self.power_state = PowerState::NoState;
        self.transition = None;
        self.addresses = Vec::new();
        self.terminated_at = Some(now.whole_second());
        self.deleted_at = Some(now);
    }
}
