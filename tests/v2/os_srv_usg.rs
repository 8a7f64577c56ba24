//! The keys of `OS-SRV-USG`.

use ferronova_testkit::Cloud;
use serde_json::{Value, json};

use crate::cloud_of_extensions::{
    EVERYTHING, NOTHING, is_listed, places_of, start, start_with_policy, start_without,
};

/// When the server began to run, and when it ended.
fn times(server: &Value) -> [&Value; 2] {
    ["OS-SRV-USG:launched_at", "OS-SRV-USG:terminated_at"]
        .map(|key| server.get(key).expect("the key is always there"))
}

#[test]
fn times_are_in_microseconds_and_without_a_zone() {
    let Some(cloud) = start() else { return };

    let server = cloud.owner().show(EVERYTHING).expect(200).at("/server");

    let expected = [json!("2014-10-16T12:00:01.500000"), json!("2014-10-16T12:00:02.000000")];
    assert_eq!(times(&server), expected.each_ref());
}

#[test]
fn a_server_that_never_ran_was_not_launched() {
    let Some(cloud) = start() else { return };

    let server = cloud.owner().show(NOTHING).expect(200).at("/server");

    assert_eq!(times(&server), [&Value::Null, &Value::Null]);
}

#[test]
fn a_server_is_launched_once() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let before = owner.show(&id).expect(200).at("/server/OS-SRV-USG:launched_at");
    owner.action(&id, &json!({"os-stop": null})).assert_status(202);
    owner.wait_for(&id, "SHUTOFF");
    owner.action(&id, &json!({"os-start": null})).assert_status(202);
    owner.wait_for(&id, "ACTIVE");

    let server = owner.show(&id).expect(200).at("/server");

    assert_eq!(before.as_str().map(str::len), Some("2014-10-16T12:00:01.500000".len()));
    assert_eq!(times(&server), [&before, &Value::Null]);
}

#[test]
fn the_key_is_in_show_and_detail_and_in_no_other_answer() {
    let cloud = Cloud::start();

    let places = places_of(cloud.owner(), "OS-SRV-USG:launched_at");

    assert_eq!(places, ["show", "detail"]);
}

#[test]
fn a_caller_whom_the_policy_refuses_misses_the_key() {
    let policy = "compute_extension:server_usage: role:nobody";
    let Some(cloud) = start_with_policy(policy) else { return };

    let places = places_of(cloud.owner(), "OS-SRV-USG:launched_at");

    assert!(places.is_empty(), "{places:?}");
    assert!(is_listed(&cloud, "OS-SRV-USG"));
}

#[test]
fn switched_off_the_extension_is_gone_and_its_key_with_it() {
    let Some(cloud) = start_without("OS-SRV-USG") else { return };

    let places = places_of(cloud.owner(), "OS-SRV-USG:launched_at");

    assert!(places.is_empty(), "{places:?}");
    assert!(!is_listed(&cloud, "OS-SRV-USG"));
}
