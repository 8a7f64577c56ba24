//! What the instance actions say of a work: an event that begins and ends with it.

use ferronova_compute::{EventEnd, EventResult, InstanceAction, Timestamp, Work};

use crate::work_context::WorkContext;

/// Adds the event of a work that has just begun, and is over if that took no time, to the action
/// that asked for it.
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

/// The end of the event of a work that a server was taken along; nothing while it goes on.
pub(crate) fn end(work: Work, context: &WorkContext<'_>) -> Option<EventEnd> {
    if context.change.scratch.transition.is_some_and(|it| it.work == work) {
        return None;
    }
    let result = if context.has_failed { EventResult::Error } else { EventResult::Success };
    Some(EventEnd { event: work.event(), finish_time: context.now, result })
}
