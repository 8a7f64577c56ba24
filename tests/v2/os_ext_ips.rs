//! The key of `OS-EXT-IPS`.

use ferronova_testkit::Cloud;

use crate::cloud_of_extensions::{
    EVERYTHING, is_listed, places_of, start, start_with_policy, start_without,
};

#[test]
fn every_address_says_whether_it_is_fixed_or_floating() {
    let Some(cloud) = start() else { return };

    let server = cloud.owner().show(EVERYTHING).expect(200).at("/server");

    let addresses = &server["addresses"]["private"];
    assert_eq!(addresses[0]["OS-EXT-IPS:type"], "fixed");
    assert_eq!(addresses[1]["OS-EXT-IPS:type"], "floating");
}

#[test]
fn the_key_is_in_show_and_detail_and_in_no_other_answer() {
    let cloud = Cloud::start();

    let places = places_of(cloud.owner(), "OS-EXT-IPS:type");

    assert_eq!(places, ["show", "detail"]);
}

#[test]
fn a_caller_whom_the_policy_refuses_misses_the_key() {
    let policy = "compute_extension:extended_ips: role:nobody";
    let Some(cloud) = start_with_policy(policy) else { return };

    let places = places_of(cloud.owner(), "OS-EXT-IPS:type");

    assert!(places.is_empty(), "{places:?}");
    assert!(is_listed(&cloud, "OS-EXT-IPS"));
}

#[test]
fn switched_off_the_extension_is_gone_and_its_key_with_it() {
    let Some(cloud) = start_without("OS-EXT-IPS") else { return };

    let places = places_of(cloud.owner(), "OS-EXT-IPS:type");

    assert!(places.is_empty(), "{places:?}");
    assert!(!is_listed(&cloud, "OS-EXT-IPS"));
}
