//! The key of `OS-EXT-IPS-MAC`.

use ferronova_testkit::Cloud;

use crate::cloud_of_extensions::{
    EVERYTHING, is_listed, places_of, start, start_with_policy, start_without,
};

#[test]
fn every_address_has_the_hardware_address_of_its_interface() {
    let Some(cloud) = start() else { return };

    let server = cloud.owner().show(EVERYTHING).expect(200).at("/server");

    let addresses = &server["addresses"]["private"];
    assert_eq!(addresses[0]["OS-EXT-IPS-MAC:mac_addr"], "fa:16:3e:00:00:01");
    assert_eq!(addresses[1]["OS-EXT-IPS-MAC:mac_addr"], "fa:16:3e:00:00:01");
}

#[test]
fn the_key_is_in_show_and_detail_and_in_no_other_answer() {
    let cloud = Cloud::start();

    let places = places_of(cloud.owner(), "OS-EXT-IPS-MAC:mac_addr");

    assert_eq!(places, ["show", "detail"]);
}

#[test]
fn a_caller_whom_the_policy_refuses_misses_the_key() {
    let policy = "compute_extension:extended_ips_mac: role:nobody";
    let Some(cloud) = start_with_policy(policy) else { return };

    let places = places_of(cloud.owner(), "OS-EXT-IPS-MAC:mac_addr");

    assert!(places.is_empty(), "{places:?}");
    assert!(is_listed(&cloud, "OS-EXT-IPS-MAC"));
}

#[test]
fn switched_off_the_extension_is_gone_and_its_key_with_it() {
    let Some(cloud) = start_without("OS-EXT-IPS-MAC") else { return };

    let places = places_of(cloud.owner(), "OS-EXT-IPS-MAC:mac_addr");

    assert!(places.is_empty(), "{places:?}");
    assert!(!is_listed(&cloud, "OS-EXT-IPS-MAC"));
}
