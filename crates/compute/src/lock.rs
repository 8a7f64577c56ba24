//! The lock of a server.

use crate::{Caller, RequestId, Timestamp, states::words};

words! {
    /// Who holds the lock of a server, in the words of the API.
    LockedBy {
        Owner = "owner",
        Admin = "admin",
    }
}

impl LockedBy {
    /// What the caller counts as for a server of this project.
    ///
    /// Only the project decides, never roles or the user: an administrator whose token is scoped
    /// to the server's project counts as the owner.
    #[must_use]
    pub fn counting(caller: &Caller, project_id: &str) -> Self {
        if caller.project_id == project_id { Self::Owner } else { Self::Admin }
    }
}

/// The lock of a server: one per server, not counted, without an end of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Who holds it.
    pub holder: LockedBy,
    /// Why, if the one who locked said so.
    pub reason: Option<String>,
    /// The user who locked.
    pub user_id: String,
    /// The project that user's token was scoped to.
    pub project_id: String,
    /// The request that locked; nothing for a lock that a seed holds.
    pub request_id: Option<RequestId>,
    /// When.
    pub locked_at: Timestamp,
}
