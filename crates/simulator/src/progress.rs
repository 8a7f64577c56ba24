//! Takes a server along the steps of a work, as far as the time is.

use std::time::Duration;

use ferronova_compute::{ImageStatus, StoreError, TaskState, Timestamp, Transition, Work};

use crate::{
    Times,
    course::Course,
    images,
    plan::{End, Leave, Plan, Time},
};

/// Puts the server on the first step of `work`, whatever was done to it before, and goes on
/// from there as far as the time is: to the end, if the work takes no time.
pub(crate) fn begin(course: &mut Course<'_>, work: Work) -> Result<(), StoreError> {
    course.change.give_up();
    course.change.server.progress = 0;
    enter_work(course, work);
    catch_up(course, course.now)
}

/// Ends every step that is due, each when the one before it was, where the time of the work has
/// come as far as `reached`. That is not the time now if the clock was set meanwhile.
pub(crate) fn catch_up(course: &mut Course<'_>, reached: Timestamp) -> Result<(), StoreError> {
    let is_due = |it: &Transition| it.due <= reached;
    while let Some(transition) = course.change.scratch.transition.filter(is_due) {
        let plan = Plan::of(transition.work);
        let task_state = course.change.server.task_state;
        for (_, leave) in plan.leave.iter().filter(|(step, _)| Some(*step) == task_state) {
            match leave {
                Leave::Call(leave) => leave(course),
                Leave::Ask(leave) => leave(course)?,
            }
        }
        if course.change.scratch.transition == Some(transition) {
            let due = transition.due + plan.step_time(course.times);
            let step = transition.step.saturating_add(1);
            enter(course, Transition { step, due, ..transition });
        }
    }
    Ok(())
}

/// Puts the server on the first step of a work.
fn enter_work(course: &mut Course<'_>, work: Work) {
    let due = course.now + Plan::of(work).step_time(course.times);
    enter(course, Transition { work, step: 0, due });
}

/// Puts the server on a step, or at the end if there is none of that number.
fn enter(course: &mut Course<'_>, transition: Transition) {
    let Plan { steps, image, end, .. } = Plan::of(transition.work);
    let task_state = steps.get(usize::from(transition.step)).copied();
    if task_state.is_none() && !(steps.is_empty() && transition.step == 0) {
        finish(course, *end);
        return;
    }
    course.change.server.task_state = task_state;
    course.change.scratch.transition = Some(transition);
    let uploads =
        matches!(task_state, Some(TaskState::ImageUploading | TaskState::ShelvingImageUploading));
    if let Some(image) = image.filter(|_| uploads) {
        images::reach(course, image, ImageStatus::Saving);
    }
}

/// Ends a work, whatever state it began in, and enters the one that follows it.
fn finish(course: &mut Course<'_>, end: End) {
    course.rest();
    match end {
        End::Settle(vm_state, power_state) => course.settle(vm_state, power_state),
        End::Follow(work) => course.next = Some(work),
        End::Call(end) => end(course),
    }
    if let Some(next) = course.next.take() {
        enter_work(course, next);
    }
}

/// How long to wait for a step that is due then. A clock that was set back must not hold a work up;
/// what only waits for its end may do so longer.
pub(crate) fn time_to(transition: Transition, times: Times, now: Timestamp) -> Duration {
    let time = transition.due.since(now);
    let plan = Plan::of(transition.work);
    match plan.time {
        Time::UntilOffload | Time::UntilReclaim => time,
        Time::Build | Time::Action => match plan.step_time(times) {
            // There was a time for it when it began.
            Duration::ZERO => time,
            longest => time.min(longest),
        },
    }
}
