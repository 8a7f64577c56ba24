//! The key and the member `config_drive` of `os-config-drive`.

use ferronova_testkit::Cloud;
use serde_json::json;

use crate::cloud_of_extensions::{
    EVERYTHING, NOTHING, create_with, is_listed, places_of, shown_with, start, start_with_policy,
    start_without,
};

#[test]
fn a_server_with_a_configuration_drive_says_true_and_one_without_nothing() {
    let Some(cloud) = start() else { return };

    let [with, without] = [EVERYTHING, NOTHING].map(|id| cloud.owner().show(id).expect(200));

    assert_eq!(with.at("/server/config_drive"), "True");
    assert_eq!(without.at("/server/config_drive"), "");
}

#[test]
fn a_new_server_gets_a_configuration_drive_if_it_asks_for_one() {
    let cloud = Cloud::start();

    for value in [json!(true), json!("True"), json!(" yes "), json!("on"), json!("1"), json!(1)] {
        let server = shown_with(cloud.owner(), "config_drive", &value);

        assert_eq!(server["config_drive"], "True", "{value}");
    }
}

#[test]
fn a_new_server_gets_no_configuration_drive_if_it_does_not_want_one() {
    let cloud = Cloud::start();

    for value in [
        json!(false),
        json!(null),
        json!(""),
        json!("FALSE"),
        json!("off"),
        json!("0"),
        json!(0),
        json!([]),
        json!({}),
    ] {
        let server = shown_with(cloud.owner(), "config_drive", &value);

        assert_eq!(server["config_drive"], "", "{value}");
    }
}

#[test]
fn what_is_no_truth_value_is_refused() {
    let cloud = Cloud::start();

    for value in [
        json!("perhaps"),
        json!(" "),
        json!(2),
        json!(1.5),
        json!(["True"]),
        json!({"image": "1a9e0000-0000-4000-8000-000000000001"}),
    ] {
        let response = create_with(cloud.owner(), "config_drive", &value);

        response.assert_fault(400, "badRequest", "Invalid config_drive provided.");
    }
}

#[test]
fn switched_off_the_extension_does_not_read_the_member() {
    let Some(cloud) = start_without("os-config-drive") else { return };

    let response = create_with(cloud.owner(), "config_drive", &json!("perhaps"));

    response.assert_status(202);
}

#[test]
fn the_key_is_in_show_and_detail_and_in_no_other_answer() {
    let cloud = Cloud::start();

    let places = places_of(cloud.owner(), "config_drive");

    assert_eq!(places, ["show", "detail"]);
}

#[test]
fn a_caller_whom_the_policy_refuses_misses_the_key() {
    let policy = "compute_extension:config_drive: role:nobody";
    let Some(cloud) = start_with_policy(policy) else { return };

    let places = places_of(cloud.owner(), "config_drive");

    assert!(places.is_empty(), "{places:?}");
    assert!(is_listed(&cloud, "os-config-drive"));
}

#[test]
fn switched_off_the_extension_is_gone_and_its_key_with_it() {
    let Some(cloud) = start_without("os-config-drive") else { return };

    let places = places_of(cloud.owner(), "config_drive");

    assert!(places.is_empty(), "{places:?}");
    assert!(!is_listed(&cloud, "os-config-drive"));
}
