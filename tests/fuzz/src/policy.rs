//! Policy files.

use ferronova_compute::{Caller, Policy, Target};
use ferronova_policy::PolicyRules;

/// Rules that are asked of the policy from the file; the last one does not exist.
const RULES: &[&str] = &[
    "context_is_admin",
    "admin_or_owner",
    "default",
    "compute:get",
    "compute:lock",
    "compute_extension:server_locked_status",
    "os_compute_api:os-lock-server:lock",
    "os_compute_api:os-keypairs:show",
    "nobody:knows:this",
];

/// Reads a policy file, and asks it for decisions. The first byte chooses the format.
///
/// # Panics
///
/// If the message of a mistake does not name the file, or a rule answers differently the second
/// time.
pub fn policy(data: &[u8]) {
    let Some((&first, text)) = data.split_first() else {
        return;
    };
    let Ok(text) = str::from_utf8(text) else {
        return;
    };
    let name = ["policy.yaml", "policy.json", "policy"][usize::from(first) % 3];

    match PolicyRules::from_text(text, name) {
        Ok(rules) => ask(&rules),
        Err(error) => {
            let message = error.to_string();
            assert!(message.starts_with(name), "the message does not name the file: {message}");
        }
    }
}

fn ask(rules: &PolicyRules) {
    for it in rules.unknown_rules() {
        let _ = it.to_string();
    }
    for it in rules.futile_checks() {
        let _ = it.to_string();
    }
    for caller in
        [caller("u1", "p1", &["admin"]), caller("u2", "p2", &["member"]), caller("", "", &[])]
    {
        let own = Target::own(&caller);
        let foreign = Target { project_id: "p3", user_id: "%(user_id)s" };
        let _ = rules.is_admin(&caller);
        for rule in RULES {
            let first = rules.allows(rule, &caller, own);
            assert_eq!(rules.allows(rule, &caller, own), first, "{rule} changes its mind");
            let _ = rules.allows(rule, &caller, foreign);
        }
    }
}

fn caller(user_id: &str, project_id: &str, roles: &[&str]) -> Caller {
    Caller {
        user_id: user_id.to_owned(),
        project_id: project_id.to_owned(),
        roles: roles.iter().map(|it| (*it).to_owned()).collect(),
        is_admin: false,
    }
}
