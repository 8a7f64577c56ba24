//! The extension `os-server-locked-status`: which answers have its keys, and which don't.

use ferronova_testkit::{Cloud, Options, Response};
use serde_json::{Value, json};

use crate::support::{
    Fleet,
    Held::{ByAdmin, ByNobody, ByOwner},
    answer, boot, hold, locked, start_showing_locks,
};

const ALIAS: &str = "os-server-locked-status";

/// The keys of the extension that an answer has, at any depth.
fn has_keys(response: &Response) -> bool {
    response.text().contains("\"locked")
}

#[test]
fn an_unlocked_server_has_no_locker() {
    let Some(cloud) = start_showing_locks() else { return };
    let id = boot(&cloud, ByNobody);

    let shown = cloud.owner().show(&id);

    shown.assert_status(200);
    shown.assert_golden(cloud.owner(), "v2/os_server_locked_status/unlocked");
}

#[test]
fn a_server_tells_that_its_owner_locked_it() {
    let Some(cloud) = start_showing_locks() else { return };
    let id = boot(&cloud, ByOwner);

    let shown = cloud.owner().show(&id);

    shown.assert_status(200);
    shown.assert_golden(cloud.owner(), "v2/os_server_locked_status/locked_by_owner");
}

#[test]
fn a_server_tells_that_an_administrator_locked_it() {
    let Some(cloud) = start_showing_locks() else { return };
    let id = boot(&cloud, ByAdmin);

    let shown = cloud.owner().show(&id);

    shown.assert_status(200);
    shown.assert_golden(cloud.owner(), "v2/os_server_locked_status/locked_by_admin");
}

#[test]
fn every_server_of_the_detailed_list_tells_of_its_lock() {
    let Some(cloud) = start_showing_locks() else { return };
    let fleet = Fleet::boot(cloud.owner(), &["unlocked", "owners", "admins"]);
    hold(&cloud, fleet.id("owners"), ByOwner);
    hold(&cloud, fleet.id("admins"), ByAdmin);

    let listed = cloud.owner().get(&format!("servers/detail?name={}", fleet.mark()));

    let [admins, owners, unlocked] = [0, 1, 2].map(|n| listed.at(&format!("/servers/{n}")));
    let keys = |it: &Value| json!([it["locked"], it["locked_by"]]);
    assert_eq!(fleet.found_in(&listed), ["admins", "owners", "unlocked"]);
    assert_eq!(keys(&admins), json!([true, "admin"]));
    assert_eq!(keys(&owners), json!([true, "owner"]));
    assert_eq!(keys(&unlocked), json!([false, null]));
    assert!(unlocked.as_object().is_some_and(|it| it.contains_key("locked_by")));
}

#[test]
fn the_detailed_list_of_a_project_tells_of_every_lock() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let [_, owners, admins] =
        ["unlocked", "locked-by-owner", "locked-by-admin"].map(|it| cloud.owner().boot(it));
    hold(&cloud, &owners, ByOwner);
    hold(&cloud, &admins, ByAdmin);

    let listed = cloud.owner().get("servers/detail");

    listed.assert_status(200);
    listed.assert_golden(cloud.owner(), "v2/os_server_locked_status/detail");
}

#[test]
fn a_server_looks_the_same_in_the_detailed_list_as_by_itself() {
    let cloud = Cloud::start();
    let fleet = Fleet::boot(cloud.owner(), &["web"]);
    hold(&cloud, fleet.id("web"), ByAdmin);
    for caller in [cloud.owner(), cloud.admin()] {
        let shown = caller.show(fleet.id("web"));

        let path = format!("servers/detail?all_tenants=1&name={}", fleet.mark());
        let listed = caller.get(&path);

        assert_eq!(listed.json(), json!({"servers": [shown.at("/server")]}));
    }
}

#[test]
fn an_administrator_and_the_owner_see_the_same_lock() {
    let Some(cloud) = start_showing_locks() else { return };
    for held in [ByNobody, ByOwner, ByAdmin] {
        let id = boot(&cloud, held);

        let [owner, admin] = [cloud.owner(), cloud.admin()].map(|it| it.show(&id));

        for key in ["/server/locked", "/server/locked_by"] {
            assert_eq!(owner.at(key), admin.at(key), "{key} {held:?}");
        }
    }
}

#[test]
fn the_lock_is_not_in_the_brief_list() {
    let cloud = Cloud::start();
    let id = boot(&cloud, ByAdmin);

    let listed = cloud.owner().get("servers");

    assert!(listed.text().contains(&id));
    assert!(!has_keys(&listed), "{}", listed.text());
}

