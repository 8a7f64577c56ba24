//! The names that later versions of Nova have for rules of Nova 2014.2.

/// Each line has a name of a rule in later versions, followed by the names of the corresponding
/// rules of this crate.
const LATER_NAMES: &str = include_str!("later-names.txt");

/// Given the name of a rule in later versions of Nova, returns the names of the corresponding rules
/// of this crate.
pub(crate) fn names_here(later_name: &str) -> impl Iterator<Item = &'static str> {
    let mut rows = rows();
    rows.find(|(name, _)| *name == later_name).into_iter().flat_map(|(_, here)| here.split(' '))
}

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    LATER_NAMES.lines().filter(|it| !it.starts_with('#')).filter_map(|it| it.split_once(' '))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::defaults;

    #[test]
    fn each_later_name_is_listed_once_and_leads_to_rules_that_are_checked() {
        let names: BTreeSet<&str> = rows().map(|(name, _)| name).collect();

        assert_eq!(names.len(), LATER_NAMES.lines().count() - 1);
        for name in names {
            assert!(!defaults::knows(name), "{name} is a name here");
            for here in names_here(name) {
                assert!(defaults::knows(here), "{name} leads to {here}");
            }
        }
    }
}
