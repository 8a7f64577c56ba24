//! The plugin `os-security-groups`.

use serde_json::json;

use crate::{
    cloud_of_plugins::{assert_keys, both_servers, start, start_without},
    support::{self, assert_invalid, create_with, has, shown_with},
};

#[test]
fn the_key_is_in_create_show_and_detail() {
    let rule = "compute_extension:v3:os-security-groups";
    assert_keys("os-security-groups", rule, &["security_groups"], &["create", "show", "detail"]);
}

#[test]
fn a_server_names_its_groups_and_one_in_none_has_no_key() {
    let Some(cloud) = start() else { return };

    let [with, without] = both_servers(cloud.owner());

    assert_eq!(with["security_groups"], json!([{"name": "default"}, {"name": "web"}]));
    assert!(!has(&without, "security_groups"), "{without}");
}

#[test]
fn a_new_server_is_in_the_default_group() {
    let cloud = support::start();

    for groups in [
        json!([]),
        json!([{"name": "default"}]),
        json!([{"name": "default"}, {"name": "default"}]),
        json!([{"name": "default", "more": 1}]),
    ] {
        let server = shown_with(cloud.owner(), "security_groups", &groups);

        assert_eq!(server["security_groups"], json!([{"name": "default"}]), "{groups}");
    }
}

#[test]
fn a_group_that_is_not_there_is_refused() {
    let cloud = support::start();

    let response =
        create_with(cloud.owner(), "security_groups", &json!([{"name": "no such group"}]));

    let project_id = cloud.owner().project_id();
    let message = format!("Security group no such group not found for project {project_id}.");
    response.assert_fault(400, "badRequest", &message);
}

#[test]
fn what_is_no_list_of_named_groups_is_refused() {
    let cloud = support::start();

    for (groups, name, text, reason) in [
        (json!("web"), "security_groups", "web", "u'web' is not of type 'array'"),
        (json!(null), "security_groups", "None", "None is not of type 'array'"),
        (json!(["web"]), "0", "web", "u'web' is not of type 'object'"),
        (json!([{"name": 1}]), "name", "1", "1 is not of type 'string'"),
        (json!([{"name": ""}]), "name", "", "u'' is too short"),
    ] {
        let response = create_with(cloud.owner(), "security_groups", &groups);

        assert_invalid(&response, name, text, reason);
    }
}

#[test]
fn switched_off_the_plugin_reads_nothing() {
    let Some(cloud) = start_without("os-security-groups") else { return };

    let response = create_with(cloud.owner(), "security_groups", &json!("no such group"));

    response.assert_status(202);
}
