//! Names that earlier releases of Nova had for rules of v2.1.
//!
//! Nova 34 still takes them in a file: most are of a rule that became several, some are of a rule
//! that another was split from.

use crate::{expression::Expression, link::Rule, parser::parse_text};

/// A former name, the default that it had, and the rules of today that it stands for.
const FORMER_NAMES: &[(&str, &str, &[&str])] = &[
    (
        "os_compute_api:os-attach-interfaces",
        "rule:admin_or_owner",
        &[
            "os_compute_api:os-attach-interfaces:list",
            "os_compute_api:os-attach-interfaces:show",
            "os_compute_api:os-attach-interfaces:create",
            "os_compute_api:os-attach-interfaces:delete",
        ],
    ),
    (
        "os_compute_api:os-baremetal-nodes",
        "rule:admin_api",
        &["os_compute_api:os-baremetal-nodes:list", "os_compute_api:os-baremetal-nodes:show"],
    ),
    (
        "os_compute_api:os-deferred-delete",
        "rule:admin_or_owner",
        &["os_compute_api:os-deferred-delete:restore", "os_compute_api:os-deferred-delete:force"],
    ),
    (
        "os_compute_api:os-floating-ips",
        "rule:admin_or_owner",
        &[
            "os_compute_api:os-floating-ips:add",
            "os_compute_api:os-floating-ips:remove",
            "os_compute_api:os-floating-ips:list",
            "os_compute_api:os-floating-ips:create",
            "os_compute_api:os-floating-ips:show",
            "os_compute_api:os-floating-ips:delete",
        ],
    ),
    (
        "os_compute_api:os-hosts",
        "rule:admin_api",
        &[
            "os_compute_api:os-hosts:list",
            "os_compute_api:os-hosts:show",
            "os_compute_api:os-hosts:update",
            "os_compute_api:os-hosts:reboot",
            "os_compute_api:os-hosts:shutdown",
            "os_compute_api:os-hosts:start",
        ],
    ),
    (
        "os_compute_api:os-hypervisors",
        "rule:admin_api",
        &[
            "os_compute_api:os-hypervisors:list",
            "os_compute_api:os-hypervisors:list-detail",
            "os_compute_api:os-hypervisors:statistics",
            "os_compute_api:os-hypervisors:show",
            "os_compute_api:os-hypervisors:uptime",
            "os_compute_api:os-hypervisors:search",
            "os_compute_api:os-hypervisors:servers",
        ],
    ),
    (
        "os_compute_api:os-instance-actions",
        "rule:admin_or_owner",
        &["os_compute_api:os-instance-actions:list", "os_compute_api:os-instance-actions:show"],
    ),
    (
        "os_compute_api:os-instance-usage-audit-log",
        "rule:admin_api",
        &[
            "os_compute_api:os-instance-usage-audit-log:list",
            "os_compute_api:os-instance-usage-audit-log:show",
        ],
    ),
    ("os_compute_api:os-used-limits", "rule:admin_api", &["os_compute_api:limits:other_project"]),
    (
        "os_compute_api:os-migrate-server:migrate_live",
        "rule:context_is_admin",
        &["os_compute_api:os-migrate-server:migrate_live:host"],
    ),
    (
        "os_compute_api:os-migrations:index",
        "rule:context_is_admin",
        &[
            "os_compute_api:os-migrations:index:all_projects",
            "os_compute_api:os-migrations:index:host",
        ],
    ),
    (
        "os_compute_api:os-multinic",
        "rule:admin_or_owner",
        &["os_compute_api:os-multinic:add", "os_compute_api:os-multinic:remove"],
    ),
    (
        "os_compute_api:os-networks:view",
        "rule:admin_or_owner",
        &["os_compute_api:os-networks:list", "os_compute_api:os-networks:show"],
    ),
    ("os_compute_api:os-rescue", "rule:admin_or_owner", &["os_compute_api:os-unrescue"]),
    (
        "os_compute_api:os-security-groups",
        "rule:admin_or_owner",
        &[
            "os_compute_api:os-security-groups:get",
            "os_compute_api:os-security-groups:show",
            "os_compute_api:os-security-groups:create",
            "os_compute_api:os-security-groups:update",
            "os_compute_api:os-security-groups:delete",
            "os_compute_api:os-security-groups:rule:create",
            "os_compute_api:os-security-groups:rule:delete",
            "os_compute_api:os-security-groups:list",
            "os_compute_api:os-security-groups:add",
            "os_compute_api:os-security-groups:remove",
        ],
    ),
    (
        "os_compute_api:os-server-password",
        "rule:admin_or_owner",
        &["os_compute_api:os-server-password:show", "os_compute_api:os-server-password:clear"],
    ),
    (
        "os_compute_api:os-flavor-extra-specs:index",
        "rule:admin_or_owner",
        &["os_compute_api:servers:show:flavor-extra-specs"],
    ),
    (
        "os_compute_api:servers:migrations:index",
        "rule:context_is_admin",
        &["os_compute_api:servers:migrations:index:host"],
    ),
    (
        "os_compute_api:os-services",
        "rule:admin_api",
        &[
            "os_compute_api:os-services:list",
            "os_compute_api:os-services:update",
            "os_compute_api:os-services:delete",
        ],
    ),
    (
        "os_compute_api:os-tenant-networks",
        "rule:admin_or_owner",
        &["os_compute_api:os-tenant-networks:list", "os_compute_api:os-tenant-networks:show"],
    ),
    (
        "os_compute_api:os-volumes",
        "rule:admin_or_owner",
        &[
            "os_compute_api:os-volumes:list",
            "os_compute_api:os-volumes:create",
            "os_compute_api:os-volumes:detail",
            "os_compute_api:os-volumes:show",
            "os_compute_api:os-volumes:delete",
            "os_compute_api:os-volumes:snapshots:list",
            "os_compute_api:os-volumes:snapshots:create",
            "os_compute_api:os-volumes:snapshots:detail",
            "os_compute_api:os-volumes:snapshots:show",
            "os_compute_api:os-volumes:snapshots:delete",
        ],
    ),
];

