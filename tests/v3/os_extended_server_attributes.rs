//! The plugin `os-extended-server-attributes`: where a server lives, for administrators.

use serde_json::json;

use crate::cloud_of_plugins::{
    EVERYTHING, assert_keys, both_servers, places_of, start, start_with_rule,
};

const KEYS: [&str; 3] = [
    "OS-EXT-SRV-ATTR:host",
    "OS-EXT-SRV-ATTR:hypervisor_hostname",
    "OS-EXT-SRV-ATTR:instance_name",
];

const RULE: &str = "compute_extension:v3:os-extended-server-attributes";

#[test]
fn the_keys_are_in_show_and_detail() {
    assert_keys("os-extended-server-attributes", RULE, &KEYS, &["show", "detail"]);
}

#[test]
fn an_administrator_sees_where_a_server_lives_and_what_it_is_called_there() {
    let Some(cloud) = start() else { return };

    let servers = both_servers(cloud.admin());

    let [with, without] = servers.each_ref().map(|it| KEYS.map(|key| it[key].clone()));
    assert_eq!(with, [json!("cmp1"), json!("cmp1.example.org"), json!("instance-00001267")]);
    assert_eq!(without, [json!(null), json!(null), json!("instance-00001268")]);
}

#[test]
fn nobody_else_sees_it() {
    let Some(cloud) = start() else { return };

    for key in KEYS {
        assert_eq!(places_of(cloud.owner(), key), [""; 0], "{key}");
    }
}

#[test]
fn the_policy_can_show_it_to_everybody() {
    let Some(cloud) = start_with_rule(RULE, "") else { return };

    let server = cloud.owner().show(EVERYTHING).expect(200).at("/server");

    assert_eq!(server["OS-EXT-SRV-ATTR:host"], "cmp1");
}
