//! The keys of `OS-EXT-SRV-ATTR`.

use ferronova_testkit::Cloud;
use serde_json::{Value, json};

use crate::cloud_of_extensions::{
    EVERYTHING, NOTHING, is_listed, places_of, start, start_with_policy, start_without,
};

/// Host, node and name on the host.
fn attributes(server: &Value) -> [&Value; 3] {
    ["OS-EXT-SRV-ATTR:host", "OS-EXT-SRV-ATTR:hypervisor_hostname", "OS-EXT-SRV-ATTR:instance_name"]
        .map(|key| server.get(key).expect("the key is always there"))
}

#[test]
fn administrators_see_where_a_server_lives_and_what_it_is_called_there() {
    let Some(cloud) = start() else { return };

    let response = cloud.admin().show(EVERYTHING).expect(200);

    response.assert_golden(cloud.admin(), "v2/os_ext_srv_attr/show");
    let expected = [json!("cmp1"), json!("cmp1.example.org"), json!("instance-00001267")];
    assert_eq!(attributes(&response.at("/server")), expected.each_ref());
}

#[test]
fn a_server_without_a_host_has_a_name_all_the_same() {
    let Some(cloud) = start() else { return };

    let server = cloud.admin().show(NOTHING).expect(200).at("/server");

    let expected = [json!(null), json!(null), json!("instance-00001268")];
    assert_eq!(attributes(&server), expected.each_ref());
}

#[test]
fn nobody_else_sees_it() {
    let cloud = Cloud::start();

    for key in ["host", "hypervisor_hostname", "instance_name"] {
        let places = places_of(cloud.owner(), &format!("OS-EXT-SRV-ATTR:{key}"));

        assert!(places.is_empty(), "{key}: {places:?}");
    }
    assert!(is_listed(&cloud, "OS-EXT-SRV-ATTR"));
}

#[test]
fn the_policy_can_open_it_to_everybody() {
    let policy = "compute_extension:extended_server_attributes: ''";
    let Some(cloud) = start_with_policy(policy) else { return };

    let server = cloud.owner().show(EVERYTHING).expect(200).at("/server");

    assert_eq!(attributes(&server)[0], "cmp1");
}

#[test]
fn the_key_is_in_show_and_detail_and_in_no_other_answer() {
    let cloud = Cloud::start();

    let places = places_of(cloud.admin(), "OS-EXT-SRV-ATTR:host");

    assert_eq!(places, ["show", "detail"]);
}

#[test]
fn a_caller_whom_the_policy_refuses_misses_the_key() {
    let policy = "compute_extension:extended_server_attributes: role:nobody";
    let Some(cloud) = start_with_policy(policy) else { return };

    let places = places_of(cloud.admin(), "OS-EXT-SRV-ATTR:host");

    assert!(places.is_empty(), "{places:?}");
    assert!(is_listed(&cloud, "OS-EXT-SRV-ATTR"));
}

#[test]
fn switched_off_the_extension_is_gone_and_its_key_with_it() {
    let Some(cloud) = start_without("OS-EXT-SRV-ATTR") else { return };

    let places = places_of(cloud.admin(), "OS-EXT-SRV-ATTR:host");

    assert!(places.is_empty(), "{places:?}");
    assert!(!is_listed(&cloud, "OS-EXT-SRV-ATTR"));
}
