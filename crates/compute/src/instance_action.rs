//! What was done to a server, by whom, and when.

use crate::{Request, RequestId, Timestamp};

/// How many of its newest actions a server keeps.
pub const KEPT_ACTIONS: usize = 1000;

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
        }
    }
}
