//! Actions by the names and with the members that they had in 2014.1.

use std::time::Duration;

use ferronova_testkit::{OffloadTime, Options};
use serde_json::{Value, json};

use crate::support;

#[test]
fn an_action_of_2014_1_does_what_it_became() {
    let Some(cloud) = support::start_with(&Options {
        shelved_offload_time: OffloadTime::Never,
        reclaim_instance_interval: Duration::from_hours(1),
        ..Options::default()
    }) else {
        return;
    };
    let owner = cloud.owner();
    let id = owner.boot("web");
    let image = owner.image_id();

    for (caller, action, value, status, state) in [
        (owner, "stop", Value::Null, 202, "SHUTOFF"),
        (owner, "start", Value::Null, 202, "ACTIVE"),
        (owner, "resize", json!({"flavor_ref": "2"}), 202, "VERIFY_RESIZE"),
        (owner, "revert_resize", Value::Null, 202, "ACTIVE"),
        (owner, "resize", json!({"flavor_ref": "2"}), 202, "VERIFY_RESIZE"),
        (owner, "confirm_resize", Value::Null, 204, "ACTIVE"),
        (owner, "rebuild", json!({"image_ref": image, "admin_password": "a"}), 202, "ACTIVE"),
        (owner, "change_password", json!({"admin_password": "a"}), 202, "ACTIVE"),
        (owner, "rescue", json!({"admin_password": "a"}), 200, "RESCUE"),
        (owner, "unrescue", Value::Null, 202, "ACTIVE"),
        (owner, "create_image", json!({"name": "a", "metadata": {}}), 202, "ACTIVE"),
        (
            owner,
            "create_backup",
            json!({"name": "a", "backup_type": "daily", "rotation": 1}),
            202,
            "ACTIVE",
        ),
        (
            cloud.admin(),
            "migrate_live",
            json!({"host": null, "block_migration": false, "disk_over_commit": false}),
            202,
            "ACTIVE",
        ),
        (cloud.admin(), "reset_network", Value::Null, 202, "ACTIVE"),
        (cloud.admin(), "inject_network_info", Value::Null, 202, "ACTIVE"),
        (cloud.admin(), "reset_state", json!({"state": "error"}), 202, "ERROR"),
        (cloud.admin(), "reset_state", json!({"state": "active"}), 202, "ACTIVE"),
        (owner, "shelve", Value::Null, 202, "SHELVED"),
        (cloud.admin(), "shelve_offload", Value::Null, 202, "SHELVED_OFFLOADED"),
        (owner, "unshelve", Value::Null, 202, "ACTIVE"),
    ] {
        let response = caller.action(&id, &json!({ action: value }));

        assert_eq!(response.status(), status, "{action}: {}", response.text());
        owner.wait_for(&id, state);
    }
    owner.action(&id, &json!({"force_delete": null})).assert_status(202);
    owner.wait_until_gone(&id);
}

#[test]
fn what_is_wrong_with_such_an_action_is_said_in_todays_words() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    let response = cloud.owner().action(&id, &json!({"confirm_resize": null}));

    let message = "Cannot 'confirmResize' while instance is in vm_state active";
    response.assert_fault(409, "conflictingRequest", message);
}
