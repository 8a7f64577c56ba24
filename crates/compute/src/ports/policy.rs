//! The policy port.

use crate::{Caller, Server};

/// What an action is aimed at, as far as rules can ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// The project of the thing.
    pub project_id: &'a str,
    /// The user of the thing.
    pub user_id: &'a str,
}

impl<'a> Target<'a> {
    /// The caller's own project and user: what the API's own rules are asked with.
    #[must_use]
    pub fn own(caller: &'a Caller) -> Self {
        Self { project_id: &caller.project_id, user_id: &caller.user_id }
    }

    /// A server: what the rules of the compute layer are asked with.
    #[must_use]
    pub fn server(server: &'a Server) -> Self {
        Self { project_id: &server.project_id, user_id: &server.user_id }
    }
}

/// Decides who may do what.
pub trait Policy: Send + Sync {
    /// Whether `rule` lets `caller` act on `target`. A name without a rule is decided by the rule
    /// `default`.
    fn allows(&self, rule: &str, caller: &Caller, target: Target<'_>) -> bool;

    /// Whether `rule` is another one than Nova 2014.2's.
    fn is_changed(&self, rule: &str) -> bool;

    /// Grows whenever an answer may have changed, so that answers can be remembered.
    fn generation(&self) -> u64;
}
