//! `/servers/{id}/metadata`, as far as both versions answer the same.

use ferronova_testkit::{Client, Response};
use serde_json::{Map, Value, json};

use crate::support::{
    self, Answer, Crew,
    Held::{ByAdmin, ByOwner},
    Who::{Admin, AdminInside, Colleague, Owner, Reader},
    answer, bring, cannot, fault, forbidden, hold, locked, start_seeded, start_with_policy,
};

/// The writing calls: each with its method, what follows `metadata` in its path, and its body.
fn writes() -> [(&'static str, &'static str, Value); 4] {
    [
        ("POST", "", json!({"metadata": {"tier": "2"}})),
        ("PUT", "", json!({"metadata": {"tier": "2"}})),
        ("PUT", "/tier", json!({"meta": {"tier": "2"}})),
        ("DELETE", "/role", Value::Null),
    ]
}

fn send(client: &Client, id: &str, (method, path, body): &(&str, &str, Value)) -> Response {
    let call = client.call(method, &format!("servers/{id}/metadata{path}"));
    if body.is_null() { call.send() } else { call.json(body).send() }
}

/// The answer to a write to a server that has one item, `role`.
fn done((method, path, _): &(&str, &str, Value)) -> Answer {
    match (*method, *path) {
        ("POST", _) => (200, json!({"metadata": {"role": "web", "tier": "2"}})),
        ("PUT", "") => (200, json!({"metadata": {"tier": "2"}})),
        ("PUT", _) => (200, json!({"meta": {"tier": "2"}})),
        _ => (204, Value::Null),
    }
}

/// A new server with one item, `role`.
#[track_caller]
fn boot(client: &Client) -> String {
    let id = client.boot("web");
    set(client, &id, &json!({"role": "web"}));
    id
}

#[track_caller]
fn set(client: &Client, id: &str, items: &Value) {
    let body = json!({ "metadata": items });
    client.put(&format!("servers/{id}/metadata"), &body).assert_status(200);
}

/// All items of a server, as its show has them.
#[track_caller]
fn shown(client: &Client, id: &str) -> Value {
    client.show(id).expect(200).at("/server/metadata")
}

fn items(range: std::ops::Range<usize>) -> Value {
    range.map(|it| (format!("key{it}"), json!("v"))).collect::<Map<_, _>>().into()
}

#[test]
fn metadata_is_shown_whole_and_by_its_keys() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = boot(owner);

    let all = owner.get(&format!("servers/{id}/metadata"));
    let one = owner.get(&format!("servers/{id}/metadata/role"));

    assert_eq!(answer(&all), (200, json!({"metadata": {"role": "web"}})));
    assert_eq!(answer(&one), (200, json!({"meta": {"role": "web"}})));
}

#[test]
fn each_write_answers_with_what_it_wrote_and_the_server_shows_it() {
    let cloud = support::start();
    let owner = cloud.owner();
    for write in writes() {
        let id = boot(owner);

        let response = send(owner, &id, &write);

        assert_eq!(answer(&response), done(&write), "{write:?}");
        let now = match (write.0, write.1) {
            ("PUT", "") => json!({"tier": "2"}),
            ("DELETE", _) => json!({}),
            _ => json!({"role": "web", "tier": "2"}),
        };
        assert_eq!(shown(owner, &id), now, "{write:?}");
    }
}

#[test]
fn an_item_of_the_same_key_is_replaced() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = boot(owner);
    let path = format!("servers/{id}/metadata");

    let added = owner.post(&path, &json!({"metadata": {"role": "db"}}));
    let put = owner.put(&format!("{path}/role"), &json!({"meta": {"role": "cache"}}));

    assert_eq!(answer(&added), (200, json!({"metadata": {"role": "db"}})));
    assert_eq!(answer(&put), (200, json!({"meta": {"role": "cache"}})));
    assert_eq!(shown(owner, &id), json!({"role": "cache"}));
}

#[test]
fn an_empty_object_adds_nothing_and_replaces_everything() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = boot(owner);
    let path = format!("servers/{id}/metadata");

    let added = owner.post(&path, &json!({"metadata": {}}));
    let replaced = owner.put(&path, &json!({"metadata": {}}));

    assert_eq!(answer(&added), (200, json!({"metadata": {"role": "web"}})));
    assert_eq!(answer(&replaced), (200, json!({"metadata": {}})));
    assert_eq!(shown(owner, &id), json!({}));
}

#[test]
fn a_key_may_be_anything_that_a_path_can_say() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = boot(owner);
    let path = format!("servers/{id}/metadata/a%20b:c.d-e_f");

    let put = owner.put(&path, &json!({"meta": {"a b:c.d-e_f": "é→\n"}}));
    let shown = owner.get(&path);

    assert_eq!(answer(&put), (200, json!({"meta": {"a b:c.d-e_f": "é→\n"}})));
    assert_eq!(answer(&shown), answer(&put));
}

