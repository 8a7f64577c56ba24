//! The policy port.

use crate::{Caller, Server};

/// The object of an action: the part of it that rules can refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// The project of the object.
    pub project_id: &'a str,
    /// The user of the object.
    pub user_id: &'a str,
}

impl<'a> Target<'a> {
    /// The caller's own project and user, the target for the rules of the API.
    #[must_use]
    pub fn own(caller: &'a Caller) -> Self {
        Self { project_id: &caller.project_id, user_id: &caller.user_id }
    }

    /// A server, the target for the rules of the compute layer.
    #[must_use]
    pub fn server(server: &'a Server) -> Self {
        Self { project_id: &server.project_id, user_id: &server.user_id }
    }
}

/// Decides who may do what.
pub trait Policy: Send + Sync {
    /// Whether `rule` allows `caller` to act on `target`. The rule `default` decides for rules that
    /// are not defined.
    fn allows(&self, rule: &str, caller: &Caller, target: Target<'_>) -> bool;

    /// Whether `rule` differs from Nova 2014.2's.
    fn is_changed(&self, rule: &str) -> bool;

    /// A number that increases whenever the answer to a question may have changed. It allows
    /// callers to cache answers.
    fn generation(&self) -> u64;
}
