//! The default rules of v2 and v3: whom they allow what.

use ferronova_compute::{Caller, Policy, Target};
use ferronova_policy::PolicyRules;

const OWN: Target<'_> = Target { project_id: "p1", user_id: "u1" };
const FOREIGN: Target<'_> = Target { project_id: "p2", user_id: "u2" };

/// A caller of project `p1` with this role. The default rules decide whether the caller is an
/// administrator.
fn caller(role: &str) -> Caller {
    let mut caller = Caller {
        user_id: "u1".to_owned(),
        project_id: "p1".to_owned(),
        roles: vec![role.to_owned()],
        is_admin: false,
    };
    caller.is_admin = PolicyRules::defaults().is_admin(&caller);
    caller
}

#[test]
fn the_role_admin_makes_an_administrator_whatever_the_case_of_its_letters() {
    assert!(caller("admin").is_admin);
    assert!(caller("ADMIN").is_admin);
    assert!(!caller("member").is_admin);
    assert!(!caller("administrator").is_admin);
}

#[test]
fn every_operation_is_for_the_owner_and_for_administrators() {
    let rules = PolicyRules::defaults();
    for rule in [
        "compute:lock",
        "compute:unlock",
        "compute:get",
        "compute:delete",
        "compute:start",
        "compute_extension:admin_actions:lock",
        "compute_extension:v3:os-lock-server:lock",
        "no:such:rule",
    ] {
        assert!(rules.allows(rule, &caller("member"), OWN), "{rule}");
        assert!(!rules.allows(rule, &caller("member"), FOREIGN), "{rule}");
        assert!(rules.allows(rule, &caller("admin"), FOREIGN), "{rule}");
    }
}

#[test]
fn only_administrators_pass_the_rules_for_them() {
    let rules = PolicyRules::defaults();
    for rule in [
        "compute:unlock_override",
        "compute:create:forced_host",
        "compute_extension:admin_actions:resetState",
        "compute_extension:extended_server_attributes",
        "compute_extension:hypervisors",
        "compute_extension:v3:os-admin-actions:reset_state",
        "compute_extension:v3:os-hypervisors",
    ] {
        assert!(!rules.allows(rule, &caller("member"), OWN), "{rule}");
        assert!(rules.allows(rule, &caller("admin"), FOREIGN), "{rule}");
    }
}

#[test]
fn everybody_sees_who_locked_a_server() {
    let rules = PolicyRules::defaults();
    for rule in [
        "compute_extension:server_locked_status",
        "compute_extension:extended_status",
        "compute_extension:v3:os-extended-status",
        "compute_extension:v3:os-extended-status:discoverable",
    ] {
        assert!(rules.allows(rule, &caller("reader"), FOREIGN), "{rule}");
    }
}

#[test]
fn addresses_are_hidden_from_all_but_administrators() {
    let rules = PolicyRules::defaults();
    for rule in
        ["compute_extension:hide_server_addresses", "compute_extension:v3:os-hide-server-addresses"]
    {
        assert!(rules.allows(rule, &caller("member"), OWN), "{rule}");
        assert!(!rules.allows(rule, &caller("admin"), OWN), "{rule}");
    }
}
