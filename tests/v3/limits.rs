//! `/limits` on v3, and what `os-used-limits` adds.

use ferronova_testkit::Options;
use serde_json::{Value, json};

use crate::{
    cloud_of_plugins::{start, start_without},
    support,
};

const USED: [&str; 6] = [
    "totalInstancesUsed",
    "totalCoresUsed",
    "totalRAMUsed",
    "totalFloatingIpsUsed",
    "totalSecurityGroupsUsed",
    "totalServerGroupsUsed",
];

/// What a project uses of each.
fn used(absolute: &Value) -> Vec<&Value> {
    USED.iter().filter_map(|key| absolute.get(key)).collect()
}

#[test]
fn there_are_no_quotas_and_no_rates() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();

    let response = owner.get("limits").expect(200);

    assert_eq!(response.header("content-type"), Some("application/json"));
    response.assert_golden(owner, "v3/limits/show");
    assert_eq!(response.at("/limits/rate"), json!([]));
}

#[test]
fn limits_tell_what_the_servers_of_the_project_use() {
    let Some(cloud) = start() else { return };

    let absolute = cloud.owner().get("limits").expect(200).at("/limits/absolute");

    // One server of each flavor: 2 processors and 2048 MiB, 1 and 512.
    assert_eq!(used(&absolute), [2, 3, 2560, 0, 2, 0]);
}

#[test]
fn an_administrator_may_ask_for_another_project_and_nobody_else() {
    let Some(cloud) = start() else { return };
    let path = format!("limits?tenant_id={}", cloud.owner().project_id());

    let by_admin = cloud.admin().get(&path).expect(200).at("/limits/absolute");
    let by_stranger = cloud.other().get(&path);

    assert_eq!(used(&by_admin), [2, 3, 2560, 0, 2, 0]);
    by_stranger.assert_fault(403, "forbidden", "Not authorized.");
    cloud.owner().get(&path).assert_status(200);
}

#[test]
fn switched_off_os_used_limits_adds_nothing() {
    let Some(cloud) = start_without("os-used-limits") else { return };

    let limits = cloud.owner().get("limits").expect(200);

    assert!(!limits.text().contains("Used"), "{}", limits.text());
    assert_eq!(limits.at("/limits/absolute/maxServerMeta"), json!(128));
}

#[test]
fn the_policy_says_who_asks_for_the_limits_of_another_project() {
    let rule = "compute_extension:v3:os-used-limits";
    for (policy, admin, owner) in [("rule:admin_api", 200, 403), ("!", 403, 403), ("", 200, 200)] {
        let Some(cloud) = support::start_with_policy(&[(rule, policy)]) else { return };
        let path = format!("limits?tenant_id={}", cloud.other().project_id());

        assert_eq!(cloud.admin().get(&path).status(), admin, "{policy}");
        assert_eq!(cloud.owner().get(&path).status(), owner, "{policy}");
    }
}
