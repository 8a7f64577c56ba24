//! The checks before an operation on a server, in Nova's order: policy, lock, vm state, task state,
//! and whether the server ever ran. It depends on the operation whether the check of the host comes
//! before or after the states.

use super::Compute;
use crate::{Error, Operation, Request, Server, Target, TaskState, VmState, WrongState, locking};

/// The conditions of an operation on a server.
pub(super) struct Guard {
    /// The operation, for the lock rules and for messages.
    pub(super) operation: Operation,
    /// The policy rule that must allow the operation, with the server as its target.
    pub(super) rule: &'static str,
    /// When to check that the server has a host.
    pub(super) host_check: HostCheck,
    /// The vm states that allow the operation.
    pub(super) vm_states: &'static [VmState],
    /// The task states that allow the operation. The operation is also allowed if no task is in
    /// progress.
    pub(super) task_states: &'static [TaskState],
    /// Whether the server must have run at least once.
    pub(super) needs_past: bool,
}

impl Guard {
    /// Returns the conditions of most operations: no task is in progress, the server ran before,
    /// and it has a host.
    pub(super) const fn new(
        operation: Operation,
        rule: &'static str,
        vm_states: &'static [VmState],
    ) -> Self {
        Self {
            operation,
            rule,
            host_check: HostCheck::AfterState,
            vm_states,
            task_states: &[],
            needs_past: true,
        }
    }
}

/// When to check that a server has a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HostCheck {
    /// Before the states are checked.
    BeforeState,
    /// After the states are checked, since Nova asks the host itself at this point.
    AfterState,
    /// Not at all: the operation itself finds a host, or needs none.
    Never,
    /// Only the host is checked; the states do not matter.
    Only,
}

impl Compute {
    /// Fails with the error for the first condition that does not hold.
    pub(super) fn check(
        &self,
        request: Request<'_>,
        server: &Server,
        guard: &Guard,
    ) -> Result<(), Error> {
        self.allow(request, guard.rule, Target::server(server))?;
        check_lock(request, server, guard.operation)?;
        match guard.host_check {
            HostCheck::BeforeState => {
                check_host(server)?;
                check_state(server, guard)
            }
            HostCheck::AfterState => {
                check_state(server, guard)?;
                check_host(server)
            }
            HostCheck::Never => check_state(server, guard),
            HostCheck::Only => check_host(server),
        }
    }
}

/// Fails if a lock refuses the operation to the caller.
pub(super) fn check_lock(
    request: Request<'_>,
    server: &Server,
    operation: Operation,
) -> Result<(), Error> {
    if locking::refuses(&server.lock, operation, request.caller.is_admin) {
        return Err(Error::Locked { id: server.id });
    }
    Ok(())
}

fn check_host(server: &Server) -> Result<(), Error> {
    if server.host.is_none() { Err(Error::NoHost { id: server.id }) } else { Ok(()) }
}

fn check_state(server: &Server, guard: &Guard) -> Result<(), Error> {
    let task = server.task_state.filter(|it| !guard.task_states.contains(it));
    let wrong = if !guard.vm_states.contains(&server.vm_state) {
        WrongState::Vm(server.vm_state)
    } else if let Some(task) = task {
        WrongState::Task(task)
    } else if guard.needs_past && server.launched_at.is_none() {
        WrongState::NeverActive(server.vm_state)
    } else {
        return Ok(());
    };
    Err(wrong_state(server, guard.operation, wrong))
}

/// Returns the error for a state that does not allow an operation.
pub(super) fn wrong_state(server: &Server, operation: Operation, state: WrongState) -> Error {
    Error::InvalidState { id: server.id, operation: operation.as_str(), state }
}
