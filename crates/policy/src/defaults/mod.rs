//! The default rules.

mod juno;

/// Rules that other rules refer to, with their expressions.
const SHARED: &[(&str, &str)] = &[
    ("context_is_admin", "role:admin"),
    ("admin_or_owner", "is_admin:True or project_id:%(project_id)s"),
    ("admin_api", "is_admin:True"),
    ("default", "rule:admin_or_owner"),
];

/// Every rule with its expression.
pub(crate) fn rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    [SHARED, juno::RULES].into_iter().flatten().copied()
}

/// Whether this program checks a rule of this name, or a default refers to it.
pub(crate) fn knows(name: &str) -> bool {
    juno::DECIDED_BY_DEFAULT.contains(&name) || rules().any(|(known, _)| known == name)
}
