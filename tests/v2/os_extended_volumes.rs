//! The key of `os-extended-volumes`.

use ferronova_testkit::Cloud;
use serde_json::json;

use crate::cloud_of_extensions::{
    EVERYTHING, NOTHING, is_listed, places_of, start, start_with_policy, start_without,
};

const KEY: &str = "os-extended-volumes:volumes_attached";

#[test]
fn a_server_shows_the_volumes_attached_to_it() {
    let Some(cloud) = start() else { return };

    let server = cloud.owner().show(EVERYTHING).expect(200).at("/server");

    let volumes = json!([
        {"id": "70100000-0000-4000-8000-000000000001"},
        {"id": "70100000-0000-4000-8000-000000000002"},
    ]);
    assert_eq!(server[KEY], volumes);
}

#[test]
fn a_server_without_volumes_has_an_empty_list() {
    let Some(cloud) = start() else { return };

    let server = cloud.owner().show(NOTHING).expect(200).at("/server");

    assert_eq!(server[KEY], json!([]));
}

#[test]
fn the_key_is_in_show_and_detail_and_in_no_other_answer() {
    let cloud = Cloud::start();

    let places = places_of(cloud.owner(), "os-extended-volumes:volumes_attached");

    assert_eq!(places, ["show", "detail"]);
}

#[test]
fn a_caller_whom_the_policy_refuses_misses_the_key() {
    let policy = "compute_extension:extended_volumes: role:nobody";
    let Some(cloud) = start_with_policy(policy) else { return };

    let places = places_of(cloud.owner(), "os-extended-volumes:volumes_attached");

    assert!(places.is_empty(), "{places:?}");
    assert!(is_listed(&cloud, "os-extended-volumes"));
}

#[test]
fn switched_off_the_extension_is_gone_and_its_key_with_it() {
    let Some(cloud) = start_without("os-extended-volumes") else { return };

    let places = places_of(cloud.owner(), "os-extended-volumes:volumes_attached");

    assert!(places.is_empty(), "{places:?}");
    assert!(!is_listed(&cloud, "os-extended-volumes"));
}
