//! `/os-availability-zone`.

use serde_json::{Value, json};

use crate::support::{self, ZONES_DETAIL_RULE, ZONES_RULE, answer, forbidden, start_seeded};

const SEED: &str = include_str!("../v2/seeds/extensions.yaml");

fn zone(name: &str, is_available: bool, hosts: &Value) -> Value {
    json!({"zoneName": name, "zoneState": {"available": is_available}, "hosts": hosts})
}

#[test]
fn the_zones_of_all_hypervisors_are_listed_those_that_are_open_first() {
    let Some(cloud) = start_seeded(SEED) else { return };

    let listed = cloud.owner().get("os-availability-zone");

    // A zone is available if servers may be placed on one of its hosts, even on one that is down.
    let zones = [
        zone("north", true, &Value::Null),
        zone("south", true, &Value::Null),
        zone("west", false, &Value::Null),
    ];
    assert_eq!(answer(&listed), (200, json!({"availabilityZoneInfo": zones})));
}

#[test]
fn administrators_see_the_hosts_of_the_zones() {
    let Some(cloud) = start_seeded(SEED) else { return };

    let listed = cloud.admin().get("os-availability-zone/detail").expect(200);

    let mut listed = listed.json();
    let up = &mut listed["availabilityZoneInfo"][0]["hosts"]["cmp1"]["nova-compute"]["updated_at"];
    assert!(up.take().as_str().is_some_and(|it| it.ends_with(".000000")));
    let service = |is_up: bool| json!({"nova-compute": {"available": is_up, "active": true, "updated_at": null}});
    let zones = [
        zone("north", true, &json!({"cmp1": service(true)})),
        zone("south", true, &json!({"cmp2": service(false)})),
        zone("west", false, &Value::Null),
    ];
    assert_eq!(listed, json!({"availabilityZoneInfo": zones}));
}

#[test]
fn a_zone_has_each_of_its_hosts_that_is_open() {
    let seed = "
hypervisors:
  - {hostname: a}
  - {hostname: b, disabled_reason: the fan}
  - {hostname: c}
";
    let Some(cloud) = start_seeded(seed) else { return };

    let zones = cloud.admin().get("os-availability-zone/detail").expect(200);

    let zones = zones.at("/availabilityZoneInfo");
    let hosts = zones[0]["hosts"].as_object().expect("there are hosts").keys();
    assert_eq!(hosts.collect::<Vec<_>>(), ["a", "c"]);
    assert_eq!(zones.as_array().map(Vec::len), Some(1));
}

#[test]
fn others_do_not_see_hosts() {
    let cloud = support::start();

    let response = cloud.owner().get("os-availability-zone/detail");

    assert_eq!(answer(&response), forbidden(ZONES_DETAIL_RULE));
}

#[test]
fn the_policy_can_close_the_list() {
    let Some(cloud) = support::start_with_policy(&[(ZONES_RULE, "rule:admin_api")]) else { return };

    let response = cloud.owner().get("os-availability-zone");

    assert_eq!(answer(&response), forbidden(ZONES_RULE));
}
