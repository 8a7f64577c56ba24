//! The plugin `os-instance-actions`: what only v3 has.

use serde_json::json;

use crate::{
    both::instance_actions::{list, show},
    cloud_of_plugins::{EVERYTHING, start, start_without},
    support::{self, Held::ByOwner, assert_unrouted, boot},
};

#[test]
fn the_actions_of_a_server_look_so_in_a_list() {
    let cloud = support::start();
    let id = boot(&cloud, ByOwner);
    for action in ["unlock", "os-stop"] {
        cloud.owner().action(&id, &json!({ action: null })).assert_status(202);
    }
    cloud.owner().wait_for(&id, "SHUTOFF");

    let listed = list(cloud.owner(), &id).expect(200);

    listed.assert_golden(cloud.owner(), "v3/os_instance_actions/list");
}

#[test]
fn switched_off_the_plugin_is_gone_and_its_paths_with_it() {
    let Some(cloud) = start_without("os-instance-actions") else { return };

    assert_unrouted(&list(cloud.owner(), EVERYTHING));
    assert_unrouted(&show(cloud.owner(), EVERYTHING, "req-"));
}

#[test]
fn a_seeded_server_was_created() {
    let Some(cloud) = start() else { return };

    let actions = list(cloud.owner(), EVERYTHING).expect(200).at("/instanceActions");

    assert_eq!(actions.as_array().map(Vec::len), Some(1));
    assert_eq!(actions[0]["action"], "create");
    assert_eq!(actions[0]["request_id"], json!(null));
}
