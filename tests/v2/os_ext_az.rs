//! The key of `OS-EXT-AZ`.

use ferronova_testkit::Cloud;

use crate::cloud_of_extensions::{
    EVERYTHING, NOTHING, is_listed, places_of, start, start_with_policy, start_without,
};

const KEY: &str = "OS-EXT-AZ:availability_zone";

#[test]
fn a_server_is_in_the_zone_of_its_host() {
    let Some(cloud) = start() else { return };

    let server = cloud.owner().show(EVERYTHING).expect(200).at("/server");

    assert_eq!(server[KEY], "north");
}

#[test]
fn a_server_without_a_host_is_in_the_default_zone() {
    let Some(cloud) = start() else { return };

    let server = cloud.owner().show(NOTHING).expect(200).at("/server");

    assert_eq!(server[KEY], "nova");
}

#[test]
fn every_server_of_a_list_is_in_the_zone_of_its_host() {
    let Some(cloud) = start() else { return };

    let listed = cloud.owner().get("servers/detail").expect(200);

    assert_eq!(listed.at("/servers/0")[KEY], "nova");
    assert_eq!(listed.at("/servers/1")[KEY], "north");
}

#[test]
fn the_key_is_in_show_and_detail_and_in_no_other_answer() {
    let cloud = Cloud::start();

    let places = places_of(cloud.owner(), "OS-EXT-AZ:availability_zone");

    assert_eq!(places, ["show", "detail"]);
}

#[test]
fn a_caller_whom_the_policy_refuses_misses_the_key() {
    let policy = "compute_extension:extended_availability_zone: role:nobody";
    let Some(cloud) = start_with_policy(policy) else { return };

    let places = places_of(cloud.owner(), "OS-EXT-AZ:availability_zone");

    assert!(places.is_empty(), "{places:?}");
    assert!(is_listed(&cloud, "OS-EXT-AZ"));
}

#[test]
fn switched_off_the_extension_is_gone_and_its_key_with_it() {
    let Some(cloud) = start_without("OS-EXT-AZ") else { return };

    let places = places_of(cloud.owner(), "OS-EXT-AZ:availability_zone");

    assert!(places.is_empty(), "{places:?}");
    assert!(!is_listed(&cloud, "OS-EXT-AZ"));
}
