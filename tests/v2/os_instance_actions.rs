//! `/servers/{id}/os-instance-actions`: what only v2 has.

use ferronova_testkit::Cloud;
use serde_json::json;

use crate::{
    both::instance_actions::{act, list, show},
    cloud_of_extensions::{EVERYTHING, is_listed, start, start_without},
    support::{Held::ByOwner, boot},
};

#[test]
fn the_actions_of_a_server_look_so_in_a_list() {
    let cloud = Cloud::start();
    let id = boot(&cloud, ByOwner);
    act(cloud.owner(), &id, "unlock");
    act(cloud.owner(), &id, "os-stop");
    cloud.owner().wait_for(&id, "SHUTOFF");
    act(cloud.owner(), &id, "os-start");
    cloud.owner().wait_for(&id, "ACTIVE");

    let listed = list(cloud.owner(), &id).expect(200);

    listed.assert_golden(cloud.owner(), "v2/os_instance_actions/list");
}

#[test]
fn administrators_see_the_events_of_an_action() {
    let cloud = Cloud::start();
    let id = cloud.admin().boot("web");
    let locked = act(cloud.admin(), &id, "lock");

    let shown = show(cloud.admin(), &id, &locked).expect(200);

    shown.assert_golden(cloud.admin(), "v2/os_instance_actions/show_to_admin");
}

#[test]
fn switched_off_the_extension_is_gone_and_its_paths_with_it() {
    let Some(cloud) = start_without("os-instance-actions") else { return };
    let locked = act(cloud.owner(), EVERYTHING, "lock");

    for response in [list(cloud.owner(), EVERYTHING), show(cloud.owner(), EVERYTHING, &locked)] {
        response.assert_status(404);
        assert!(response.text().starts_with("404 Not Found"), "{}", response.text());
    }
    assert!(!is_listed(&cloud, "os-instance-actions"));
}

#[test]
fn a_seeded_server_was_created() {
    let Some(cloud) = start() else { return };

    let actions = list(cloud.owner(), EVERYTHING).expect(200).at("/instanceActions");

    assert_eq!(actions.as_array().map(Vec::len), Some(1));
    assert_eq!(actions[0]["action"], "create");
    assert_eq!(actions[0]["request_id"], json!(null));
    assert_eq!(actions[0]["start_time"], "2014-10-16T12:00:00.000000");
}
