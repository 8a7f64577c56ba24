//! The page for operators: its rules exist, and its file can be used.

#![expect(clippy::unwrap_used, reason = "what is shared by tests may unwrap as they do")]

use std::{collections::BTreeMap, fs, path::Path};

use ferronova_policy::PolicyRules;

/// How the names of rules begin.
const PREFIXES: [&str; 3] = ["compute:", "compute_extension:", "os_compute_api:"];

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/policy.md");
    fs::read_to_string(path).unwrap()
}

#[test]
fn the_rules_that_the_page_names_exist() {
    let page = page();
    let rows = page.lines().filter(|it| it.starts_with('|'));
    let named: BTreeMap<&str, &str> = rows
        .flat_map(|it| it.split('`'))
        .filter(|it| PREFIXES.iter().any(|prefix| it.starts_with(prefix)))
        .map(|it| (it, "!"))
        .collect();
    let file = serde_json::to_string(&named).unwrap();

    let rules = PolicyRules::from_text(&file, "policy.json").unwrap();

    assert!(named.len() > 200, "{}", named.len());
    assert_eq!(rules.unknown_rules(), []);
}

#[test]
fn the_file_on_the_page_can_be_used_as_it_is() {
    let page = page();
    let file = page.split("```").find_map(|it| it.strip_prefix("yaml\n")).unwrap();

    let rules = PolicyRules::from_text(file, "policy.yaml").unwrap();

    assert_eq!(rules.unknown_rules(), []);
    assert_eq!(rules.futile_checks(), []);
}
