//! The rules of v2.1: whom they allow what by default, and what a file makes of them.

use ferronova_compute::{Caller, Policy, Target};
use ferronova_policy::{FutileCheck, PolicyRules};

/// What the caller owns.
const OWN: Target<'_> = Target { project_id: "p1", user_id: "u1" };
/// What another user of the caller's project owns.
const OF_A_COLLEAGUE: Target<'_> = Target { project_id: "p1", user_id: "u2" };
/// What the caller made in another project.
const ELSEWHERE: Target<'_> = Target { project_id: "p2", user_id: "u1" };
/// What another user owns in another project.
const FOREIGN: Target<'_> = Target { project_id: "p2", user_id: "u2" };

const TARGETS: [(&str, Target<'_>); 4] = [
    ("own", OWN),
    ("of a colleague", OF_A_COLLEAGUE),
    ("elsewhere", ELSEWHERE),
    ("foreign", FOREIGN),
];

/// The roles of a token with this role: those that it implies, too.
fn roles_of(role: &str) -> &'static [&'static str] {
    match role {
        "admin" => &["admin", "manager", "member", "reader"],
        "manager" => &["manager", "member", "reader"],
        "member" => &["member", "reader"],
        "reader" => &["reader"],
        "service" => &["service"],
        "auditor" => &["auditor"],
        _ => &[],
    }
}

/// User `u1` of project `p1` with a token for this role.
fn caller(rules: &PolicyRules, role: &str) -> Caller {
    let mut caller = Caller {
        user_id: "u1".to_owned(),
        project_id: "p1".to_owned(),
        roles: roles_of(role).iter().map(|it| (*it).to_owned()).collect(),
        is_admin: false,
    };
    caller.is_admin = rules.is_admin(&caller);
    caller
}

/// Checks that by default exactly these roles pass the rules for these targets. The role `admin`
/// is not named: the role passes every rule for every target.
fn check(rules_of_group: &[&str], passing: &[(&str, &[&str])]) {
    let rules = PolicyRules::defaults();
    for rule in rules_of_group {
        for role in ["", "auditor", "reader", "member", "manager", "service", "admin"] {
            for (name, target) in TARGETS {
                let is_named =
                    passing.iter().any(|(on, roles)| *on == name && roles.contains(&role));
                let allows = rules.allows(rule, &caller(&rules, role), target);
                assert_eq!(allows, role == "admin" || is_named, "{rule}, `{role}`, {name}");
            }
        }
    }
}

#[test]
fn a_reader_reads_what_the_project_has() {
    let readers: &[&str] = &["reader", "member", "manager"];
    check(
        &[
            "os_compute_api:servers:index",
            "os_compute_api:servers:detail",
            "os_compute_api:servers:show",
            "os_compute_api:servers:show:flavor-extra-specs",
            "os_compute_api:server-metadata:show",
            "os_compute_api:os-instance-actions:list",
            "os_compute_api:os-security-groups:list",
            "compute:server:topology:index",
        ],
        &[("own", readers), ("of a colleague", readers)],
    );
}

#[test]
fn a_member_changes_what_the_project_has() {
    let members: &[&str] = &["member", "manager"];
    check(
        &[
            "os_compute_api:os-lock-server:lock",
            "os_compute_api:os-lock-server:unlock",
            "os_compute_api:servers:create",
            "os_compute_api:servers:create:attach_network",
            "os_compute_api:servers:delete",
            "os_compute_api:servers:trigger_crash_dump",
            "os_compute_api:os-rescue",
            "os_compute_api:os-security-groups:rule:create",
            "os_compute_api:os-server-tags:delete_all",
        ],
        &[("own", members), ("of a colleague", members)],
    );
}

#[test]
fn a_manager_moves_what_the_project_has() {
    let managers: &[&str] = &["manager"];
    check(
        &[
            "os_compute_api:os-migrate-server:migrate",
            "os_compute_api:os-migrate-server:migrate_live",
            "os_compute_api:os-migrations:index",
            "os_compute_api:servers:migrations:force_complete",
        ],
        &[("own", managers), ("of a colleague", managers)],
    );
}

#[test]
fn only_an_administrator_reaches_other_projects_and_hosts() {
    check(
        &[
            "os_compute_api:os-lock-server:unlock:unlock_override",
            "os_compute_api:servers:index:get_all_tenants",
            "os_compute_api:servers:allow_all_filters",
            "os_compute_api:servers:show:host_status",
            "os_compute_api:os-extended-server-attributes",
            "os_compute_api:os-migrate-server:migrate:host",
            "os_compute_api:os-hypervisors:list-detail",
            "os_compute_api:os-flavor-access",
            "compute:servers:create:requested_destination",
            "compute:aggregates:images",
            "compute:server:topology:host:index",
            "network:attach_external_network",
        ],
        &[],
    );
}

