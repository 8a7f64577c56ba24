//! The key and the member `security_groups` of `os-security-groups`.

use ferronova_testkit::Cloud;
use serde_json::json;

use crate::cloud_of_extensions::{
    EVERYTHING, MALFORMED, NOTHING, create_with, is_listed, places_of, shown_with, start,
    start_with_policy, start_without,
};

#[test]
fn a_server_says_which_security_groups_it_is_in() {
    let Some(cloud) = start() else { return };

    let server = cloud.owner().show(EVERYTHING).expect(200).at("/server");

    assert_eq!(server["security_groups"], json!([{"name": "default"}, {"name": "web"}]));
}

#[test]
fn a_server_in_no_security_group_has_no_key() {
    let Some(cloud) = start() else { return };

    let server = cloud.owner().show(NOTHING).expect(200).at("/server");

    assert_eq!(server.get("security_groups"), None);
}

#[test]
fn a_new_server_is_in_the_default_group() {
    let cloud = Cloud::start();

    for groups in [
        json!(null),
        json!([]),
        json!([{}]),
        json!([{"name": null}]),
        json!([{"name": ""}]),
        json!([{"name": "default"}]),
        json!([{"name": "default"}, {"name": "default"}]),
    ] {
        let created = create_with(cloud.owner(), "security_groups", &groups).expect(202);
        let server = shown_with(cloud.owner(), "security_groups", &groups);

        let expected = json!([{"name": "default"}]);
        assert_eq!(created.at("/server/security_groups"), expected, "{groups}");
        assert_eq!(server["security_groups"], expected, "{groups}");
    }
}

#[test]
fn a_group_that_is_not_there_is_refused() {
    let cloud = Cloud::start();
    let groups = json!([{"name": "default"}, {"name": "no such group"}]);

    let response = create_with(cloud.owner(), "security_groups", &groups);

    let project_id = cloud.owner().project_id();
    let message = format!("Security group no such group not found for project {project_id}.");
    response.assert_fault(400, "badRequest", &message);
}

#[test]
fn what_is_no_list_of_named_groups_is_refused() {
    let cloud = Cloud::start();

    for groups in [
        json!("default"),
        json!(1),
        json!({"name": "default"}),
        json!(["default"]),
        json!([{"name": 1}]),
        json!([null]),
    ] {
        let response = create_with(cloud.owner(), "security_groups", &groups);

        response.assert_fault(400, "badRequest", MALFORMED);
    }
}

#[test]
fn switched_off_the_extension_does_not_read_the_member() {
    let Some(cloud) = start_without("os-security-groups") else { return };

    let response = create_with(cloud.owner(), "security_groups", &json!("no such group"));

    response.assert_status(202);
}

#[test]
fn the_key_is_in_create_show_and_detail_and_in_no_other_answer() {
    let cloud = Cloud::start();

    let places = places_of(cloud.owner(), "security_groups");

    assert_eq!(places, ["create", "show", "detail"]);
}

#[test]
fn a_caller_whom_the_policy_refuses_misses_the_key() {
    let policy = "compute_extension:security_groups: role:nobody";
    let Some(cloud) = start_with_policy(policy) else { return };

    let places = places_of(cloud.owner(), "security_groups");

    assert!(places.is_empty(), "{places:?}");
    assert!(is_listed(&cloud, "os-security-groups"));
}

#[test]
fn switched_off_the_extension_is_gone_and_its_key_with_it() {
    let Some(cloud) = start_without("os-security-groups") else { return };

    let places = places_of(cloud.owner(), "security_groups");

    assert!(places.is_empty(), "{places:?}");
    assert!(!is_listed(&cloud, "os-security-groups"));
}
