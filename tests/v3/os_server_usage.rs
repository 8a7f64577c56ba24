//! The plugin `os-server-usage`.

use serde_json::json;

use crate::cloud_of_plugins::{assert_keys, both_servers, start};

const KEYS: [&str; 2] = ["OS-SRV-USG:launched_at", "OS-SRV-USG:terminated_at"];

#[test]
fn the_keys_are_in_show_and_detail() {
    let rule = "compute_extension:v3:os-server-usage";
    assert_keys("os-server-usage", rule, &KEYS, &["show", "detail"]);
}

#[test]
fn times_have_six_digits_and_no_zone() {
    let Some(cloud) = start() else { return };

    let servers = both_servers(cloud.owner());

    let [with, without] = servers.each_ref().map(|it| KEYS.map(|key| it[key].clone()));
    assert_eq!(with, [json!("2014-10-16T12:00:01.500000"), json!("2014-10-16T12:00:02.000000")]);
    assert_eq!(without, [json!(null), json!(null)]);
}
