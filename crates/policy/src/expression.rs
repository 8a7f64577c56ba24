//! The language of rules as a tree, before references are resolved.

use crate::template::Template;

/// The maximum depth of nested parentheses and `not`.
pub(crate) const MAX_DEPTH: usize = 100;

/// The expression of a rule.
///
/// `All` and `Any` have two members or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    /// Holds always.
    Always,
    /// Holds never.
    Never,
    /// Holds if the inner expression does not hold.
    Not(Box<Self>),
    /// Holds if all inner expressions hold.
    All(Vec<Self>),
    /// Holds if at least one inner expression holds.
    Any(Vec<Self>),
    /// Holds if the rule of that name holds.
    Rule(String),
    /// Holds if the caller has the role, ignoring case.
    Role(Template),
    /// Holds if the left side equals the text on the right.
    Equal(Left, Template),
    /// A check that the language allows but that can't hold here.
    Futile(Futile),
}

/// The left side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// An attribute of the caller.
    Attribute(Attribute),
    /// A text that is written in the rule.
    Literal(String),
}

/// An attribute of callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attribute {
    UserId,
    /// The project of the caller's token.
    ProjectId,
    /// Whether the caller is an administrator: `True` or `False`.
    IsAdmin,
    /// The caller's roles. A comparison holds if any role is equal to the right side.
    Roles,
}

/// A check that can never hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Futile {
    /// The check as written.
    pub(crate) check: String,
    /// Why it can never hold.
    pub(crate) why: WhyFutile,
}

/// Why a check can never hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WhyFutile {
    /// Callers have no attribute of this name.
    Attribute(String),
    /// Targets have no attribute of this name.
    TargetKey(String),
    /// `is_admin` is compared with something other than `True` and `False`.
    NotABoolean,
}

impl Attribute {
    /// The attribute of this name. Names of older releases are accepted, too.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "user_id" | "user" => Some(Self::UserId),
            "project_id" | "tenant_id" | "tenant" => Some(Self::ProjectId),
            "is_admin" => Some(Self::IsAdmin),
            "roles" => Some(Self::Roles),
            _ => None,
        }
    }
}

#[cfg(test)]
impl std::fmt::Display for Left {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Attribute(Attribute::UserId) => f.write_str("user_id"),
            Self::Attribute(Attribute::ProjectId) => f.write_str("project_id"),
            Self::Attribute(Attribute::IsAdmin) => f.write_str("is_admin"),
            Self::Attribute(Attribute::Roles) => f.write_str("roles"),
            Self::Literal(literal) if literal.contains('\'') => write!(f, "\"{literal}\""),
            Self::Literal(literal) => write!(f, "'{literal}'"),
        }
    }
}
