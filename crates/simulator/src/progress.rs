//! Takes a server along the steps of a work, as far as the time is.

use std::time::Duration;

use ferronova_compute::{Infrastructure, Server, TaskState, Timestamp, Transition, VmState, Work};

use crate::{
    Times,
    course::{End, end, steps},
    placement::place,
};

/// Puts the server on the first step of `work`, whatever was done to it before, and goes on from
/// there as far as the time is: to the end, if the work takes no time.
pub(crate) fn begin(
    server: &mut Server,
    work: Work,
    times: Times,
    infrastructure: &Infrastructure,
    now: Timestamp,
) {
    server.progress = 0;
    enter(server, Transition { work, step: 0, due: now + step_time(work, times) }, now);
    catch_up(server, times, infrastructure, now);
}

/// Ends every step that is due, each when the one before it was.
pub(crate) fn catch_up(
    server: &mut Server,
    times: Times,
    infrastructure: &Infrastructure,
    now: Timestamp,
) {
    while let Some(Transition { work, step, due }) = server.transition.filter(|it| it.due <= now) {
        if server.task_state == Some(TaskState::Scheduling) {
            place(server, infrastructure, now);
        }
        if server.transition.is_some() {
            let next = Transition {
                work,
                step: step.saturating_add(1),
                due: due + step_time(work, times),
            };
            enter(server, next, now);
        }
    }
}

/// Puts the server on a step, or at the end if there is none of that number.
fn enter(server: &mut Server, transition: Transition, now: Timestamp) {
    if let Some(task_state) = steps(transition.work).get(usize::from(transition.step)) {
        server.task_state = Some(*task_state);
        server.transition = Some(transition);
    } else {
        finish(server, transition.work, now);
    }
}

fn finish(server: &mut Server, work: Work, now: Timestamp) {
    match end(work) {
        End::In(vm_state, power_state) => {
            server.vm_state = vm_state;
            server.power_state = power_state;
            server.task_state = None;
            server.transition = None;
            if vm_state == VmState::Active {
                server.launched_at.get_or_insert(now.whole_second());
            }
        }
        End::Deleted => server.mark_deleted(now),
    }
}

/// How long each step of a work takes.
fn step_time(work: Work, times: Times) -> Duration {
    let whole = match work {
        Work::Build => times.build,
        Work::Start
        | Work::Stop
        | Work::SoftReboot
        | Work::HardReboot
        | Work::Pause
        | Work::Unpause
        | Work::Suspend
        | Work::Resume
        | Work::Delete => times.action,
    };
    let n_steps = u32::try_from(steps(work).len()).unwrap_or(u32::MAX);
    whole.checked_div(n_steps).unwrap_or(whole)
}