#[test]
fn a_key_that_is_not_there_is_not_found() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = boot(owner);
    hold(&cloud, &id, ByAdmin);

    for method in ["GET", "DELETE"] {
        let response = owner.call(method, &format!("servers/{id}/metadata/Role")).send();

        // Its existence is checked before the lock.
        response.assert_fault(404, "itemNotFound", "Metadata item was not found");
    }
}

#[test]
fn a_body_that_names_another_key_than_the_path_is_refused() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = boot(owner);

    let response =
        owner.put(&format!("servers/{id}/metadata/tier"), &json!({"meta": {"Tier": "2"}}));

    response.assert_fault(400, "badRequest", "Request body and URI mismatch");
    assert_eq!(shown(owner, &id), json!({"role": "web"}));
}

#[test]
fn there_are_at_most_128_items_when_a_write_is_done() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let path = format!("servers/{id}/metadata");
    set(owner, &id, &items(0..128));

    let same = owner.post(&path, &json!({"metadata": items(0..128)}));
    let more = [
        owner.post(&path, &json!({"metadata": {"one": "more"}})),
        owner.put(&path, &json!({"metadata": items(0..129)})),
        owner.put(&format!("{path}/one"), &json!({"meta": {"one": "more"}})),
    ];

    assert_eq!(answer(&same), (200, json!({"metadata": items(0..128)})));
    for response in more {
        response.assert_fault(403, "forbidden", "Maximum number of metadata items exceeds 128");
        assert_eq!(response.header("retry-after"), None);
    }
    assert_eq!(shown(owner, &id), items(0..128));
}

#[test]
fn a_lock_refuses_every_write_to_everybody_but_administrators() {
    let crew = Crew::start();
    for write in writes() {
        for holder in [ByOwner, ByAdmin] {
            let id = boot(crew.cloud.owner());
            hold(&crew.cloud, &id, holder);
            for who in [Owner, Colleague, Reader] {
                let Some(caller) = crew.client(who) else { continue };

                let response = send(caller, &id, &write);

                assert_eq!(answer(&response), locked(&id), "{write:?} {holder:?} {who:?}");
                assert_eq!(shown(crew.cloud.owner(), &id), json!({"role": "web"}));
            }
            for who in [AdminInside, Admin] {
                let Some(caller) = crew.client(who) else { continue };
                set(crew.cloud.admin(), &id, &json!({"role": "web"}));

                let response = send(caller, &id, &write);

                assert_eq!(answer(&response), done(&write), "{write:?} {holder:?} {who:?}");
            }
        }
    }
}

#[test]
fn a_locked_server_shows_its_metadata() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = boot(owner);
    hold(&cloud, &id, ByAdmin);

    owner.get(&format!("servers/{id}/metadata")).assert_status(200);
    owner.get(&format!("servers/{id}/metadata/role")).assert_status(200);
}

#[test]
fn metadata_changes_while_a_server_is_paused_suspended_or_stopped() {
    let cloud = support::start();
    let owner = cloud.owner();
    for (action, status) in [("pause", "PAUSED"), ("suspend", "SUSPENDED"), ("os-stop", "SHUTOFF")]
    {
        for write in writes() {
            let id = boot(owner);
            bring(owner, &id, action, status);

            let response = send(owner, &id, &write);

            assert_eq!(answer(&response), done(&write), "{write:?} {status}");
        }
    }
}

#[test]
fn metadata_does_not_change_in_another_state() {
    let Some(cloud) = start_seeded(include_str!("../v2/seeds/at_rest.yaml")) else { return };
    let admin = cloud.owner();
    let list = admin.get("servers/detail").expect(200).at("/servers");
    let mut seen = 0;
    for server in list.as_array().expect("there are servers") {
        let vm_state = server["name"].as_str().expect("it is called by its state");
        let id = server["id"].as_str().expect("it has an id");
        if ["active", "paused", "suspended", "stopped"].contains(&vm_state) {
            continue;
        }
        seen += 1;
        for write in &writes()[..3] {
            let response = send(cloud.owner(), id, write);

            let message =
                format!("Cannot 'update metadata' while instance is in vm_state {vm_state}");
            assert_eq!(answer(&response), fault(409, "conflictingRequest", &message), "{write:?}");
        }
        assert_eq!(shown(cloud.owner(), id), json!({}));
    }
    assert_eq!(seen, 6);
}

