//! What states a server goes through while work is done to it, as Nova 2014.2 with libvirt has it.

use ferronova_compute::{PowerState, TaskState, VmState, Work};

/// The task states of a work, in their order. Each takes the same time.
pub(crate) const fn steps(work: Work) -> &'static [TaskState] {
    use TaskState as Task;
    match work {
        Work::Build => {
            &[Task::Scheduling, Task::Networking, Task::BlockDeviceMapping, Task::Spawning]
        }
        Work::Start => &[Task::PoweringOn],
        Work::Stop => &[Task::PoweringOff],
        Work::SoftReboot => &[Task::Rebooting, Task::RebootPending, Task::RebootStarted],
        Work::HardReboot => {
            &[Task::RebootingHard, Task::RebootPendingHard, Task::RebootStartedHard]
        }
        Work::Pause => &[Task::Pausing],
        Work::Unpause => &[Task::Unpausing],
        Work::Suspend => &[Task::Suspending],
        Work::Resume => &[Task::Resuming],
        Work::Delete => &[Task::Deleting],
    }
}

/// What a server is when the work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It goes on, in these states.
    In(VmState, PowerState),
    /// It is no more.
    Deleted,
}

/// How a work ends, whatever state it began in: a server in error is stopped, or runs, after it.
#[expect(clippy::match_same_arms, reason = "each arm is a row of the table")]
pub(crate) const fn end(work: Work) -> End {
    match work {
        Work::Build => End::In(VmState::Active, PowerState::Running),
        Work::Start => End::In(VmState::Active, PowerState::Running),
        Work::Stop => End::In(VmState::Stopped, PowerState::Shutdown),
        Work::SoftReboot => End::In(VmState::Active, PowerState::Running),
        Work::HardReboot => End::In(VmState::Active, PowerState::Running),
        Work::Pause => End::In(VmState::Paused, PowerState::Paused),
        Work::Unpause => End::In(VmState::Active, PowerState::Running),
        // The memory lies on disk and nothing runs: libvirt reports a domain that is off.
        Work::Suspend => End::In(VmState::Suspended, PowerState::Shutdown),
        Work::Resume => End::In(VmState::Active, PowerState::Running),
        Work::Delete => End::Deleted,
    }
}
