//! What each work does to a server, as in Nova 2014.2 with libvirt: one row per work.

use std::time::Duration;

use ferronova_compute::{Note, PowerState, StoreError, TaskState as Task, VmState, Work};

use crate::{Times, finish, images, placement, work_context::WorkContext};

/// What a work does to a server.
pub(crate) struct Plan {
    /// The task states that the server goes through, in order, each for the same time. A work
    /// without task states has one step, in which the server has no task state.
    pub(crate) steps: &'static [Task],
    /// The total time of all steps.
    pub(crate) time: Time,
    /// What is done at the end of some steps, before the next one begins.
    pub(crate) step_ends: &'static [(Task, StepEnd)],
    /// The note that holds the id of the image that the work makes; `None` if the work makes no
    /// image.
    pub(crate) image: Option<Note>,
    /// What is done when the work ends.
    pub(crate) end: WorkEnd,
}

/// Which of the durations in [`Times`] a work takes.
#[derive(Clone, Copy)]
pub(crate) enum Time {
    Build,
    Action,
    /// The time until a shelved server has to leave its host.
    UntilOffload,
    /// The time until a soft-deleted server is deleted for good.
    UntilReclaim,
}

/// What is done at the end of a step.
#[derive(Clone, Copy)]
pub(crate) enum StepEnd {
    Call(fn(&mut WorkContext<'_>)),
    /// Calls a function that reads from the store, which can fail.
    AskStore(fn(&mut WorkContext<'_>) -> Result<(), StoreError>),
}

/// What is done at the end of a work.
#[derive(Clone, Copy)]
pub(crate) enum WorkEnd {
    /// Sets the states of the server.
    Settle(VmState, PowerState),
    /// Begins another work.
    Follow(Work),
    Call(fn(&mut WorkContext<'_>)),
}

const RUNS: WorkEnd = WorkEnd::Settle(VmState::Active, PowerState::Running);
const NOTHING: WorkEnd = WorkEnd::Call(|_| {});

const REBUILD_STEPS: &[Task] =
    &[Task::Rebuilding, Task::RebuildBlockDeviceMapping, Task::RebuildSpawning];

/// Makes the plan of a work whose time is [`Time::Action`].
const fn action(steps: &'static [Task], end: WorkEnd) -> Plan {
    Plan { steps, time: Time::Action, step_ends: &[], image: None, end }
}

/// The plan of every work, in the order of [`Work::ALL`].
static PLANS: [(Work, Plan); Work::ALL.len()] = [
    (
        Work::Build,
        Plan {
            time: Time::Build,
            step_ends: &[(Task::Scheduling, StepEnd::Call(placement::place))],
            ..action(
                &[Task::Scheduling, Task::Networking, Task::BlockDeviceMapping, Task::Spawning],
                RUNS,
            )
        },
    ),
    (Work::Start, action(&[Task::PoweringOn], RUNS)),
    (
        Work::Stop,
        action(&[Task::PoweringOff], WorkEnd::Settle(VmState::Stopped, PowerState::Shutdown)),
    ),
    (Work::SoftReboot, action(&[Task::Rebooting, Task::RebootPending, Task::RebootStarted], RUNS)),
    (
        Work::HardReboot,
        action(&[Task::RebootingHard, Task::RebootPendingHard, Task::RebootStartedHard], RUNS),
    ),
    (Work::Pause, action(&[Task::Pausing], WorkEnd::Settle(VmState::Paused, PowerState::Paused))),
    (Work::Unpause, action(&[Task::Unpausing], RUNS)),
    // The memory is on disk and nothing runs: libvirt reports the domain as shut off.
    (
        Work::Suspend,
        action(&[Task::Suspending], WorkEnd::Settle(VmState::Suspended, PowerState::Shutdown)),
    ),
    (Work::Resume, action(&[Task::Resuming], RUNS)),
    (Work::Delete, action(&[Task::Deleting], WorkEnd::Call(finish::delete))),
    (
        Work::Resize,
        Plan {
            step_ends: &[
                (Task::ResizeMigrating, StepEnd::Call(finish::go_to_new_host)),
                (Task::ResizeMigrated, StepEnd::Call(finish::take_new_flavor)),
            ],
            ..action(
                &[
                    Task::ResizePrep,
                    Task::ResizeMigrating,
                    Task::ResizeMigrated,
                    Task::ResizeFinish,
                ],
                WorkEnd::Call(finish::resize),
            )
        },
    ),
    (Work::ConfirmResize, action(&[], WorkEnd::Call(finish::confirm_resize))),
    (Work::RevertResize, action(&[Task::ResizeReverting], WorkEnd::Call(finish::revert_resize))),
    (Work::LiveMigrate, action(&[Task::Migrating], WorkEnd::Call(finish::go_to_new_host))),
    (
        Work::Rebuild,
        Plan {
            step_ends: &[(Task::Rebuilding, StepEnd::Call(placement::place_for_rebuild))],
            ..action(REBUILD_STEPS, WorkEnd::Call(finish::rebuild))
        },
    ),
    (Work::Evacuate, action(REBUILD_STEPS, WorkEnd::Call(finish::evacuate))),
    (Work::ChangePassword, action(&[Task::UpdatingPassword], NOTHING)),
    (Work::Rescue, action(&[Task::Rescuing], WorkEnd::Call(finish::rescue))),
    (Work::Unrescue, action(&[Task::Unrescuing], RUNS)),
    (
        Work::Snapshot,
        Plan {
            image: Some(Note::SnapshotImage),
            ..action(
                &[
                    Task::ImageSnapshotPending,
                    Task::ImageSnapshot,
                    Task::ImagePendingUpload,
                    Task::ImageUploading,
                ],
                WorkEnd::Call(images::finish),
            )
        },
    ),
    (
        Work::Backup,
        Plan {
            image: Some(Note::SnapshotImage),
            ..action(
                &[Task::ImageBackup, Task::ImagePendingUpload, Task::ImageUploading],
                WorkEnd::Call(images::finish_backup),
            )
        },
    ),
    (
        Work::Shelve,
        Plan {
            step_ends: &[(Task::Shelving, StepEnd::Call(finish::offload_volumes))],
            image: Some(Note::ShelvedImage),
            ..action(
                &[Task::Shelving, Task::ShelvingImagePendingUpload, Task::ShelvingImageUploading],
                WorkEnd::Call(finish::shelve),
            )
        },
    ),
    (
        Work::AwaitOffload,
        Plan { time: Time::UntilOffload, ..action(&[], WorkEnd::Follow(Work::ShelveOffload)) },
    ),
    (Work::ShelveOffload, action(&[Task::ShelvingOffloading], WorkEnd::Call(finish::offload))),
    (
        Work::Unshelve,
        Plan {
            step_ends: &[(Task::Unshelving, StepEnd::AskStore(placement::place_again))],
            ..action(&[Task::Unshelving, Task::Spawning], WorkEnd::Call(finish::unshelve))
        },
    ),
    (Work::SoftDelete, action(&[Task::SoftDeleting], WorkEnd::Call(finish::soft_delete))),
    (
        Work::AwaitReclaim,
        Plan { time: Time::UntilReclaim, ..action(&[], WorkEnd::Follow(Work::Delete)) },
    ),
    (Work::Restore, action(&[Task::Restoring], WorkEnd::Call(finish::restore))),
];

// `Plan::of` uses the work as the index of its plan, so the order must be the same.
const _: () = {
    let mut place = 0;
    while place < PLANS.len() {
        assert!(PLANS[place].0 as usize == place);
        place += 1;
    }
};

impl Plan {
    pub(crate) fn of(work: Work) -> &'static Self {
        &PLANS[work as usize].1
    }

    /// The duration of each step of the work.
    pub(crate) fn step_time(&self, times: Times) -> Duration {
        let whole = match self.time {
            Time::Build => times.build,
            Time::Action => times.action.unwrap_or_default(),
            Time::UntilOffload => times.shelved_offload.unwrap_or(Duration::MAX),
            Time::UntilReclaim => times.reclaim,
        };
        let n_steps = u32::try_from(self.steps.len()).unwrap_or(u32::MAX);
        whole.checked_div(n_steps).unwrap_or(whole)
    }
}