#[test]
fn a_service_does_what_only_services_do_in_every_project() {
    let services: &[&str] = &["service"];
    check(
        &[
            "os_compute_api:os-server-external-events:create",
            "os_compute_api:os-assisted-volume-snapshots:create",
            "os_compute_api:os-volumes-attachments:swap",
        ],
        &TARGETS.map(|(name, _)| (name, services)),
    );
}

#[test]
fn a_key_pair_is_for_its_user_whatever_the_role_and_the_project() {
    let all: &[&str] = &["", "auditor", "reader", "member", "manager", "service"];
    check(
        &[
            "os_compute_api:os-keypairs:index",
            "os_compute_api:os-keypairs:show",
            "os_compute_api:os-keypairs:create",
            "os_compute_api:os-keypairs:delete",
        ],
        &[("own", all), ("elsewhere", all)],
    );
}

#[test]
fn some_rules_let_everybody_pass() {
    let all: &[&str] = &["", "auditor", "reader", "member", "manager", "service"];
    check(
        &[
            "os_compute_api:extensions",
            "os_compute_api:limits",
            "os_compute_api:os-availability-zone:list",
            "os_compute_api:os-floating-ip-pools",
            "os_compute_api:os-quota-sets:defaults",
        ],
        &TARGETS.map(|(name, _)| (name, all)),
    );
}

#[test]
fn nobody_resizes_across_cells() {
    let rules = PolicyRules::defaults();

    assert!(!rules.allows("compute:servers:resize:cross_cell", &caller(&rules, "admin"), OWN));
}

#[test]
fn the_base_rules_can_be_asked() {
    for (rule, roles) in [
        ("project_reader_api", &["reader", "member", "manager"][..]),
        ("project_member_api", &["member", "manager"]),
        ("project_manager_api", &["manager"]),
        ("project_reader_or_admin", &["reader", "member", "manager"]),
        ("project_member_or_admin", &["member", "manager"]),
        ("project_manager_or_admin", &["manager"]),
        ("service_api", &["service"]),
        ("service_or_admin", &["service"]),
    ] {
        let rules = PolicyRules::defaults();
        for role in ["", "reader", "member", "manager", "service"] {
            let allows = rules.allows(rule, &caller(&rules, role), OWN);
            assert_eq!(allows, roles.contains(&role), "{rule}, `{role}`");
        }
        let of_admin = rules.allows(rule, &caller(&rules, "admin"), FOREIGN);
        assert_eq!(of_admin, rule.ends_with("_or_admin"), "{rule}");
    }
}

#[test]
fn a_name_of_v21_that_no_rule_has_refuses() {
    let rules = PolicyRules::defaults();

    assert!(!rules.allows("os_compute_api:no:such:rule", &caller(&rules, "admin"), OWN));
}

#[test]
fn a_file_changes_the_rules_of_v21_and_leaves_those_of_v2_and_v3() {
    let text = "os_compute_api:os-lock-server:lock: role:reader\n\
                os_compute_api:os-lock-server:unlock: '!'\n";
    let rules = PolicyRules::from_text(text, "policy.yaml").unwrap();
    let reader = caller(&rules, "reader");
    let admin = caller(&rules, "admin");

    assert!(rules.allows("os_compute_api:os-lock-server:lock", &reader, OWN));
    assert!(!rules.allows("os_compute_api:os-lock-server:unlock", &admin, OWN));
    assert!(rules.allows("compute_extension:admin_actions:unlock", &reader, OWN));
    assert!(rules.allows("compute:unlock", &reader, OWN));
    assert!(rules.is_changed("os_compute_api:os-lock-server:lock"));
    assert!(!rules.is_changed("os_compute_api:servers:show"));
    assert!(rules.unknown_rules().is_empty());
}

#[test]
fn a_file_changes_the_base_rules_and_with_them_what_refers_to_them() {
    let text = "project_member_api: role:operator and project_id:%(project_id)s\n";
    let rules = PolicyRules::from_text(text, "policy.yaml").unwrap();

    let member = caller(&rules, "member");
    let operator = Caller { roles: vec!["operator".to_owned()], ..member.clone() };

    assert!(!rules.allows("os_compute_api:os-lock-server:lock", &member, OWN));
    assert!(rules.allows("os_compute_api:os-lock-server:lock", &operator, OWN));
    assert!(!rules.allows("os_compute_api:os-lock-server:lock", &operator, FOREIGN));
}

