//! The policy port: rules in the language of oslo.policy, with defaults that are compiled in.
//!
//! A rule is a name and an expression. [`PolicyRules`] has them all; a file can replace and add
//! some. Start reading at `expression.rs`, which has the language as a tree.
//!
//! # The language
//!
//! | expression | holds |
//! | --- | --- |
//! | `""`, `@`, `[]` | always |
//! | `!` | never |
//! | `role:NAME` | if the caller has the role, whatever the case of its letters |
//! | `rule:NAME` | if the rule of that name does |
//! | `ATTRIBUTE:TEXT` | if the caller's `user_id` (`user`), `project_id` (`tenant_id`, `tenant`) or `is_admin` (`True` or `False`) is that text, or one of its `roles` |
//! | `'LITERAL':TEXT` | if both are the same; `True`, `False`, `None` and whole numbers are literals too |
//! | `not X`, `X and Y`, `X or Y`, `(X)` | as they say: `not` binds tighter than `and`, `and` tighter than `or` |
//! | `[["A", "B"], "C"]` | as `A and B or C` |
//!
//! In a text, and in the name of a role, `%(project_id)s` (or `%(tenant_id)s`) and `%(user_id)s`
//! stand for what the question is aimed at, and `%%` for `%`.
//!
//! # What differs from oslo.policy
//!
//! There, what can't be understood is logged and never holds; here it stops the start and says
//! where it stands. That goes for `http:` and `https:` checks, for references to rules that do
//! not exist or that lead back to where they began, and for null, which always holds there. An
//! attribute or a part of a target that is not known never holds, as there, but is told to whoever
//! asks for [`PolicyRules::futile_checks`].

mod check;
mod compiled;
mod defaults;
mod error;
mod expression;
mod file;
mod later_names;
mod link;
mod parser;
mod remarks;
mod rules;
mod template;

#[cfg(test)]
mod properties;

pub use error::{ExpressionError, PolicyError, Problem};
pub use remarks::{FutileCheck, UnknownRule};
pub use rules::PolicyRules;
