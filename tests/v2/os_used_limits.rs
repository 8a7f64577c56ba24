//! The keys that `os-used-limits` adds to `/limits`.

use ferronova_testkit::Cloud;
use serde_json::{Value, json};

use crate::cloud_of_extensions::{is_listed, start, start_without};

const KEYS: [&str; 6] = [
    "totalInstancesUsed",
    "totalCoresUsed",
    "totalRAMUsed",
    "totalFloatingIpsUsed",
    "totalSecurityGroupsUsed",
    "totalServerGroupsUsed",
];

/// What a project uses of each.
fn used(absolute: &Value) -> Vec<&Value> {
    KEYS.iter().filter_map(|key| absolute.get(key)).collect()
}

#[test]
fn limits_tell_what_the_servers_of_the_project_use() {
    let Some(cloud) = start() else { return };
    let limits = |path| cloud.owner().get(path).expect(200).at("/limits/absolute");
    let before = limits("limits");
    let id = cloud.owner().boot("web");
    let with_one_more = limits("limits");
    cloud.owner().delete(&format!("servers/{id}")).assert_status(204);
    cloud.owner().wait_until_gone(&id);

    let after = limits("limits");

    // One server of each flavor: 2 processors and 2048 MiB, 1 and 512.
    assert_eq!(used(&before), [2, 3, 2560, 0, 2, 0]);
    assert_eq!(used(&with_one_more), [3, 4, 3072, 0, 2, 0]);
    assert_eq!(used(&after), used(&before));
}

#[test]
fn an_administrator_may_ask_for_another_project() {
    let Some(cloud) = start() else { return };
    let path = format!("limits?tenant_id={}", cloud.owner().project_id());

    let own = cloud.admin().get("limits").expect(200).at("/limits/absolute");
    let other = cloud.admin().get(&path).expect(200).at("/limits/absolute");
    let stranger = cloud.other().get(&path);

    assert_eq!(used(&own), [0, 0, 0, 0, 1, 0]);
    assert_eq!(used(&other), [2, 3, 2560, 0, 2, 0]);
    stranger.assert_fault(403, "forbidden", "Not authorized.");
}

#[test]
fn without_its_extension_everybody_gets_their_own() {
    let Some(cloud) = start_without("os-used-limits-for-admin") else { return };
    let path = format!("limits?tenant_id={}", cloud.owner().project_id());

    for client in [cloud.admin(), cloud.other()] {
        assert_eq!(client.get(&path).expect(200).json(), client.get("limits").json());
    }
    assert!(!is_listed(&cloud, "os-used-limits-for-admin"));
}

#[test]
fn what_is_used_is_a_number() {
    let cloud = Cloud::start();

    let absolute = cloud.owner().get("limits").expect(200).at("/limits/absolute");

    for key in KEYS {
        assert!(absolute[key].is_u64(), "{key}: {absolute}");
    }
}

#[test]
fn switched_off_the_extension_is_gone_and_its_keys_with_it() {
    let Some(cloud) = start_without("os-used-limits") else { return };

    let limits = cloud.owner().get("limits").expect(200);

    assert!(!limits.text().contains("Used"), "{}", limits.text());
    assert_eq!(limits.at("/limits/absolute/maxServerMeta"), json!(128));
    assert!(!is_listed(&cloud, "os-used-limits"));
}
