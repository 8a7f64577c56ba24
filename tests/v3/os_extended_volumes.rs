//! The plugin `os-extended-volumes`.

use serde_json::json;

use crate::cloud_of_plugins::{assert_keys, both_servers, start};

const KEY: &str = "os-extended-volumes:volumes_attached";

#[test]
fn the_key_is_in_show_and_detail() {
    let rule = "compute_extension:v3:os-extended-volumes";
    assert_keys("os-extended-volumes", rule, &[KEY], &["show", "detail"]);
}

#[test]
fn a_server_names_its_volumes() {
    let Some(cloud) = start() else { return };

    let [with, without] = both_servers(cloud.owner());

    let [one, two] = [1, 2].map(|n| format!("70100000-0000-4000-8000-00000000000{n}"));
    assert_eq!(with[KEY], json!([{"id": one}, {"id": two}]));
    assert_eq!(without[KEY], json!([]));
}
