//! The plugin `os-config-drive`.

use serde_json::json;

use crate::{
    cloud_of_plugins::{assert_keys, both_servers, start, start_without},
    support::{self, assert_invalid, create_with, shown_with},
};

#[test]
fn the_key_is_in_show_and_detail() {
    let rule = "compute_extension:v3:os-config-drive";
    assert_keys("os-config-drive", rule, &["config_drive"], &["show", "detail"]);
}

#[test]
fn a_server_with_a_drive_says_true_and_one_without_an_empty_text() {
    let Some(cloud) = start() else { return };

    let [with, without] = both_servers(cloud.owner());

    assert_eq!(with["config_drive"], "True");
    assert_eq!(without["config_drive"], "");
}

#[test]
fn a_new_server_gets_a_drive_if_it_asks_for_one_in_any_word() {
    let cloud = support::start();
    let yes = ["True", "TRUE", "true", "1"];
    let no = ["False", "FALSE", "false", "0"];
    let yes = yes.map(|it| json!(it)).into_iter().chain([json!(true), json!(1)]);
    let no = no.map(|it| json!(it)).into_iter().chain([json!(false), json!(0)]);

    for (value, shown) in yes.map(|it| (it, "True")).chain(no.map(|it| (it, ""))) {
        let server = shown_with(cloud.owner(), "config_drive", &value);

        assert_eq!(server["config_drive"], shown, "{value}");
    }
}

#[test]
fn any_other_word_or_type_is_refused() {
    let cloud = support::start();
    let words = "is not one of [True, 'True', 'TRUE', 'true', '1', 1, False, 'False', 'FALSE', \
                 'false', '0', 0]";
    let types = "is not of type 'boolean', 'string'";

    for (value, text, reason) in [
        (json!("perhaps"), "perhaps", format!("u'perhaps' {words}")),
        (json!(""), "", format!("u'' {words}")),
        (json!("t"), "t", format!("u't' {words}")),
        (json!("yes"), "yes", format!("u'yes' {words}")),
        (json!("on"), "on", format!("u'on' {words}")),
        (json!(null), "None", format!("None {types}")),
        (json!(2), "2", format!("2 {types}")),
        (json!([]), "[]", format!("[] {types}")),
    ] {
        let response = create_with(cloud.owner(), "config_drive", &value);

        assert_invalid(&response, "config_drive", text, &reason);
    }
}

#[test]
fn switched_off_the_plugin_reads_nothing() {
    let Some(cloud) = start_without("os-config-drive") else { return };

    let response = create_with(cloud.owner(), "config_drive", &json!("perhaps"));

    response.assert_status(202);
}