#[test]
fn a_file_that_repeats_the_defaults_as_nova_writes_them_changes_nothing() {
    let text = r#"
"context_is_admin": "role:admin"
"project_member_api": "role:member and project_id:%(project_id)s"
"project_member_or_admin": "rule:project_member_api or rule:context_is_admin"
"os_compute_api:os-lock-server:lock": "rule:project_member_or_admin"
"os_compute_api:os-keypairs:show": "(rule:context_is_admin) or user_id:%(user_id)s"
"os_compute_api:limits": "@"
"compute:servers:resize:cross_cell": "!"
"network:attach_external_network": "rule:context_is_admin"
"os_compute_api:os-server-shares:create": "rule:project_member_or_admin"
"#;
    let rules = PolicyRules::from_text(text, "policy.yaml").unwrap();

    assert!(rules.unknown_rules().is_empty() && rules.futile_checks().is_empty());
    for line in text.lines().filter(|it| !it.is_empty()) {
        let (name, _) = line.trim_start_matches('"').split_once("\": ").unwrap();
        assert!(!rules.is_changed(name), "{name}");
    }
}

#[test]
fn a_name_that_v21_no_longer_has_is_reported() {
    let text = "os_compute_api:servers:show: ''\nos_compute_api:servers:discoverable: ''\n";
    let rules = PolicyRules::from_text(text, "p.yaml").unwrap();

    let unknown: Vec<String> = rules.unknown_rules().iter().map(ToString::to_string).collect();
    assert_eq!(
        unknown,
        ["p.yaml:2: rule `os_compute_api:servers:discoverable` is not used by anything here"]
    );
}

#[test]
fn a_former_name_in_a_file_decides_for_the_rules_that_it_became() {
    let text = "os_compute_api:os-hypervisors: role:member\n\
                os_compute_api:os-hypervisors:uptime: '!'\n\
                os_compute_api:os-rescue: role:reader\n";
    let rules = PolicyRules::from_text(text, "policy.yaml").unwrap();
    let member = caller(&rules, "member");

    assert!(rules.unknown_rules().is_empty());
    assert!(rules.allows("os_compute_api:os-hypervisors:list", &member, FOREIGN));
    assert!(!rules.allows("os_compute_api:os-hypervisors:uptime", &member, OWN));
    assert!(rules.allows("os_compute_api:os-unrescue", &caller(&rules, "reader"), OWN));
    assert!(rules.is_changed("os_compute_api:os-hypervisors:list"));
    assert!(rules.is_changed("os_compute_api:os-unrescue"));
}

#[test]
fn a_former_name_with_its_former_default_changes_nothing() {
    let text = "os_compute_api:os-floating-ips: rule:admin_or_owner\n\
                os_compute_api:os-hosts: rule:context_is_admin\n";
    let rules = PolicyRules::from_text(text, "policy.yaml").unwrap();

    assert!(rules.unknown_rules().is_empty());
    assert!(!rules.allows("os_compute_api:os-floating-ips:create", &caller(&rules, ""), OWN));
    assert!(!rules.is_changed("os_compute_api:os-floating-ips:create"));
    assert!(!rules.is_changed("os_compute_api:os-hosts:list"));
}

#[test]
fn a_former_name_that_refers_to_a_rule_of_today_leaves_that_rule() {
    let text = "os_compute_api:os-services: rule:os_compute_api:os-services:list\n";
    let rules = PolicyRules::from_text(text, "policy.yaml").unwrap();
    let member = caller(&rules, "member");
    let admin = caller(&rules, "admin");

    for rule in ["os_compute_api:os-services:list", "os_compute_api:os-services:update"] {
        assert!(!rules.allows(rule, &member, OWN), "{rule}");
        assert!(rules.allows(rule, &admin, OWN), "{rule}");
    }
}

#[test]
fn a_check_under_a_former_name_that_never_holds_is_reported_once() {
    let text = "os_compute_api:os-services: system_scope:all\n";
    let rules = PolicyRules::from_text(text, "policy.yaml").unwrap();

    let names: Vec<&str> = rules.futile_checks().iter().map(FutileCheck::rule).collect();
    assert_eq!(names, ["os_compute_api:os-services"]);
}
