//! `GET /os-hypervisors/{pattern}/servers`: which servers, in which order.

use serde_json::{Value, json};

use crate::support;

#[test]
fn whoever_empties_a_host_sees_all_of_it_oldest_first() {
    let seed = include_str!("../v2/seeds/hosts.yaml");
    let Some(cloud) = support::start_seeded(seed) else { return };
    for pattern in ["cmp1", "CMP1", "cmp"] {
        let listed = cloud.admin().get(&format!("os-hypervisors/{pattern}/servers")).expect(200);

        let servers = listed.at("/hypervisors/0/servers");
        let ids = servers.as_array().into_iter().flatten().map(|it| it["uuid"].clone());
        let ids: Vec<Value> = ids.collect();
        let on_host = ["1", "2", "4"].map(|n| format!("f1ee0000-0000-4000-8000-00000000000{n}"));
        assert_eq!(json!(ids), json!(on_host), "{pattern}");
    }
    let load = cloud.admin().get("os-hypervisors/1").expect(200);
    assert_eq!(load.at("/hypervisor/running_vms"), 3);
}

#[test]
fn a_policy_can_show_them_to_others() {
    let rules = [
        ("compute_extension:hypervisors", "role:member"),
        ("compute_extension:v3:os-hypervisors", "role:member"),
    ];
    let seed = include_str!("../v2/seeds/hosts.yaml");
    let policy = Some(support::policy(&rules));
    let options = ferronova_testkit::Options { seed: Some(seed), policy, ..Default::default() };
    let Some(cloud) = support::start_with(&options) else { return };

    let by_other = cloud.other().get("os-hypervisors/cmp1/servers").expect(200);
    let by_reader = cloud.log_in("reader", "demo").get("os-hypervisors/cmp1/servers");

    assert_eq!(by_other.at("/hypervisors/0/servers").as_array().map(Vec::len), Some(3));
    assert_eq!(by_reader.status(), 403);
}