#[test]
fn the_lock_is_not_in_the_answers_to_create_and_update() {
    let cloud = Cloud::start();
    let id = boot(&cloud, ByAdmin);

    let created = cloud.owner().post("servers", &cloud.owner().new_server("web")).expect(202);
    let update = json!({"server": {"name": "renamed"}});
    let updated = cloud.owner().put(&format!("servers/{id}"), &update).expect(200);

    assert!(!has_keys(&created), "{}", created.text());
    assert!(!has_keys(&updated), "{}", updated.text());
}

#[test]
fn the_extension_is_listed() {
    let Some(cloud) = start_showing_locks() else { return };

    let shown = cloud.owner().get(&format!("extensions/{ALIAS}"));

    shown.assert_status(200);
    shown.assert_golden(cloud.owner(), "v2/os_server_locked_status/extension");
    assert_eq!(shown.at("/extension/updated"), "2014-10-16T00:00:00Z");
    let listed = cloud.owner().get("extensions").at("/extensions");
    let listed = listed.as_array().expect("there is a list");
    assert!(listed.contains(&shown.at("/extension")));
}

#[test]
fn switched_off_the_extension_is_gone_and_its_keys_with_it() {
    let Some(cloud) = Cloud::start_with(&Options { disabled: vec![ALIAS], ..Options::default() })
    else {
        return;
    };
    let id = cloud.owner().boot("web");
    hold(&cloud, &id, ByOwner);

    for caller in [cloud.owner(), cloud.admin()] {
        let shown = caller.show(&id).expect(200);
        let listed = caller.get("servers/detail?all_tenants=1").expect(200);
        let extensions = caller.get("extensions").expect(200);
        let extension = caller.get(&format!("extensions/{ALIAS}"));

        assert!(!has_keys(&shown), "{}", shown.text());
        assert!(listed.text().contains(&id));
        assert!(!has_keys(&listed), "{}", listed.text());
        assert!(!extensions.text().contains(ALIAS));
        extension.assert_fault(404, "itemNotFound", "The resource could not be found.");
    }
}

#[test]
fn switched_off_the_extension_leaves_the_lock_in_force() {
    let Some(cloud) = Cloud::start_with(&Options { disabled: vec![ALIAS], ..Options::default() })
    else {
        return;
    };
    let id = cloud.owner().boot("web");
    hold(&cloud, &id, ByOwner);

    let response = cloud.owner().delete(&format!("servers/{id}"));

    assert_eq!(answer(&response), locked(&id));
    cloud.owner().action(&id, &json!({"unlock": null})).assert_status(202);
    cloud.owner().delete(&format!("servers/{id}")).assert_status(204);
}

#[test]
fn a_caller_whom_the_policy_refuses_misses_the_keys_and_gets_no_error() {
    let policy = r#"{"compute_extension:server_locked_status": "rule:admin_api"}"#;
    let Some(cloud) = Cloud::start_with(&Options { policy: Some(policy), ..Options::default() })
    else {
        return;
    };
    let id = cloud.owner().boot("web");
    hold(&cloud, &id, ByAdmin);

    let shown = cloud.owner().show(&id).expect(200);
    let listed = cloud.owner().get("servers/detail").expect(200);

    assert!(!has_keys(&shown), "{}", shown.text());
    assert!(listed.text().contains(&id));
    assert!(!has_keys(&listed), "{}", listed.text());
}

#[test]
fn a_caller_whom_the_policy_lets_through_has_the_keys_that_others_miss() {
    let policy = r#"{"compute_extension:server_locked_status": "rule:admin_api"}"#;
    let Some(cloud) = Cloud::start_with(&Options { policy: Some(policy), ..Options::default() })
    else {
        return;
    };
    let id = cloud.owner().boot("web");
    hold(&cloud, &id, ByOwner);

    let shown = cloud.admin().show(&id).expect(200);

    assert_eq!(shown.at("/server/locked"), true);
    assert_eq!(shown.at("/server/locked_by"), "owner");
}

#[test]
fn the_policy_does_not_hide_that_the_extension_is_there() {
    let policy = r#"{"compute_extension:server_locked_status": "!"}"#;
    let Some(cloud) = Cloud::start_with(&Options { policy: Some(policy), ..Options::default() })
    else {
        return;
    };

    let listed = cloud.owner().get("extensions").expect(200);
    let shown = cloud.owner().get(&format!("extensions/{ALIAS}"));

    assert!(listed.text().contains(ALIAS));
    shown.assert_status(200);
}