/// Whether this is the former name of a rule of v2.1.
pub(crate) fn knows(name: &str) -> bool {
    FORMER_NAMES.iter().any(|(former, ..)| *former == name)
}

/// For each former name in a file, the rules of today that the file does not have, with the same
/// expression.
///
/// As in Nova, there are none if the expression is the default of the former name. A file that
/// merely repeats what was the default is not meant to change what is the default now, which may
/// let fewer callers pass.
pub(crate) fn rules_of_today(file: &[Rule]) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (former, default, todays) in FORMER_NAMES {
        let Some(Rule { line, expression, .. }) = file.iter().find(|it| it.name == *former) else {
            continue;
        };
        if parse_text(default).is_ok_and(|it| it == *expression) {
            continue;
        }
        for &today in *todays {
            // Nova's generator of files lets the former name refer to the rule of today.
            let is_reference = matches!(expression, Expression::Rule(name) if name == today);
            if !is_reference && file.iter().all(|it| it.name != today) {
                let name = today.to_owned();
                rules.push(Rule { name, line: *line, expression: expression.clone() });
            }
        }
    }
    rules
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::defaults;

    #[test]
    fn each_former_name_stands_for_rules_of_today() {
        let names: HashSet<&str> = FORMER_NAMES.iter().map(|(former, ..)| *former).collect();

        assert_eq!(names.len(), FORMER_NAMES.len());
        for (former, default, todays) in FORMER_NAMES {
            assert!(parse_text(default).is_ok(), "{former}");
            for today in *todays {
                assert!(defaults::knows(today), "{former} stands for {today}");
            }
        }
    }
}
