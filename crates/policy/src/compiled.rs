//! Compiled rules: trees whose references are resolved.

use std::sync::Arc;

use ferronova_compute::{Caller, Target};

use crate::{
    expression::{Attribute, Left},
    template::Template,
};

/// A tree that is evaluated without lookups and without allocating.
///
/// The height of a tree is limited when it is made, so that evaluating and dropping it can recurse.
#[derive(Debug)]
pub(crate) enum Node {
    /// Holds always.
    Always,
    /// Holds never.
    Never,
    /// Holds if the inner node does not hold.
    Not(Box<Self>),
    /// Holds if all inner nodes hold.
    All(Vec<Self>),
    /// Holds if at least one inner node holds.
    Any(Vec<Self>),
    /// Holds if the referenced rule holds.
    Rule(Arc<Self>),
    /// Holds if the caller has the role.
    Role(Template),
    /// Holds if the left side equals the text on the right.
    Equal(Left, Template),
}

impl Node {
    /// Whether the rule with this tree allows `caller` to act on `target`.
    pub(crate) fn holds(&self, caller: &Caller, target: Target<'_>) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Not(node) => !node.holds(caller, target),
            Self::All(nodes) => nodes.iter().all(|it| it.holds(caller, target)),
            Self::Any(nodes) => nodes.iter().any(|it| it.holds(caller, target)),
            Self::Rule(node) => node.holds(caller, target),
            Self::Role(name) => caller.roles.iter().any(|it| name.is_in_any_case(it, target)),
            Self::Equal(left, text) => is_equal(left, text, caller, target),
        }
    }
}

fn is_equal(left: &Left, text: &Template, caller: &Caller, target: Target<'_>) -> bool {
    match left {
        Left::Literal(literal) => text.is(literal, target),
        Left::Attribute(Attribute::UserId) => text.is(&caller.user_id, target),
        Left::Attribute(Attribute::ProjectId) => text.is(&caller.project_id, target),
        Left::Attribute(Attribute::IsAdmin) => text.is(python_bool(caller.is_admin), target),
        Left::Attribute(Attribute::Roles) => caller.roles.iter().any(|it| text.is(it, target)),
    }
}

/// A boolean as the language of rules writes it.
fn python_bool(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}
