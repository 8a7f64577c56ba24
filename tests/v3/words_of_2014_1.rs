//! The actions of 2014.1 and their members, which the v3 mode of python-novaclient 2.20 sends.

use ferronova_testkit::{Client, Cloud, Response};
use serde_json::{Value, json};

use crate::support::{self, bring};

/// Actions, and the status that each leads to.
type Steps = &'static [(&'static str, &'static str)];

/// The calls that lead to the status that an action needs, the action's name in 2014.1, and its
/// name today. Each server runs on a host that is up, so an evacuation is refused for that.
fn renamed(caller: &Client) -> Vec<(Steps, Value, Value)> {
    let image = caller.image_id();
    let moved: Steps = &[("resize", "VERIFY_RESIZE")];
    let backup = json!({"name": "nightly", "backup_type": "daily", "rotation": "1"});
    vec![
        (&[], json!({"stop": null}), json!({"os-stop": null})),
        (&[("os-stop", "SHUTOFF")], json!({"start": null}), json!({"os-start": null})),
        (&[], json!({"resize": {"flavor_ref": "2"}}), json!({"resize": {"flavorRef": "2"}})),
        (moved, json!({"confirm_resize": null}), json!({"confirmResize": null})),
        (moved, json!({"revert_resize": null}), json!({"revertResize": null})),
        (
            &[],
            json!({"rebuild": {"image_ref": image, "admin_password": "new"}}),
            json!({"rebuild": {"imageRef": image, "adminPass": "new"}}),
        ),
        (
            &[],
            json!({"change_password": {"admin_password": "new"}}),
            json!({"changePassword": {"adminPass": "new"}}),
        ),
        (
            &[],
            json!({"create_image": {"name": "snapshot", "metadata": {}}}),
            json!({"createImage": {"name": "snapshot", "metadata": {}}}),
        ),
        (&[], json!({ "create_backup": backup }), json!({ "createBackup": backup })),
        (
            &[],
            json!({"rescue": {"admin_password": "new"}}),
            json!({"rescue": {"adminPass": "new"}}),
        ),
        (&[], json!({"force_delete": null}), json!({"forceDelete": null})),
        (&[], json!({"reset_network": null}), json!({"resetNetwork": null})),
        (&[], json!({"inject_network_info": null}), json!({"injectNetworkInfo": null})),
        (
            &[],
            json!({"reset_state": {"state": "error"}}),
            json!({"os-resetState": {"state": "error"}}),
        ),
        (
            &[],
            json!({"migrate_live": live_migration()}),
            json!({ "os-migrateLive": live_migration() }),
        ),
        (
            &[],
            json!({"evacuate": {"on_shared_storage": false, "admin_password": "new"}}),
            json!({"evacuate": {"onSharedStorage": false, "adminPass": "new"}}),
        ),
    ]
}

fn live_migration() -> Value {
    json!({"host": null, "block_migration": false, "disk_over_commit": false})
}

/// The answer, and the status of the server afterwards.
fn outcome(cloud: &Cloud, before: Steps, action: &Value) -> (Response, Value) {
    let admin = cloud.admin();
    let id = cloud.owner().boot("web");
    for (action, status) in before {
        bring(admin, &id, action, status);
    }
    let response = admin.action(&id, action);
    let shown = admin.show(&id);
    let status = if shown.status() == 404 { Value::Null } else { shown.at("/server/status") };
    (response, status)
}

#[test]
fn an_action_of_2014_1_does_what_it_is_called_today() {
    let cloud = support::start();

    for (before, former, today) in renamed(cloud.owner()) {
        let (answer, status) = outcome(&cloud, before, &former);
        let (expected_answer, expected_status) = outcome(&cloud, before, &today);

        assert_eq!(answer.status(), expected_answer.status(), "{former}: {}", answer.text());
        assert_eq!(status, expected_status, "{former}");
        if today.get("evacuate").is_some() {
            assert!(answer.text().contains("is still in use."), "{}", answer.text());
        } else {
            assert!(answer.status() < 300, "{former}: {}", answer.text());
        }
    }
}

/// The reference describes only today's path, so only a failure that any path can have is
/// tried here.
#[test]
fn key_pairs_are_at_their_path_of_2014_1_as_well() {
    let cloud = support::start();
    let owner = cloud.owner();

    let former = owner.post("keypairs", &json!({"keypair": {}})).expect(400);

    let today = owner.post("os-keypairs", &json!({"keypair": {}})).expect(400);
    assert_eq!(former.text(), today.text());
}
