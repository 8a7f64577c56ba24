//! The members of `rebuild` and `resize` that v2's extensions and its core read.

use ferronova_testkit::{Options, Response};
use serde_json::{Value, json};

use crate::{
    cloud_of_extensions::MALFORMED,
    support::{self, bring},
};

#[test]
fn who_partitions_the_disk_is_chosen_anew_by_a_rebuild_and_by_a_resize() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let shown = || owner.show(&id).expect(200).at("/server/OS-DCF:diskConfig");
    assert_eq!(shown(), "MANUAL");

    let rebuild = json!({"imageRef": owner.image_id(), "OS-DCF:diskConfig": "AUTO"});
    let response = owner.action(&id, &json!({"rebuild": rebuild})).expect(202);
    assert_eq!(response.at("/server/OS-DCF:diskConfig"), "AUTO");
    owner.wait_for(&id, "ACTIVE");
    let resize = json!({"flavorRef": "2", "OS-DCF:diskConfig": "MANUAL"});
    owner.action(&id, &json!({"resize": resize})).assert_status(202);

    owner.wait_for(&id, "VERIFY_RESIZE");
    assert_eq!(shown(), "MANUAL");
}

#[test]
fn a_member_of_a_rebuild_that_is_wrong_is_said() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let before = owner.show(&id).json();
    let rebuild = |member: &str, value: Value| -> Response {
        let mut rebuild = json!({"imageRef": owner.image_id()});
        rebuild[member] = value;
        owner.action(&id, &json!({"rebuild": rebuild}))
    };

    for (member, value, message) in [
        ("name", json!(" "), "Server name has a minimum character requirement of 1."),
        ("name", json!(5), "Server name is not a string or unicode"),
        ("adminPass", json!(5), "Invalid adminPass"),
        ("accessIPv4", json!("a"), "accessIPv4 is not proper IPv4 format"),
        ("accessIPv6", json!("a"), "accessIPv6 is not proper IPv6 format"),
        ("metadata", json!("a"), "Invalid metadata: Metadata type should be dict."),
        (
            "personality",
            json!([{"path": "/a", "contents": "%"}]),
            "Personality content for /a cannot be decoded",
        ),
        (
            "OS-DCF:diskConfig",
            json!("SOME"),
            "OS-DCF:diskConfig must be either 'MANUAL' or 'AUTO'.",
        ),
        (
            "preserve_ephemeral",
            json!("perhaps"),
            "Unrecognized value 'perhaps', acceptable values are: '0', '1', 'f', 'false', 'n', \
             'no', 'off', 'on', 't', 'true', 'y', 'yes'",
        ),
    ] {
        rebuild(member, value).assert_fault(400, "badRequest", message);
    }
    let no_image = owner.action(&id, &json!({"rebuild": {"name": "a"}}));
    no_image.assert_fault(400, "badRequest", "Could not parse imageRef from request.");
    let long = rebuild("metadata", json!({"a".repeat(256): "b"}));
    let message = "Invalid metadata size: Metadata property key greater than 255 characters";
    long.assert_fault(413, "overLimit", message);
    assert_eq!(owner.show(&id).json(), before);
}

#[test]
fn a_second_disk_is_kept_where_the_extension_is_loaded() {
    let disabled = vec!["os-preserve-ephemeral-rebuild"];
    let Some(without) = support::start_with(&Options { disabled, ..Options::default() }) else {
        return;
    };
    for (cloud, value, status) in [
        (&support::start(), json!("yes"), 202),
        (&support::start(), json!("perhaps"), 400),
        (&without, json!("perhaps"), 202),
    ] {
        let owner = cloud.owner();
        let id = owner.boot("web");
        let rebuild = json!({"imageRef": owner.image_id(), "preserve_ephemeral": value});

        let response = owner.action(&id, &json!({"rebuild": rebuild}));

        assert_eq!(response.status(), status, "{value}: {}", response.text());
    }
}

#[test]
fn an_image_to_rescue_with_is_read_where_the_extension_is_loaded() {
    let disabled = vec!["os-extended-rescue-with-image"];
    let Some(without) = support::start_with(&Options { disabled, ..Options::default() }) else {
        return;
    };
    let id = without.owner().boot("web");

    let response =
        without.owner().action(&id, &json!({"rescue": {"rescue_image_ref": "nonsense"}}));

    response.assert_status(200);
}

#[test]
fn an_evacuation_names_a_host_where_nobody_finds_one() {
    let disabled = vec!["os-extended-evacuate-find-host"];
    let Some(without) = support::start_with(&Options { disabled, ..Options::default() }) else {
        return;
    };
    let id = without.owner().boot("web");

    let response = without.admin().action(&id, &json!({"evacuate": {"onSharedStorage": false}}));

    response.assert_fault(400, "badRequest", "host must be specified.");
}

#[test]
fn a_password_to_change_to_is_a_text() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for (value, message) in [
        (json!(null), MALFORMED),
        (json!(true), MALFORMED),
        (json!("a"), "No adminPass was specified"),
        (json!({}), "No adminPass was specified"),
        (json!({"adminPass": 5}), "Invalid adminPass"),
    ] {
        let response = owner.action(&id, &json!({"changePassword": value}));

        response.assert_fault(400, "badRequest", message);
    }
    bring(owner, &id, "changePassword", "ACTIVE");
}
