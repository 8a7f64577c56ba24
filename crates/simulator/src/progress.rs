//! Takes a server along the steps of a work, as far as the time is.

use std::time::Duration;

use ferronova_compute::{
    Change, ImageStatus, Images, Infrastructure, Note, PowerState, StoreError, TaskState,
    Timestamp, Transition, VmState, Work,
};

use crate::{
    Times,
    course::steps,
    finish::finish,
    images,
    placement::{move_to, place, place_again, place_for_rebuild},
};

/// What a work looks at besides its server.
#[derive(Clone, Copy)]
pub(crate) struct World<'a> {
    pub(crate) images: &'a dyn Images,
    pub(crate) infrastructure: &'a Infrastructure,
}

/// A change of a server that takes it along a work.
pub(crate) struct Course<'a> {
    pub(crate) change: &'a mut Change,
    pub(crate) times: Times,
    pub(crate) world: World<'a>,
    pub(crate) now: Timestamp,
    /// How far the time of the work has come: it is not the time now if the clock was set meanwhile.
    reached: Timestamp,
    /// Whether a work failed on the way.
    pub(crate) has_failed: bool,
}

impl<'a> Course<'a> {
    /// The course of a change at this time.
    pub(crate) fn of(
        change: &'a mut Change,
        times: Times,
        world: World<'a>,
        now: Timestamp,
    ) -> Self {
        Self { change, times, world, now, reached: now, has_failed: false }
    }

    /// The same, where the time of the work has come so far.
    pub(crate) fn having_reached(self, reached: Timestamp) -> Self {
        Self { reached, ..self }
    }

    /// Puts the server on the first step of `work`, whatever was done to it before, and goes on
    /// from there as far as the time is: to the end, if the work takes no time.
    pub(crate) fn begin(&mut self, work: Work) -> Result<(), StoreError> {
        self.change.give_up();
        self.change.server.progress = 0;
        self.enter_work(work);
        self.catch_up()
    }

    /// Ends every step that is due, each when the one before it was.
    pub(crate) fn catch_up(&mut self) -> Result<(), StoreError> {
        let reached = self.reached;
        let is_due = |it: &Transition| it.due <= reached;
        while let Some(transition) = self.change.server.transition.filter(is_due) {
            self.leave(transition.work)?;
            if self.change.server.transition == Some(transition) {
                let due = transition.due + step_time(transition.work, self.times);
                let step = transition.step.saturating_add(1);
                self.enter(Transition { step, due, ..transition });
            }
        }
        Ok(())
    }

    /// Puts the server on the first step of a work that follows another.
    pub(crate) fn enter_work(&mut self, work: Work) {
        self.reached = self.now;
        let due = self.now + step_time(work, self.times);
        self.enter(Transition { work, step: 0, due });
    }

    /// The server is in these states from now on.
    pub(crate) fn settle(&mut self, vm_state: VmState, power_state: PowerState) {
        let server = &mut self.change.server;
        server.vm_state = vm_state;
        server.power_state = power_state;
        if vm_state == VmState::Active {
            server.launched_at.get_or_insert(self.now.whole_second());
        }
    }

    /// The server runs since now.
    pub(crate) fn launched(&mut self) {
        self.change.server.launched_at = Some(self.now.whole_second());
    }

    /// Puts the server on a step, or at the end if there is none of that number.
    fn enter(&mut self, transition: Transition) {
        let steps = steps(transition.work);
        let task_state = steps.get(usize::from(transition.step)).copied();
        if task_state.is_none() && !(steps.is_empty() && transition.step == 0) {
            finish(self, transition.work);
            return;
        }
        let server = &mut self.change.server;
        server.task_state = task_state;
        server.transition = Some(transition);
        if matches!(task_state, Some(TaskState::ImageUploading | TaskState::ShelvingImageUploading))
        {
            images::reach(self, image_of(transition.work), ImageStatus::Saving);
        }
    }

    /// What is done when the step that the server is on ends.
    fn leave(&mut self, work: Work) -> Result<(), StoreError> {
        let server = &mut self.change.server;
        match (work, server.task_state) {
            (Work::Build, Some(TaskState::Scheduling)) => place(self),
            (Work::Unshelve, Some(TaskState::Unshelving)) if server.host.is_none() => {
                place_again(self)?;
            }
            (Work::Rebuild, Some(TaskState::Rebuilding)) if server.host.is_none() => {
                place_for_rebuild(self);
            }
            // Its disk is a volume, so that no image holds it up: it leaves its host at once.
            (Work::Shelve, Some(TaskState::Shelving)) if server.boots_from_volume() => {
                finish(self, Work::ShelveOffload);
            }
            (Work::Resize, Some(TaskState::ResizeMigrating)) => {
                if let Some(host) = server.take_note(Note::NewHost) {
                    move_to(server, host, self.world.infrastructure);
                }
            }
            (Work::Resize, Some(TaskState::ResizeMigrated)) => {
                if let Some(flavor) = server.take_note(Note::NewFlavor) {
                    server.flavor_id = flavor;
                }
            }
            (_, _) => {}
        }
        Ok(())
    }
}

/// Where a work notes the image that it makes.
fn image_of(work: Work) -> Note {
    if work == Work::Shelve { Note::ShelvedImage } else { Note::SnapshotImage }
}

/// How long to wait for a step that is due then. A clock that was set back must not hold a work up;
/// what only waits for its end may do so longer.
pub(crate) fn time_to(transition: Transition, times: Times, now: Timestamp) -> Duration {
    let time = transition.due.since(now);
    match transition.work {
        Work::AwaitOffload | Work::AwaitReclaim => time,
        work => match step_time(work, times) {
            // There was a time for it when it began.
            Duration::ZERO => time,
            longest => time.min(longest),
        },
    }
}

/// How long each step of a work takes.
fn step_time(work: Work, times: Times) -> Duration {
    let whole = match work {
        Work::Build => times.build,
        Work::AwaitOffload => times.shelved_offload.unwrap_or(Duration::MAX),
        Work::AwaitReclaim => times.reclaim,
        Work::Start
        | Work::Stop
        | Work::SoftReboot
        | Work::HardReboot
        | Work::Pause
        | Work::Unpause
        | Work::Suspend
        | Work::Resume
        | Work::Delete
        | Work::Resize
        | Work::ConfirmResize
        | Work::RevertResize
        | Work::LiveMigrate
        | Work::Rebuild
        | Work::Evacuate
        | Work::ChangePassword
        | Work::Rescue
        | Work::Unrescue
        | Work::Snapshot
        | Work::Backup
        | Work::Shelve
        | Work::ShelveOffload
        | Work::Unshelve
        | Work::SoftDelete
        | Work::Restore => times.action.unwrap_or_default(),
    };
    let n_steps = u32::try_from(steps(work).len()).unwrap_or(u32::MAX);
    whole.checked_div(n_steps).unwrap_or(whole)
}
