//! The plugin `os-access-ips`: the addresses under which users want their servers to be reached.

use serde_json::{Value, json};

use crate::{
    cloud_of_plugins::{assert_keys, start_without},
    support::{self, assert_invalid, create_with, has, shown_with, update},
};

const KEYS: [&str; 2] = ["accessIPv4", "accessIPv6"];

#[test]
fn the_keys_are_in_every_answer_about_a_server_but_the_brief_list() {
    let rule = "compute_extension:v3:os-access-ips";
    assert_keys("os-access-ips", rule, &KEYS, &["create", "show", "update", "detail"]);
}

#[test]
fn addresses_are_kept_and_written_in_their_shortest_form() {
    let cloud = support::start();

    for (member, given, kept) in [
        ("accessIPv4", "192.0.2.1", "192.0.2.1"),
        ("accessIPv6", "2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
    ] {
        let created = create_with(cloud.owner(), member, &json!(given)).expect(202);
        let shown = shown_with(cloud.owner(), member, &json!(given));

        assert_eq!(created.at("/server")[member], kept);
        assert_eq!(shown[member], kept);
    }
}

/// Values that are refused as addresses, how messages quote them, and why they are refused.
fn refused(version: &str) -> Vec<(Value, String, String)> {
    let other = if version == "ipv4" { "fd00::1" } else { "192.0.2.1" };
    let texts = ["", "web", "192.0.2", "192.0.2.256", "192.0.2.1/32", "fd00::g", other];
    let texts = texts.map(|it| (json!(it), it.to_owned(), format!("u'{it}' is not a '{version}'")));
    let others = [(json!(null), "None"), (json!(1), "1"), (json!([]), "[]")];
    let others =
        others.map(|(value, it)| (value, it.to_owned(), format!("{it} is not of type 'string'")));
    texts.into_iter().chain(others).collect()
}

#[test]
fn what_is_no_address_of_the_version_is_refused_for_a_new_server() {
    let cloud = support::start();

    for (member, version) in [("accessIPv4", "ipv4"), ("accessIPv6", "ipv6")] {
        for (value, text, reason) in refused(version) {
            let response = create_with(cloud.owner(), member, &value);

            assert_invalid(&response, member, &text, &reason);
        }
    }
}

#[test]
fn an_address_once_set_can_be_changed_and_not_cleared() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let both = json!({"accessIPv4": "192.0.2.1", "accessIPv6": "fd00::1"});
    update(owner, &id, &both).assert_status(200);

    for (member, version) in [("accessIPv4", "ipv4"), ("accessIPv6", "ipv6")] {
        for (value, text, reason) in refused(version) {
            let response = update(owner, &id, &json!({ member: value }));

            assert_invalid(&response, member, &text, &reason);
        }
    }
    let changed = update(owner, &id, &json!({"accessIPv4": "192.0.2.2"})).expect(200);
    assert_eq!(changed.at("/server/accessIPv4"), "192.0.2.2");
    assert_eq!(changed.at("/server/accessIPv6"), "fd00::1");
}

#[test]
fn switched_off_the_plugin_reads_nothing() {
    let Some(cloud) = start_without("os-access-ips") else { return };

    let server = shown_with(cloud.owner(), "accessIPv4", &json!("no address"));

    assert!(!has(&server, "accessIPv4"), "{server}");
}
