//! What the schemas of v3 refuse in the bodies of actions, before the policy is asked and the
//! server is looked up.

use serde_json::{Value, json};

use crate::support::{self, WRONG_NAME, assert_invalid};

const UNKNOWN: &str = "c0ffee00-0000-4000-8000-000000000000";
const TRUTHS: &str = "[True, 'True', 'TRUE', 'true', '1', 1, False, 'False', 'FALSE', 'false', \
                      '0', 0]";

/// Objects that each action accepts, and the member that it requires, if there is one.
fn taken() -> Vec<(&'static str, Value, Option<&'static str>)> {
    let live = json!({"host": null, "block_migration": false, "disk_over_commit": "0"});
    let backup = json!({"name": "a", "backup_type": "daily", "rotation": "2"});
    let swap = json!({"old_volume_id": UNKNOWN, "new_volume_id": UNKNOWN});
    vec![
        ("changePassword", json!({"adminPass": "new"}), Some("adminPass")),
        ("createBackup", backup, Some("backup_type")),
        ("evacuate", json!({"onSharedStorage": "True"}), Some("onSharedStorage")),
        ("os-migrateLive", live, Some("disk_over_commit")),
        ("os-resetState", json!({"state": "error"}), Some("state")),
        ("rescue", json!({"adminPass": "new"}), None),
        ("attach", json!({"volume_id": UNKNOWN, "device": null}), Some("volume_id")),
        ("detach", json!({"volume_id": UNKNOWN}), Some("volume_id")),
        ("swap_volume_attachment", swap, Some("new_volume_id")),
    ]
}

#[test]
fn an_action_has_its_members_and_no_others() {
    let cloud = support::start();

    for (action, value, needed) in taken() {
        let mut more = value.clone();
        more["more"] = json!(1);
        let response = cloud.owner().action(UNKNOWN, &json!({ action: more }));
        assert_eq!(response.status(), 400, "{action}");
        let surplus = "Additional properties are not allowed (u'more' was unexpected)";
        assert!(response.text().contains(surplus), "{}", response.text());

        if let Some(needed) = needed {
            let mut less = value.clone();
            less.as_object_mut().expect("it is an object").remove(needed);
            let response = cloud.owner().action(UNKNOWN, &json!({ action: less }));
            assert_eq!(response.status(), 400, "{action}");
            let missing = format!("'{needed}' is a required property");
            assert!(response.text().contains(&missing), "{}", response.text());
        }

        let response = cloud.admin().action(UNKNOWN, &json!({ action: value }));
        assert_eq!(response.status(), 404, "{action}: {}", response.text());
    }
}

