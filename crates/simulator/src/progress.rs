//! Takes the due steps of a work.

use std::time::Duration;

use ferronova_compute::{ImageStatus, StoreError, TaskState, Timestamp, Transition, Work};

use crate::{
    Times, images,
    plan::{Plan, StepEnd, Time, WorkEnd},
    work_context::WorkContext,
};

/// Begins `work`, giving up any work in progress. Takes the steps that are due at once: all of
/// them, if the work takes no time.
pub(crate) fn begin(context: &mut WorkContext<'_>, work: Work) -> Result<(), StoreError> {
    context.change.give_up();
    context.change.server.progress = 0;
    enter_work(context, work);
    catch_up(context, context.now)
}

/// Ends every step that is due at `reached`, the time that the work has reached. `reached` differs
/// from the clock's time if the clock was set since the step began. A step's time is counted from
/// when the step before was due, so that late steps do not delay the next ones.
pub(crate) fn catch_up(
    context: &mut WorkContext<'_>,
    reached: Timestamp,
) -> Result<(), StoreError> {
    let is_due = |it: &Transition| it.due <= reached;
    while let Some(transition) = context.change.scratch.transition.filter(is_due) {
        let plan = Plan::of(transition.work);
        let task_state = context.change.server.task_state;
        for (_, step_end) in plan.step_ends.iter().filter(|(step, _)| Some(*step) == task_state) {
            match step_end {
                StepEnd::Call(step_end) => step_end(context),
                StepEnd::AskStore(step_end) => step_end(context)?,
            }
        }
        if context.change.scratch.transition == Some(transition) {
            let due = transition.due + plan.step_time(context.times);
            let step = transition.step.saturating_add(1);
            enter(context, Transition { step, due, ..transition });
        }
    }
    Ok(())
}

/// Enters the first step of a work.
fn enter_work(context: &mut WorkContext<'_>, work: Work) {
    let due = context.now + Plan::of(work).step_time(context.times);
    enter(context, Transition { work, step: 0, due });
}

/// Enters a step of a work. If the previous step was the last, finishes the work.
fn enter(context: &mut WorkContext<'_>, transition: Transition) {
    let Plan { steps, image, end, .. } = Plan::of(transition.work);
    let task_state = steps.get(usize::from(transition.step)).copied();
    if task_state.is_none() && !(steps.is_empty() && transition.step == 0) {
        finish(context, *end);
        return;
    }
    context.change.server.task_state = task_state;
    context.change.scratch.transition = Some(transition);
    let uploads =
        matches!(task_state, Some(TaskState::ImageUploading | TaskState::ShelvingImageUploading));
    if let Some(image) = image.filter(|_| uploads) {
        images::reach(context, image, ImageStatus::Saving);
    }
}

/// Finishes a work, and enters the first step of the work that follows it, if there is one.
fn finish(context: &mut WorkContext<'_>, end: WorkEnd) {
    context.clear_task();
    match end {
        WorkEnd::Settle(vm_state, power_state) => context.set_states(vm_state, power_state),
        WorkEnd::Follow(work) => context.next = Some(work),
        WorkEnd::Call(end) => end(context),
    }
    if let Some(next) = context.next.take() {
        enter_work(context, next);
    }
}

/// Returns how long to wait until a step is due. It is at most the duration of the step, so that
/// the work is not delayed if the clock was set back. For works that only wait, there is no
/// maximum.
pub(crate) fn time_to(transition: Transition, times: Times, now: Timestamp) -> Duration {
    let time = transition.due.since(now);
    let plan = Plan::of(transition.work);
    match plan.time {
        Time::UntilOffload | Time::UntilReclaim => time,
        Time::Build | Time::Action => match plan.step_time(times) {
            // By the current setting, such works take no time. The step was stored under another
            // setting.
            Duration::ZERO => time,
            longest => time.min(longest),
        },
    }
}