#[test]
fn an_item_is_not_deleted_in_another_state() {
    let Some(cloud) = support::start_with(&ferronova_testkit::Options::default()) else { return };
    let owner = cloud.owner();
    let id = boot(owner);
    let reset = json!({"os-resetState": {"state": "error"}});
    cloud.admin().action(&id, &reset).assert_status(202);

    let response = owner.delete(&format!("servers/{id}/metadata/role"));

    let message = "Cannot 'delete metadata' while instance is in vm_state error";
    response.assert_fault(409, "conflictingRequest", message);
    assert_eq!(shown(owner, &id), json!({"role": "web"}));
}

#[test]
fn metadata_changes_whatever_is_being_done_to_a_server() {
    let Some(cloud) = start_seeded(include_str!("../v2/seeds/at_work.yaml")) else { return };
    let owner = cloud.owner();
    let id = |last: &str| format!("5e000000-0000-4000-8000-0000000000{last}");

    for busy in ["21", "22", "23", "24", "31", "32", "33"] {
        set(owner, &id(busy), &json!({"role": "web"}));
    }
    // Without a host nobody has to be told of the change.
    set(owner, &id("11"), &json!({"role": "web"}));
    let never = owner.put(&format!("servers/{}/metadata", id("01")), &json!({"metadata": {}}));

    let message = "Cannot 'update metadata' an instance which has never been active";
    never.assert_fault(409, "conflictingRequest", message);
}

#[test]
fn a_lock_is_told_of_before_a_wrong_state() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = boot(owner);
    bring(owner, &id, "rescue", "RESCUE");
    for write in writes() {
        let word = if write.0 == "DELETE" { "delete metadata" } else { "update metadata" };
        let unlocked = send(owner, &id, &write);
        assert_eq!(answer(&unlocked), cannot(word, "vm_state rescued"), "{write:?}");
    }
    hold(&cloud, &id, ByOwner);
    for write in writes() {
        let response = send(owner, &id, &write);

        assert_eq!(answer(&response), locked(&id), "{write:?}");
    }
}

#[test]
fn a_write_moves_updated_if_it_changes_something() {
    let Some(cloud) = start_seeded(support::CREW) else { return };
    let owner = cloud.owner();
    let id = "5e000000-0000-4000-8000-000000000000";
    let updated = || owner.show(id).expect(200).at("/server/updated");
    let before = updated();

    set(owner, id, &json!({}));
    let unchanged = updated();
    set(owner, id, &json!({"role": "web"}));

    assert_eq!(unchanged, before);
    assert_ne!(updated(), before);
}

#[test]
fn a_write_is_no_instance_action() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = boot(owner);

    let actions = owner.get(&format!("servers/{id}/os-instance-actions")).expect(200);

    assert_eq!(actions.at("/instanceActions").as_array().map(Vec::len), Some(1));
}

#[test]
fn the_rules_of_metadata_are_those_of_its_operations() {
    let Some(cloud) = start_with_policy(&[
        ("compute:get_instance_metadata", "rule:admin_api"),
        ("compute:update_instance_metadata", "rule:admin_api"),
    ]) else {
        return;
    };
    let id = boot(cloud.admin());
    let admin_project = cloud.admin();
    assert_eq!(send(admin_project, &id, &writes()[0]).status(), 200);
    let id = cloud.owner().boot("web");

    let [post, put, item, delete] = writes().map(|write| answer(&send(cloud.owner(), &id, &write)));
    let got = answer(&cloud.owner().get(&format!("servers/{id}/metadata")));

    for refused in [post, put, item] {
        assert_eq!(refused, forbidden("compute:update_instance_metadata"));
    }
    for refused in [delete, got] {
        assert_eq!(refused, forbidden("compute:get_instance_metadata"));
    }
}

#[test]
fn the_rule_of_deleting_an_item_is_its_own() {
    let rules = [("compute:delete_instance_metadata", "rule:admin_api")];
    let Some(cloud) = start_with_policy(&rules) else { return };
    let id = boot(cloud.owner());

    let response = cloud.owner().delete(&format!("servers/{id}/metadata/role"));

    assert_eq!(answer(&response), forbidden("compute:delete_instance_metadata"));
}

#[test]
fn writes_at_once_lose_nothing() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    std::thread::scope(|scope| {
        for n in 0..8 {
            let id = &id;
            scope.spawn(move || {
                let key = format!("key{n}");
                let path = format!("servers/{id}/metadata/{key}");
                owner.put(&path, &json!({"meta": {key: "v"}})).assert_status(200);
            });
        }
    });

    assert_eq!(shown(owner, &id), items(0..8));
}

#[test]
fn an_administrator_reads_and_writes_the_metadata_of_any_server() {
    let cloud = support::start();
    let id = boot(cloud.owner());

    set(cloud.admin(), &id, &json!({"role": "db"}));
    let read = cloud.admin().get(&format!("servers/{id}/metadata"));

    assert_eq!(answer(&read), (200, json!({"metadata": {"role": "db"}})));
}
