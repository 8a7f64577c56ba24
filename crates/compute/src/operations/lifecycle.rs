//! Starting, stopping, rebooting, pausing and suspending servers, and setting states by hand.

use std::sync::{Mutex, PoisonError};

use super::{
    Compute,
    guard::{Guard, HostCheck, wrong_state},
};
use crate::{
    Change, Decision, Error, InstanceAction, Operation, Request, Server, ServerRef, Target,
    TaskState, Timestamp, VmState, Work, WrongState, states::words,
};

words! {
    /// The kinds of reboot.
    RebootType {
        Soft = "SOFT",
        Hard = "HARD",
    }
}

words! {
    /// The states that administrators can set by hand.
    ResetTo {
        Active = "active",
        Error = "error",
    }
}

/// The tasks that a reboot may interrupt.
const INTERRUPTED_BY_REBOOT: &[TaskState] = &[
    TaskState::Rebooting,
    TaskState::RebootPending,
    TaskState::RebootStarted,
    TaskState::RebootingHard,
    TaskState::Resuming,
    TaskState::Unpausing,
    TaskState::Pausing,
    TaskState::Suspending,
];

const REBOOT: Guard = Guard {
    task_states: INTERRUPTED_BY_REBOOT,
    ..Guard::new(
        Operation::Reboot,
        "compute:reboot",
        &[VmState::Active, VmState::Stopped, VmState::Paused, VmState::Suspended, VmState::Error],
    )
};

const START: Guard = Guard {
    host_check: HostCheck::BeforeState,
    ..Guard::new(Operation::Start, "compute:start", &[VmState::Stopped])
};

const STOP: Guard = Guard {
    host_check: HostCheck::BeforeState,
    ..Guard::new(Operation::Stop, "compute:stop", &[VmState::Active, VmState::Error])
};

const PAUSE: Guard = Guard::new(Operation::Pause, "compute:pause", &[VmState::Active]);
const UNPAUSE: Guard = Guard::new(Operation::Unpause, "compute:unpause", &[VmState::Paused]);
const SUSPEND: Guard = Guard::new(Operation::Suspend, "compute:suspend", &[VmState::Active]);
const RESUME: Guard = Guard::new(Operation::Resume, "compute:resume", &[VmState::Suspended]);

/// Common errors of these operations: [`Error::ServerNotFound`], [`Error::Forbidden`],
/// [`Error::Locked`], [`Error::NoHost`] and [`Error::InvalidState`].
impl Compute {
    /// Starts a stopped server.
    pub async fn start(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work(request, id, &START, Work::Start).await
    }

    /// Stops a server.
    pub async fn stop(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work(request, id, &STOP, Work::Stop).await
    }

    /// Reboots a server. A reboot is refused while another reboot of the same kind is in progress.
    /// A soft reboot is also refused during a hard one.
    pub async fn reboot(
        &self,
        request: Request<'_>,
        id: ServerRef,
        reboot_type: RebootType,
    ) -> Result<(), Error> {
        let work = match reboot_type {
            RebootType::Soft => Work::SoftReboot,
            RebootType::Hard => Work::HardReboot,
        };
        self.work_after(request, id, &REBOOT, work, |change, _| {
            check_reboot(&change.server, reboot_type)
        })
        .await?;
        Ok(())
    }

    /// Halts the processors of a server.
    pub async fn pause(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work(request, id, &PAUSE, Work::Pause).await
    }

    /// Resumes the processors of a paused server.
    pub async fn unpause(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work(request, id, &UNPAUSE, Work::Unpause).await
    }

    /// Saves the memory of a server to disk and stops it.
    pub async fn suspend(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work(request, id, &SUSPEND, Work::Suspend).await
    }

    /// Resumes a suspended server.
    pub async fn resume(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work(request, id, &RESUME, Work::Resume).await
    }

    /// Sets the vm state of a server in any state and clears its task. A lock does not refuse this.
    /// The operation in progress on the server is given up, and an instance action is recorded.
    ///
    /// # Errors
    ///
    /// [`Error::ServerNotFound`], and [`Error::Forbidden`] by the rule `compute:get`.
    pub async fn reset_state(
        &self,
        request: Request<'_>,
        id: ServerRef,
        to: ResetTo,
    ) -> Result<(), Error> {
        let vm_state = match to {
            ResetTo::Active => VmState::Active,
            ResetTo::Error => VmState::Error,
        };
        self.change_work(request, id, |server, scratch, now| {
            self.allow(request, "compute:get", Target::server(server))?;
            let mut change = Change::of(server, scratch);
            change.give_up();
            change.server.vm_state = vm_state;
            change.server.task_state = None;
            let action = Operation::ResetState.recorded_as();
            change.action = action.map(|action| InstanceAction::by(request, action, now));
            Ok(Decision::Write(Box::new(change)))
        })
        .await?;
        Ok(())
    }

    /// Begins work on a server if `guard` allows it.
    pub(super) async fn work(
        &self,
        request: Request<'_>,
        id: ServerRef,
        guard: &Guard,
        work: Work,
    ) -> Result<(), Error> {
        self.work_after(request, id, guard, work, |_, _| Ok(())).await?;
        Ok(())
    }

    /// Like [`Self::work`], but calls `prepare` before the work begins. `prepare` can add to the
    /// change, or refuse the change with an error. Returns the server after the work has begun.
    pub(super) async fn work_after(
        &self,
        request: Request<'_>,
        id: ServerRef,
        guard: &Guard,
        work: Work,
        prepare: impl Fn(&mut Change, Timestamp) -> Result<(), Error> + Send + Sync,
    ) -> Result<Server, Error> {
        // The vm state before the change. The decision can run several times; only the change of
        // the last run is stored.
        let former = Mutex::new(None);
        let mut instance = self
            .change_work(request, id, |server, scratch, now| {
                *former.lock().unwrap_or_else(PoisonError::into_inner) = Some(server.vm_state);
                self.check(request, server, guard)?;
                let mut change = Change::of(server, scratch);
                prepare(&mut change, now)?;
                let action = guard.operation.recorded_as();
                change.action = action.map(|action| InstanceAction::by(request, action, now));
                self.begin(work, &mut change, now)?;
                Ok(Decision::Write(Box::new(change)))
            })
            .await?;
        self.hypervisor.begun(&instance);
        let former = former.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some((vm_state, task)) = former.zip(self.hypervisor.unseen_task(work)) {
            self.unseen_work.add(&mut instance.server, vm_state, task);
        }
        Ok(instance.server)
    }
}

/// Fails if the server can't be rebooted in this way now. A soft reboot needs an active server. No
/// reboot interrupts another reboot of the same kind, and a soft reboot does not interrupt a hard
/// one.
fn check_reboot(server: &Server, reboot_type: RebootType) -> Result<(), Error> {
    use TaskState as Task;
    let refusing: &[Task] = match reboot_type {
        RebootType::Soft => {
            &[Task::Rebooting, Task::RebootPending, Task::RebootStarted, Task::RebootingHard]
        }
        RebootType::Hard => &[Task::RebootingHard],
    };
    let is_active = server.vm_state == VmState::Active;
    let wrong = match server.task_state.filter(|it| refusing.contains(it)) {
        _ if reboot_type == RebootType::Soft && !is_active => WrongState::Vm(server.vm_state),
        Some(task) => WrongState::Task(task),
        None => return Ok(()),
    };
    Err(wrong_state(server, Operation::Reboot, wrong))
}
