//! What was done to a server, by whom, and when.

use crate::{Request, RequestId, Timestamp, states::words};

/// How many of its newest actions a server keeps.
pub const KEPT_ACTIONS: usize = 1000;

/// The message of an action of which a part failed.
const FAILED: &str = "Error";

/// One thing that was done to a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceAction {
    /// What: the name of the request, as `lock`, `stop`, `create`.
    pub action: String,
    /// In which request; nothing for one that a seed holds.
    pub request_id: Option<RequestId>,
    /// By which user.
    pub user_id: String,
    /// With a token of which project.
    pub project_id: String,
    /// When.
    pub start_time: Timestamp,
    /// What went wrong, if something did.
    pub message: Option<String>,
    /// The parts of it, oldest first.
    pub events: Vec<ActionEvent>,
}

impl InstanceAction {
    /// The record of what `request` does at `now`.
    #[must_use]
    pub fn by(request: Request<'_>, action: &str, now: Timestamp) -> Self {
        Self {
            action: action.to_owned(),
            request_id: Some(request.id),
            user_id: request.caller.user_id.clone(),
            project_id: request.caller.project_id.clone(),
            start_time: now,
            message: None,
            events: Vec::new(),
        }
    }

    /// The same record with one more part that was over at once.
    #[must_use]
    pub fn with_event(self, event: &'static str, now: Timestamp) -> Self {
        self.with_ended(EventEnd { event, finish_time: now, result: EventResult::Success })
    }

    /// The same record with one more part that failed at once.
    #[must_use]
    pub fn with_failed_event(self, event: &'static str, now: Timestamp) -> Self {
        self.with_ended(EventEnd { event, finish_time: now, result: EventResult::Error })
    }

    fn with_ended(mut self, end: EventEnd) -> Self {
        self.begin_event(end.event, end.finish_time);
        end.apply(std::slice::from_mut(&mut self));
        self
    }

    /// Adds one more part, which goes on.
    pub fn begin_event(&mut self, event: &str, now: Timestamp) {
        self.events.push(ActionEvent {
            event: event.to_owned(),
            start_time: now,
            finish_time: None,
            result: None,
            traceback: None,
        });
    }
}

words! {
    /// How a part of an action ended.
    EventResult {
        Success = "Success",
        Error = "Error",
    }
}

/// One part of an action: what one component did for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionEvent {
    /// Which, as `compute_stop_instance`.
    pub event: String,
    /// When it began.
    pub start_time: Timestamp,
    /// When it ended; nothing while it goes on, or if something else came in between.
    pub finish_time: Option<Timestamp>,
    /// How it ended.
    pub result: Option<EventResult>,
    /// Where it failed; for administrators.
    pub traceback: Option<String>,
}

/// The end of an event that was recorded when it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventEnd {
    /// Which event.
    pub event: &'static str,
    /// When it ended.
    pub finish_time: Timestamp,
    /// How it ended.
    pub result: EventResult,
}

impl EventEnd {
    /// Ends the newest event of that name that goes on, and notes with its action if it failed.
    /// `actions` come from the oldest to the newest; says which of them it was.
    pub fn apply(self, actions: &mut [InstanceAction]) -> Option<usize> {
        let is_meant = |it: &ActionEvent| it.event == self.event && it.finish_time.is_none();
        for (n, action) in actions.iter_mut().enumerate().rev() {
            if let Some(event) = action.events.iter_mut().rev().find(|it| is_meant(it)) {
                event.finish_time = Some(self.finish_time);
                event.result = Some(self.result);
                if self.result == EventResult::Error {
                    action.message = Some(FAILED.to_owned());
                }
                return Some(n);
            }
        }
        None
    }
}
