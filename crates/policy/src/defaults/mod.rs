//! The default rules of all generations of the API: of v2 and v3, and of v2.1.
//!
//! No rule belongs to both generations, except those that other rules refer to.

mod juno;
mod v21;

/// Rules that other rules of both generations refer to, with their expressions.
const SHARED: &[(&str, &str)] = &[
    ("context_is_admin", "role:admin"),
    ("admin_or_owner", "is_admin:True or project_id:%(project_id)s"),
    ("admin_api", "is_admin:True"),
    ("default", "rule:admin_or_owner"),
];

/// How the names of v2.1's rules begin, except for six that begin with `compute:` or `network:`.
const V21: &str = "os_compute_api:";

/// Every rule with its expression.
pub(crate) fn rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_v21 = v21::GROUPS
        .iter()
        .flat_map(|(expression, names)| names.iter().map(move |name| (*name, *expression)));
    [SHARED, juno::RULES, v21::SHARED].into_iter().flatten().copied().chain(of_v21)
}

/// Whether this program checks a rule of this name, or a default refers to it.
pub(crate) fn knows(name: &str) -> bool {
    juno::DECIDED_BY_DEFAULT.contains(&name) || rules().any(|(known, _)| known == name)
}

/// Whether the rule `default` decides for this name if no rule has it. v2.1 has a rule for each
/// name that it checks, so that a name without a rule is a mistake, and refuses.
pub(crate) fn is_decided_by_default(name: &str) -> bool {
    !name.starts_with(V21)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_rule_has_two_defaults() {
        let names: HashSet<&str> = rules().map(|(name, _)| name).collect();

        assert_eq!(names.len(), rules().count());
    }

    #[test]
    fn v21_has_all_rules_of_nova() {
        let numbers: Vec<usize> = v21::GROUPS.iter().map(|(_, names)| names.len()).collect();

        assert_eq!(numbers, [42, 68, 6, 73, 4, 4, 5, 1]);
        assert_eq!(numbers.iter().sum::<usize>(), 203);
        assert_eq!(v21::SHARED.len(), 8);
    }
}
