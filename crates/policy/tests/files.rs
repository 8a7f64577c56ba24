//! Policy files: valid ones, and the errors of invalid ones.

#![expect(clippy::unwrap_used, reason = "what is shared by tests may unwrap as they do")]

use std::fs;

use ferronova_compute::{Caller, Policy, Target};
use ferronova_policy::PolicyRules;

/// A caller of project `p1` with these roles.
fn caller(roles: &[&str]) -> Caller {
    Caller {
        user_id: "u1".to_owned(),
        project_id: "p1".to_owned(),
        roles: roles.iter().map(|it| (*it).to_owned()).collect(),
        is_admin: false,
    }
}

/// Whether a rule of this file allows a caller with the role `member`.
fn allows(text: &str, file: &str, rule: &str) -> bool {
    let caller = caller(&["member"]);
    PolicyRules::from_text(text, file).unwrap().allows(rule, &caller, Target::own(&caller))
}

/// The error message for a file that can't be used.
fn error(text: &str, file: &str) -> String {
    PolicyRules::from_text(text, file).unwrap_err().to_string()
}

#[test]
fn a_file_is_json_or_yaml() {
    for (text, file) in [
        (r#"{"compute:lock": "!", "compute:get": [["role:member", "!"], "role:x"]}"#, "a.json"),
        ("\u{feff}{\"compute:lock\": \"!\", \"compute:get\": \"!\"}", "policy"),
        ("# all\n\"compute:lock\": \"!\"\ncompute:get: role:x\n", "a.YAML"),
        ("compute:lock: '!'\ncompute:get:\n- - role:member\n  - '!'\n- role:x\n", "a.policy"),
        ("{compute:lock: \"!\", compute:get: \"!\"}", "a.yml"),
    ] {
        assert!(!allows(text, file, "compute:lock"), "{text}");
        assert!(!allows(text, file, "compute:get"), "{text}");
        assert!(allows(text, file, "compute:update"), "{text}");
    }
}

#[test]
fn an_empty_file_changes_nothing() {
    for (text, file) in
        [("", "a.json"), ("\n \n", "a.yaml"), ("# rules\n", "a.yaml"), ("{}", "a.json")]
    {
        assert!(allows(text, file, "compute_extension:server_locked_status"), "{text}");
    }
}

#[test]
fn a_rule_that_the_file_lacks_keeps_its_default_and_the_rule_default_decides_the_rest() {
    let file = r#"{"default": "!", "compute:lock": ""}"#;

    assert!(allows(file, "a.json", "compute:start"));
    assert!(allows(file, "a.json", "compute:lock"));
    assert!(!allows(file, "a.json", "compute:get"));
    assert!(!allows(file, "a.json", "no:such:rule"));
}

#[test]
fn a_rule_of_the_file_is_what_the_defaults_refer_to() {
    assert!(!allows("admin_or_owner: '!'", "a.yaml", "compute:start"));
}

#[test]
fn text_that_is_not_well_formed_is_refused_with_its_line() {
    assert_eq!(
        error("{\n  \"a\": \"\",\n}", "policy.json"),
        "policy.json:3: not a policy in JSON: trailing comma"
    );
    let yaml = error("a: \"\"\nb: \"\n", "policy.yaml");
    assert!(yaml.starts_with("policy.yaml:2: not a policy in YAML: "), "{yaml}");
    let list = error("- a\n- b\n", "policy.yaml");
    assert!(list.contains("a mapping of rule names to expressions"), "{list}");
    let list = error("[]", "policy.json");
    assert_eq!(
        list,
        "policy.json:1: not a policy in JSON: invalid type: sequence, expected a mapping of rule \
         names to expressions"
    );
}

#[test]
fn a_rule_that_is_there_twice_is_refused_with_both_lines() {
    let expected = ":4: rule `b` is already in line 2; keep one of them";
    assert_eq!(
        error("{\n\"b\": \"\",\n\"bb\": \"rule:b\",\n\"b\": \"\"}", "p.json"),
        format!("p.json{expected}")
    );
    assert_eq!(error("#\nb: \"\"\n#b: \"\"\n'b': \"\"\n", "p.yaml"), format!("p.yaml{expected}"));
}

#[test]
fn a_value_that_is_not_an_expression_is_refused() {
    for (value, found) in
        [("null", "null"), ("true", "a boolean"), ("3", "a number"), ("{}", "a mapping")]
    {
        for (text, file) in
            [(format!("{{\n\"a\": {value}\n}}"), "p.json"), (format!("\na: {value}\n"), "p.yaml")]
        {
            let error = error(&text, file);
            assert!(error.starts_with(&format!("{file}:2: rule `a` is {found}; ")), "{error}");
        }
    }
}

#[test]
fn an_exclamation_mark_without_quotes_is_refused_in_yaml() {
    assert!(error("a: !", "p.yaml").starts_with("p.yaml:1: rule `a` is null;"));
    assert!(error("a: [!]", "p.yaml").contains("`` is not a check"));
    assert!(error("a: !role:x", "p.yaml").contains("unsupported tag"));
    assert!(allows("compute:get: ! 'role:member'", "p.yaml", "compute:get"));
}

#[test]
fn an_expression_that_can_t_be_understood_is_refused_with_the_line_of_its_rule() {
    let yaml = "# rules\na: \"\"\n# compute:lock: \"\"\n\"compute:lock:x\": \"\"\ncompute:lock: \
                role:admin and\n";
    assert_eq!(
        error(yaml, "p.yaml"),
        "p.yaml:5: rule `compute:lock`: a check such as role:admin is missing at the end"
    );
    let json = "{\"compute:lock:x\":\n\"\", \"compute:lock\": \"http://example.org\"}";
    assert_eq!(
        error(json, "p.json"),
        "p.json:2: rule `compute:lock`: `http://example.org` would ask another service, which is \
         not supported; decide by role, project and user instead"
    );
}

#[test]
fn a_reference_to_a_rule_that_does_not_exist_is_refused() {
    assert_eq!(
        error("{\"a\": \"\",\n\"b\": \"not rule:admin_ap\"}", "p.json"),
        "p.json:2: rule `b` refers to `rule:admin_ap`, but no rule has that name; define it or \
         refer to another, such as rule:admin_or_owner"
    );
}

#[test]
fn rules_that_refer_to_each_other_in_a_circle_are_refused() {
    assert_eq!(
        error(
            "admin_api: rule:mine\nx: ''\nmine: is_admin:True or rule:compute:unlock_override",
            "p"
        ),
        "p:1: rules refer to each other in a circle: admin_api -> mine -> \
         compute:unlock_override -> admin_api; remove one of the references"
    );
    assert!(error("a: not rule:a", "p").contains("circle: a -> a;"));
}

#[test]
fn a_long_chain_of_references_is_refused_and_does_not_exhaust_the_stack() {
    let chain = |length: usize| {
        let rule = |i: usize| format!("\"r{i}\": \"not rule:r{}\",", i + 1);
        let rules: String = (0..length).map(rule).collect();
        format!("{{{rules}\"r{length}\": \"@\"}}")
    };

    assert!(allows(&chain(148), "p.json", "r0"));
    assert!(error(&chain(151), "p.json").contains("is too large"));
    assert!(error(&chain(100_000), "p.json").contains("is too large"));
}

#[test]
fn a_few_rules_of_exponential_size_are_refused() {
    let rule = |i: usize| format!("r{i}: rule:r{0} and rule:r{0}\n", i + 1);
    let rules: String = (0..60).map(rule).collect();

    assert!(error(&format!("{rules}r60: '@'"), "p.yaml").contains("is too large"));
}

#[test]
fn deep_nesting_is_refused_and_does_not_exhaust_the_stack() {
    let nested = format!("a: {}@{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(error(&nested, "p.yaml").contains("nested more than 100 deep"));

    for bracket in ["[", "{a: "] {
        error(&format!("a: {}", bracket.repeat(100_000)), "p.yaml");
    }
    error(&format!("{{\"a\": {}", "[".repeat(100_000)), "p.json");
}

#[test]
fn a_rule_that_is_never_checked_is_reported_unless_another_refers_to_it() {
    let rules = PolicyRules::from_text(
        "mine: role:x\ncompute:lock: rule:mine\nnetwork:get: ''\ncompute:start: ''\n",
        "p.yaml",
    )
    .unwrap();

    let unknown: Vec<String> = rules.unknown_rules().iter().map(ToString::to_string).collect();
    assert_eq!(unknown, ["p.yaml:3: rule `network:get` is not used by anything here"]);
}

#[test]
fn a_wrong_indentation_is_reported_as_such() {
    for (text, what) in [
        (
            "\"a:b\": \"!\"\n  \"c:d\": \"\"\n",
            "p.yaml:2: not a policy in YAML: `\"c:d\"` is indented by 2 spaces, which fits no line above it; give it no spaces, as `\"a:b\"` in line 1",
        ),
        (
            "  a: '!'\nb: ''\n",
            "p.yaml:2: not a policy in YAML: `b` is indented by no spaces, which fits no line above it; give it 2 spaces, as `a` in line 1",
        ),
        (
            "a: ''\n\tb: ''\n",
            "p.yaml:2: not a policy in YAML: this line is indented with a tab; use spaces instead",
        ),
    ] {
        assert_eq!(error(text, "p.yaml"), what);
    }
    assert!(error("a:b\n", "p.yaml").ends_with("(a space must follow the colon of `a:`)"));
}

#[test]
fn a_check_that_never_holds_is_reported() {
    let rules = PolicyRules::from_text(
        "compute:lock: projct_id:%(project_id)s\ncompute:get: not (is_admin:true or @)\n",
        "p.yaml",
    )
    .unwrap();

    let futile: Vec<String> = rules.futile_checks().iter().map(ToString::to_string).collect();
    assert_eq!(
        futile,
        [
            "p.yaml:1: rule `compute:lock`: `projct_id:%(project_id)s` never holds, as callers \
             have no `projct_id`; they have user_id, project_id, is_admin and roles",
            "p.yaml:2: rule `compute:get`: `is_admin:true` never holds, as is_admin is either \
             True or False",
        ]
    );
}

#[test]
fn a_file_that_can_t_be_read_is_refused() {
    let folder = std::env::temp_dir().join(format!("ferronova-policy-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let missing = folder.join("missing.json");
    let binary = folder.join("binary.json");
    fs::write(&binary, b"{\n\"a\": \"\xff\"}").unwrap();
    let good = folder.join("good.json");
    fs::write(&good, "{\"compute:get\": \"!\"}").unwrap();

    let of_missing = PolicyRules::load(&missing).unwrap_err();
    let of_binary = PolicyRules::load(&binary).unwrap_err();
    let of_folder = PolicyRules::load(&folder).unwrap_err();
    let rules = PolicyRules::load(&good).unwrap();
    fs::remove_dir_all(&folder).unwrap();

    assert!(of_missing.to_string().ends_with("missing.json: the policy file can't be read"));
    assert!(std::error::Error::source(&of_missing).is_some());
    assert!(of_binary.to_string().ends_with("binary.json:2: a policy file must be text in UTF-8"));
    assert!(of_folder.to_string().ends_with("the policy file can't be read"));
    let caller = caller(&[]);
    assert!(!rules.allows("compute:get", &caller, Target::own(&caller)));
}

#[test]
fn a_rule_is_changed_if_the_file_says_other_than_the_defaults() {
    let text = r#"{"compute:get_all": "", "compute:start": "role:member", "compute:mine": ""}"#;
    let rules = PolicyRules::from_text(text, "policy.json").unwrap();

    for (rule, is_changed) in [
        ("compute:get_all", false),
        ("compute:get_all_tenants", false),
        ("compute:start", true),
        ("compute:mine", true),
    ] {
        assert_eq!(rules.is_changed(rule), is_changed, "{rule}");
    }
    assert!(!PolicyRules::defaults().is_changed("compute:start"));
}

/// A file with this many rules whose names are written with escapes, followed by `last` twice.
fn file_with_escapes(n_rules: usize) -> String {
    let rules: Vec<String> = (0..n_rules).map(|n| format!("\"\\u0072ule{n}\": \"\",\n")).collect();
    let rules = rules.concat();
    format!("{{{rules}\"last\": \"\",\n\"last\": \"\"}}")
}

#[test]
fn a_line_is_named_after_names_that_are_written_with_escapes() {
    assert!(error(&file_with_escapes(3), "a.json").starts_with("a.json:5: "));
}

#[test]
fn lines_are_given_up_after_a_thousand_names_that_can_not_be_found() {
    let error = error(&file_with_escapes(1001), "a.json");

    assert!(error.starts_with("a.json: rule `last`"), "{error}");
}
