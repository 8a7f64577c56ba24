//! The policy port: rules in the language of oslo.policy, with defaults that are compiled in.
//!
//! A rule is a name and an expression. [`PolicyRules`] has all rules; a file can replace some and
//! add others. Start reading at `expression.rs`, which has the language as a tree, and at
//! `defaults/v21.rs` and `defaults/juno.rs`, which have the rules.
//!
//! v2 and v3 check the rules of Nova 2014.2, v2.1 checks those of Nova 34. The two have no name in
//! common but those of the rules that others refer to, such as `context_is_admin`.
//!
//! # The language
//!
//! | expression | holds |
//! | --- | --- |
//! | `""`, `@`, `[]` | always |
//! | `!` | never |
//! | `role:NAME` | if the caller has the role, ignoring case |
//! | `rule:NAME` | if the rule of that name holds |
//! | `ATTRIBUTE:TEXT` | if `TEXT` is the caller's `user_id` (`user`), `project_id` (`tenant_id`, `tenant`) or `is_admin` (`True` or `False`), or one of the caller's `roles` |
//! | `'LITERAL':TEXT` | if both are the same; `True`, `False`, `None` and whole numbers are literals too |
//! | `not X`, `X and Y`, `X or Y`, `(X)` | as they say: `not` binds tighter than `and`, `and` tighter than `or` |
//! | `[["A", "B"], "C"]` | as `A and B or C` |
//!
//! In a text, and in the name of a role, `%(project_id)s` (or `%(tenant_id)s`) and `%(user_id)s`
//! stand for the project and the user of the target, and `%%` for `%`.
//!
//! # What differs from oslo.policy
//!
//! oslo.policy logs an invalid expression, which then never holds; here it is an error with its
//! line, and the server does not start. That includes `http:` and `https:` checks, references to
//! rules that do not exist, circular references, and null, which always holds in oslo.policy. A
//! check of an unknown attribute of callers or targets never holds, as in oslo.policy, but is
//! reported by [`PolicyRules::futile_checks`].

mod check;
mod compiled;
mod defaults;
mod error;
mod expression;
mod file;
mod former_names;
mod link;
mod parser;
mod rules;
mod template;
mod warnings;

#[cfg(test)]
mod properties;

pub use error::{ExpressionError, PolicyError, Problem};
pub use rules::PolicyRules;
pub use warnings::{FutileCheck, UnknownRule};
