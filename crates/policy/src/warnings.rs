//! Warnings about policy files that are valid but probably mistaken.

use std::{collections::HashSet, fmt};

use crate::{
    defaults,
    expression::{Expression, Futile, WhyFutile},
    former_names,
    link::Rule,
};

/// A rule of a policy file that has no effect: it is never checked, and no other rule refers to it.
///
/// It may be meant for another version, or for an extension that is not built in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    pub name: String,
    pub file: String,
    /// The line, counted from 1, if it was found.
    pub line: Option<usize>,
}

/// A check of a policy file. The check never holds, for example because it names an attribute that
/// callers or targets don't have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FutileCheck {
    rule: String,
    file: String,
    line: Option<usize>,
    futile: Futile,
}

impl FutileCheck {
    /// The name of the rule that contains the check.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The check as written.
    #[must_use]
    pub fn check(&self) -> &str {
        &self.futile.check
    }

    /// The line of the rule, counted from 1, if it was found.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.line
    }
}

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_place(f, &self.file, self.line)?;
        write!(f, "rule `{}` is not used by anything here", self.name)
    }
}

impl fmt::Display for FutileCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_place(f, &self.file, self.line)?;
        write!(f, "rule `{}`: `{}` never holds, ", self.rule, self.futile.check)?;
        match &self.futile.why {
            WhyFutile::Attribute(name) => write!(
                f,
                "as callers have no `{name}`; they have user_id, project_id, is_admin and roles"
            ),
            WhyFutile::TargetKey(name) => {
                write!(f, "as targets have no `{name}`; they have project_id and user_id")
            }
            WhyFutile::NotABoolean => f.write_str("as is_admin is either True or False"),
        }
    }
}

fn write_place(f: &mut fmt::Formatter<'_>, file: &str, line: Option<usize>) -> fmt::Result {
    match line {
        Some(line) => write!(f, "{file}:{line}: "),
        None => write!(f, "{file}: "),
    }
}

/// The rules of a file that are never checked and that no other rule refers to.
pub(crate) fn unknown_rules(rules: &[Rule], file: &str) -> Vec<UnknownRule> {
    let mut referred = HashSet::new();
    for rule in rules {
        visit(&rule.expression, &mut |it| {
            if let Expression::Rule(name) = it {
                referred.insert(name.as_str());
            }
        });
    }
    let is_known = |name: &str| defaults::knows(name) || former_names::knows(name);
    let is_unknown = |it: &&Rule| !is_known(&it.name) && !referred.contains(&*it.name);
    let unknown_rule =
        |it: &Rule| UnknownRule { name: it.name.clone(), file: file.to_owned(), line: it.line };
    rules.iter().filter(is_unknown).map(unknown_rule).collect()
}

/// The checks of a file that never hold.
pub(crate) fn futile_checks(rules: &[Rule], file: &str) -> Vec<FutileCheck> {
    let mut checks = Vec::new();
    for rule in rules {
        visit(&rule.expression, &mut |it| {
            if let Expression::Futile(futile) = it {
                checks.push(FutileCheck {
                    rule: rule.name.clone(),
                    file: file.to_owned(),
                    line: rule.line,
                    futile: futile.clone(),
                });
            }
        });
    }
    checks
}

/// Calls `see` with every part of an expression.
fn visit<'a>(expression: &'a Expression, see: &mut impl FnMut(&'a Expression)) {
    see(expression);
    match expression {
        Expression::Not(inner) => visit(inner, see),
        Expression::All(members) | Expression::Any(members) => {
            for member in members {
                visit(member, see);
            }
        }
        Expression::Always
        | Expression::Never
        | Expression::Rule(_)
        | Expression::Role(_)
        | Expression::Equal(..)
        | Expression::Futile(_) => {}
    }
}
