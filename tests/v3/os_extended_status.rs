//! The plugin `os-extended-status`: states and lock, and which answers don't have them.

use ferronova_testkit::{Options, Response};
use serde_json::{Value, json};

use crate::support::{
    self, Fleet,
    Held::{ByAdmin, ByNobody, ByOwner},
    LOCK_ALIAS, STATES, answer, boot, hold, locked, start_with_policy,
};

/// The keys of the plugin that an answer has, at any depth.
fn has_keys(response: &Response) -> bool {
    response.text().contains("OS-EXT-STS:") || response.text().contains("\"locked")
}

fn keys(server: &Value) -> Vec<Value> {
    let server = server.as_object().expect("a server is an object");
    STATES.iter().map(|it| server.get(*it).expect("the key is always there").clone()).collect()
}

#[test]
fn a_server_tells_by_whom_it_is_locked() {
    let cloud = support::start();
    for (held, golden) in [
        (ByNobody, "v3/os_extended_status/unlocked"),
        (ByOwner, "v3/os_extended_status/locked_by_owner"),
        (ByAdmin, "v3/os_extended_status/locked_by_admin"),
    ] {
        let id = boot(&cloud, held);

        let shown = cloud.owner().show(&id);

        shown.assert_status(200);
        shown.assert_golden(cloud.owner(), golden);
    }
}

#[test]
fn the_detailed_list_of_a_project_tells_of_every_lock() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let [_, owners, admins] =
        ["unlocked", "locked-by-owner", "locked-by-admin"].map(|it| cloud.owner().boot(it));
    hold(&cloud, &owners, ByOwner);
    hold(&cloud, &admins, ByAdmin);

    let listed = cloud.owner().get("servers/detail");

    listed.assert_status(200);
    listed.assert_golden(cloud.owner(), "v3/os_extended_status/detail");
}

#[test]
fn the_lock_has_its_two_keys_and_no_others() {
    let Some(cloud) = support::start_showing_locks() else { return };
    let id = boot(&cloud, ByOwner);

    let server = cloud.owner().show(&id).expect(200).at("/server");

    let keys = server.as_object().expect("a server is an object").keys();
    let of_lock: Vec<&String> = keys.filter(|it| it.contains("locked")).collect();
    assert_eq!(of_lock, ["OS-EXT-STS:locked", "OS-EXT-STS:locked_by"]);
}

#[test]
fn all_five_keys_are_there_in_every_state_and_whoever_holds_the_lock() {
    let seed = include_str!("../v2/seeds/statuses.yaml");
    for (held, lock) in [
        (ByNobody, [json!(false), json!(null)]),
        (ByOwner, [json!(true), json!("owner")]),
        (ByAdmin, [json!(true), json!("admin")]),
    ] {
        let Some(cloud) = support::start_seeded(seed) else { return };
        let path = "servers/detail?changes-since=2014-10-16";
        let before = cloud.owner().get(path).expect(200).at("/servers");
        let before = before.as_array().expect("there are servers");

        for server in before {
            let id = server["id"].as_str().expect("a server has an id");
            hold(&cloud, id, held);
            let shown = cloud.owner().show(id).expect(200).at("/server");

            assert_eq!(keys(&shown)[..3], keys(server)[..3], "{held:?} {}", server["name"]);
            assert_eq!(keys(&shown)[3..], lock, "{held:?} {}", server["name"]);
        }
        let after = cloud.owner().get(path).expect(200).at("/servers");
        for server in after.as_array().expect("there are servers") {
            assert_eq!(keys(server)[3..], lock, "{held:?} {}", server["name"]);
        }
    }
}

#[test]
fn an_administrator_and_the_owner_see_the_same() {
    let Some(cloud) = support::start_showing_locks() else { return };
    for held in [ByNobody, ByOwner, ByAdmin] {
        let id = boot(&cloud, held);

        let [owner, admin] =
            [cloud.owner(), cloud.admin()].map(|it| keys(&it.show(&id).at("/server")));

        assert_eq!(owner, admin, "{held:?}");
    }
}

#[test]
fn a_server_looks_the_same_in_the_detailed_list_as_by_itself() {
    let cloud = support::start();
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
fn neither_the_brief_list_nor_create_and_update_have_the_keys() {
    let cloud = support::start();
    let id = boot(&cloud, ByAdmin);

    let listed = cloud.owner().get("servers").expect(200);
    let created = cloud.owner().post("servers", &cloud.owner().new_server("web")).expect(202);
    let update = json!({"server": {"name": "renamed"}});
    let updated = cloud.owner().put(&format!("servers/{id}"), &update).expect(200);

    assert!(listed.text().contains(&id));
    for response in [listed, created, updated] {
        assert!(!has_keys(&response), "{}", response.text());
    }
}

#[test]
fn switched_off_all_five_keys_are_gone_and_the_lock_is_in_force() {
    let options = Options { disabled: vec![LOCK_ALIAS], ..Options::default() };
    let Some(cloud) = support::start_with(&options) else { return };
    let id = cloud.owner().boot("web");
    hold(&cloud, &id, ByOwner);

    for caller in [cloud.owner(), cloud.admin()] {
        let shown = caller.show(&id).expect(200);
        let listed = caller.get("servers/detail?all_tenants=1").expect(200);

        assert!(listed.text().contains(&id));
        assert!(!has_keys(&shown), "{}", shown.text());
        assert!(!has_keys(&listed), "{}", listed.text());
    }
    let delete = cloud.owner().delete(&format!("servers/{id}"));
    assert_eq!(answer(&delete), locked(&id));
}

#[test]
fn a_caller_whom_the_policy_refuses_misses_all_five_keys_and_gets_no_error() {
    let rules = [("compute_extension:v3:os-extended-status", "rule:admin_api")];
    let Some(cloud) = start_with_policy(&rules) else { return };
    let id = cloud.owner().boot("web");
    hold(&cloud, &id, ByAdmin);

    let shown = cloud.owner().show(&id).expect(200);
    let listed = cloud.owner().get("servers/detail").expect(200);
    let admins = cloud.admin().show(&id).expect(200).at("/server");

    assert!(!has_keys(&shown), "{}", shown.text());
    assert!(listed.text().contains(&id));
    assert!(!has_keys(&listed), "{}", listed.text());
    assert_eq!(keys(&admins)[3..], [json!(true), json!("admin")]);
}

#[test]
fn the_rule_of_v2_does_not_hide_the_keys_of_v3() {
    let rules = [
        ("compute_extension:extended_status", "!"),
        ("compute_extension:server_locked_status", "!"),
    ];
    let Some(cloud) = start_with_policy(&rules) else { return };
    let id = boot(&cloud, ByOwner);

    let server = cloud.owner().show(&id).expect(200).at("/server");

    assert_eq!(keys(&server)[3..], [json!(true), json!("owner")]);
}

#[test]
fn the_policy_does_not_hide_that_the_plugin_is_there() {
    let Some(cloud) = start_with_policy(&[("compute_extension:v3:os-extended-status", "!")]) else {
        return;
    };

    let shown = cloud.owner().get("extensions/os-extended-status");

    shown.assert_status(200);
}
