//! The lock of a server.

use crate::{Caller, Timestamp, states::words};

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

/// The lock of a server. A server has one lock, which is not counted and does not expire. The
/// default value is the lock of an unlocked server.
///
/// Nova's database has the flag and the holder in two columns. Nova always writes both, but rows
/// that other programs wrote can have the flag without a holder, or a holder without the flag, and
/// can lack the time, the user and the request of the lock. A lock in a seed can be incomplete in
/// the same ways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// The flag: column `locked`. It decides which requests are refused, which servers a filter by
    /// `locked` finds, and whether a server counts as locked already when it is locked again.
    pub is_set: bool,
    /// Who holds the lock: column `locked_by`. The holder decides what clients are shown, and
    /// whether `unlock` requires the policy rule for releasing another's lock.
    pub holder: Option<LockedBy>,
    /// Why it was locked, if the caller gave a reason.
    pub reason: Option<String>,
    /// The user who locked it, if that is known.
    pub user_id: Option<String>,
    /// The project that the user's token was scoped to, if that is known.
    pub project_id: Option<String>,
    /// The id of the request that locked it, if that is known: a text of at most 255 characters,
    /// which need not have the form of a [`RequestId`](crate::RequestId).
    pub request_id: Option<String>,
    /// When it was locked, if that is known.
    pub locked_at: Option<Timestamp>,
}
