//! The lock of a server.

use crate::{Caller, RequestId, Timestamp, states::words};

words! {
    /// Who holds a server's lock, in the words of the API.
    LockedBy {
        Owner = "owner",
        Admin = "admin",
    }
}

impl LockedBy {
    /// Whether the caller counts as the owner or as an administrator for a server of this project.
    ///
    /// Only the project decides, not roles or the user: an administrator whose token is scoped to
    /// the server's project counts as the owner.
    #[must_use]
    pub fn counting(caller: &Caller, project_id: &str) -> Self {
        if caller.project_id == project_id { Self::Owner } else { Self::Admin }
    }
}

/// The lock of a server. A server has one lock, which is not counted and does not expire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Who holds it.
    pub holder: LockedBy,
    /// Why it was locked, if the caller gave a reason.
    pub reason: Option<String>,
    /// The user who locked it.
    pub user_id: String,
    /// The project that the user's token was scoped to.
    pub project_id: String,
    /// The request that locked it; `None` for a lock from a seed.
    pub request_id: Option<RequestId>,
    /// When it was locked.
    pub locked_at: Timestamp,
}
