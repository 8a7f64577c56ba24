//! The record of what was done to a server, by whom, and when.

use crate::{Request, Timestamp, states::words};

/// Maximum number of actions kept per server; older ones are dropped.
pub const KEPT_ACTIONS: usize = 1000;

/// Message of an action that had a failed event.
const FAILED: &str = "Error";

/// One action on a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceAction {
    /// Its name, such as `lock`, `stop` or `create`.
    pub action: String,
    /// The id of the request that caused it, if that is known: a text of at most 255 characters,
    /// which need not have the form of a [`RequestId`](crate::RequestId).
    pub request_id: Option<String>,
    /// The user who requested it.
    pub user_id: String,
    /// The project that the user's token was scoped to.
    pub project_id: String,
    /// When it started.
    pub start_time: Timestamp,
    /// What went wrong, if anything.
    pub message: Option<String>,
    /// Its events, oldest first.
    pub events: Vec<ActionEvent>,
}

impl InstanceAction {
    /// Makes the record of `action`, which `request` asked for at `now`.
    #[must_use]
    pub fn by(request: Request<'_>, action: &str, now: Timestamp) -> Self {
        Self {
            action: action.to_owned(),
            request_id: Some(request.id.to_string()),
            user_id: request.caller.user_id.clone(),
            project_id: request.caller.project_id.clone(),
            start_time: now,
            message: None,
            events: Vec::new(),
        }
    }

    /// The same record with another event, which started and succeeded at `now`.
    #[must_use]
    pub fn with_event(self, event: &'static str, now: Timestamp) -> Self {
        self.with_ended(EventEnd { event, finish_time: now, result: EventResult::Success })
    }

    /// The same record with another event, which started and failed at `now`.
    #[must_use]
    pub fn with_failed_event(self, event: &'static str, now: Timestamp) -> Self {
        self.with_ended(EventEnd { event, finish_time: now, result: EventResult::Error })
    }

    fn with_ended(mut self, end: EventEnd) -> Self {
        self.begin_event(end.event, end.finish_time);
        end.apply(std::slice::from_mut(&mut self));
        self
    }

    /// Adds an event that has not ended yet.
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
    /// The result of an event.
    EventResult {
        Success = "Success",
        Error = "Error",
    }
}

/// A part of an action, done by one component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionEvent {
    /// Its name, such as `compute_stop_instance`.
    pub event: String,
    /// When it started.
    pub start_time: Timestamp,
    /// When it ended; `None` while it goes on, or if it was interrupted.
    pub finish_time: Option<Timestamp>,
    /// Its result, once it has ended.
    pub result: Option<EventResult>,
    /// Where it failed. Shown to administrators only.
    pub traceback: Option<String>,
}

/// The end of an event whose start was recorded earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventEnd {
    /// The name of the event.
    pub event: &'static str,
    /// When it ended.
    pub finish_time: Timestamp,
    /// The event's result.
    pub result: EventResult,
}

impl EventEnd {
    /// Ends the newest unfinished event of that name. If the event failed, sets the message of its
    /// action. `actions` are in order, oldest first. Returns the index of the changed action;
    /// `None` if no such event is unfinished.
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
