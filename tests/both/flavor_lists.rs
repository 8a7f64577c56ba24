//! Lists of flavors ignore case.

use serde_json::Value;

use crate::support;

const SEED: &str = "
flavors:
  - {id: b, name: Small, ram: 512, disk: 1, vcpus: 1}
  - {id: C, name: large, ram: 512, disk: 1, vcpus: 1}
  - {id: a, name: Middle, ram: 512, disk: 1, vcpus: 1}
servers:
  - {name: web, project: demo, flavor: Middle}
";

#[test]
fn orders_markers_and_filters_by_flavor_take_any_case() {
    let Some(cloud) = support::start_seeded(SEED) else { return };
    for (query, expected) in [
        ("", ["a", "b", "C"].as_slice()),
        ("sort_key=name", &["C", "a", "b"]),
        ("sort_key=name&sort_dir=desc", &["b", "a", "C"]),
        ("marker=A", &["b", "C"]),
        ("marker=B&limit=1", &["C"]),
        ("sort_key=name&marker=c", &["a", "b"]),
    ] {
        for path in ["flavors", "flavors/detail"] {
            let listed = cloud.owner().get(&format!("{path}?{query}")).expect(200).at("/flavors");

            let ids = listed.as_array().into_iter().flatten().map(|it| it["id"].clone());
            let ids: Vec<Value> = ids.collect();
            assert_eq!(ids, expected, "{path}?{query}");
        }
    }
    let found = cloud.owner().get("servers?flavor=A");
    assert_eq!(support::names(&found), ["web"]);
}
