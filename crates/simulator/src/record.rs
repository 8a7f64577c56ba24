//! What the instance actions say of a work: an event that begins and ends with it.

use ferronova_compute::{EventEnd, EventResult, InstanceAction, Server, Timestamp, VmState, Work};

/// Adds the event of a work that has just begun, and is over if that took no time, to the action
/// that asked for it.
pub(crate) fn begin(action: &mut InstanceAction, work: Work, server: &Server, now: Timestamp) {
    action.begin_event(work.event(), now);
    if let Some(end) = end(work, server, now) {
        end.apply(std::slice::from_mut(action));
    }
}

/// The end of the event of a work that the server was taken along; nothing while it goes on.
pub(crate) fn end(work: Work, server: &Server, now: Timestamp) -> Option<EventEnd> {
    result(server).map(|result| EventEnd { event: work.event(), finish_time: now, result })
}

/// How the work on a server ended, if it did. No work but one that failed leaves it in error.
fn result(server: &Server) -> Option<EventResult> {
    match (server.transition, server.vm_state) {
        (Some(_), _) => None,
        (None, VmState::Error) => Some(EventResult::Error),
        (None, _) => Some(EventResult::Success),
    }
}
