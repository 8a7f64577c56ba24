//! Begins and ends the events of instance actions: each work is recorded as an event, which begins
//! and ends with the work.

use ferronova_compute::{EventEnd, EventResult, InstanceAction, Timestamp, Work};

use crate::work_context::WorkContext;

/// Adds the event of a work that has just begun to `action`, the record of the action that
/// requested the work. If the work took no time, `end` ends the event at once.
pub(crate) fn begin(
    action: &mut InstanceAction,
    work: Work,
    end: Option<EventEnd>,
    now: Timestamp,
) {
    action.begin_event(work.event(), now);
    if let Some(end) = end {
        end.apply(std::slice::from_mut(action));
    }
}

/// Returns the end of a work's event; `None` while the work is in progress.
pub(crate) fn end(work: Work, context: &WorkContext<'_>) -> Option<EventEnd> {
    if context.change.scratch.transition.is_some_and(|it| it.work == work) {
        return None;
    }
    let result = if context.has_failed { EventResult::Error } else { EventResult::Success };
    Some(EventEnd { event: work.event(), finish_time: context.now, result })
}
