//! The policy port.

use crate::{Caller, Server};

/// What a caller acts on, reduced to the parts that policy rules can refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// The project that owns the object.
    pub project_id: &'a str,
    /// The user who owns the object.
    pub user_id: &'a str,
}

impl<'a> Target<'a> {
    /// Returns the target for a rule that is not about one server: the caller's own project and
    /// user.
    #[must_use]
    pub fn own(caller: &'a Caller) -> Self {
        Self { project_id: &caller.project_id, user_id: &caller.user_id }
    }

    /// Returns the target for a rule about this server: its project and user.
    #[must_use]
    pub fn server(server: &'a Server) -> Self {
        Self { project_id: &server.project_id, user_id: &server.user_id }
    }
}

/// Decides who may do what.
pub trait Policy: Send + Sync {
    /// Whether `rule` allows `caller` to act on `target`. The rule `default` decides for rules that
    /// are not defined, except for names that begin with `os_compute_api:`, as v2.1's do: such a
    /// rule allows nothing.
    fn allows(&self, rule: &str, caller: &Caller, target: Target<'_>) -> bool;

    /// Whether `rule` differs from its default, which is that of Nova 2014.2 for the rules of v2
    /// and v3, and that of Nova 34 for those of v2.1.
    fn is_changed(&self, rule: &str) -> bool;

    /// A number that increases whenever an answer of this policy may have changed. It allows
    /// callers to cache answers.
    fn generation(&self) -> u64;
}