#[test]
fn a_member_of_an_action_is_of_its_type() {
    let cloud = support::start();
    let live = |name: &str, value: Value| {
        let mut asked = json!({"host": null, "block_migration": true, "disk_over_commit": true});
        asked[name] = value;
        json!({ "os-migrateLive": asked })
    };
    let backup = |name: &str, value: Value| {
        let mut asked = json!({"name": "a", "backup_type": "daily", "rotation": 1});
        asked[name] = value;
        json!({ "createBackup": asked })
    };
    let evacuate = |host: &str| json!({"evacuate": {"onSharedStorage": true, "host": host}});
    let no_truth = |word: &str| format!("{word} is not one of {TRUTHS}");
    let host = "does not match '^[a-zA-Z0-9-._]*$'";
    let beyond_64_bits: Value = serde_json::from_str("-100000000000000000000").expect("a number");

    for (action, member, text, reason) in [
        (json!({"rescue": 5}), "rescue", "5", "5 is not of type 'object', 'null'".to_owned()),
        (
            json!({"rescue": {"adminPass": 5}}),
            "adminPass",
            "5",
            "5 is not of type 'string'".to_owned(),
        ),
        (live("block_migration", json!("x")), "block_migration", "x", no_truth("u'x'")),
        (
            live("disk_over_commit", json!(null)),
            "disk_over_commit",
            "None",
            "None is not of type 'boolean', 'string'".to_owned(),
        ),
        (live("host", json!("a b")), "host", "a b", format!("u'a b' {host}")),
        (evacuate(""), "host", "", "u'' is too short".to_owned()),
        (evacuate("a/b"), "host", "a/b", format!("u'a/b' {host}")),
        (
            backup("backup_type", json!("monthly")),
            "backup_type",
            "monthly",
            "u'monthly' is not one of ['daily', 'weekly']".to_owned(),
        ),
        (
            backup("rotation", json!(-1)),
            "rotation",
            "-1",
            "-1 is less than the minimum of 0".to_owned(),
        ),
        (
            backup("rotation", json!(1.5)),
            "rotation",
            "1.5",
            "1.5 is not of type 'integer', 'string'".to_owned(),
        ),
        (
            backup("rotation", beyond_64_bits.clone()),
            "rotation",
            "-100000000000000000000",
            "-100000000000000000000L is less than the minimum of 0".to_owned(),
        ),
        (
            backup("backup_type", beyond_64_bits),
            "backup_type",
            "-100000000000000000000",
            "-100000000000000000000L is not of type 'string'".to_owned(),
        ),
        (
            backup("rotation", json!("many")),
            "rotation",
            "many",
            "u'many' does not match '^[0-9]+$'".to_owned(),
        ),
        (backup("metadata", json!([])), "metadata", "[]", "[] is not of type 'object'".to_owned()),
        (
            json!({"detach": {"volume_id": "\u{e9}"}}),
            "volume_id",
            "\u{e9}",
            "u'\\xe9' is not a 'uuid'".to_owned(),
        ),
        (
            json!({"attach": {"volume_id": UNKNOWN, "device": 5}}),
            "device",
            "5",
            "5 is not of type 'string'".to_owned(),
        ),
    ] {
        let response = cloud.owner().action(UNKNOWN, &action);

        assert_invalid(&response, member, text, &reason);
    }
    let response = cloud.owner().action(UNKNOWN, &backup("name", json!("a ")));
    response.assert_fault(400, "badRequest", WRONG_NAME);
}

#[test]
fn an_interface_is_as_its_schema_says() {
    let Some(cloud) = support::start_with_interfaces() else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");
    let path = format!("servers/{id}/os-interface");
    let before = owner.get(&path).expect(200);

    for (value, member, text, reason) in [
        (json!(null), "interfaceAttachment", "None", "None is not of type 'object'"),
        (
            json!({"more": 1}),
            "interfaceAttachment",
            "{u'more': 1}",
            "Additional properties are not allowed (u'more' was unexpected)",
        ),
        (json!({"net_id": ""}), "net_id", "", "u'' is not a 'uuid'"),
        (json!({"port_id": 5}), "port_id", "5", "5 is not of type 'string'"),
        (json!({"fixed_ips": []}), "fixed_ips", "[]", "[] is too short"),
        (json!({"fixed_ips": [5]}), "0", "5", "5 is not of type 'object'"),
        (json!({"fixed_ips": [{}]}), "0", "{}", "'ip_address' is a required property"),
        (
            json!({"fixed_ips": [{"ip_address": "x"}]}),
            "ip_address",
            "x",
            "u'x' is not valid under any of the given schemas",
        ),
    ] {
        let response = owner.post(&path, &json!({ "interfaceAttachment": value }));

        assert_invalid(&response, member, text, reason);
    }
    let response = owner.post(&path, &json!({"more": 1}));
    let message = "Additional properties are not allowed (u'more' was unexpected)";
    response.assert_fault(400, "badRequest", message);
    let response = owner.post(&path, &json!([]));
    response.assert_fault(400, "badRequest", "[] is not of type 'object'");
    assert_eq!(owner.get(&path).expect(200).json(), before.json());
}
