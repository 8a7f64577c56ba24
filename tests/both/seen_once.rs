//! Work that takes no time is seen once.

use std::{collections::BTreeSet, sync::Barrier, thread, time::Duration};

use ferronova_testkit::{Client, Cloud, Options};
use serde_json::{Value, json};

use crate::{
    both::calls::{done, send},
    support::{self, bring, ids},
};

/// A cloud without `--action-time`.
fn start() -> Option<Cloud> {
    support::start_with(&Options::default())
}

/// Status, vm state and task that are shown of a server.
fn states(server: &Value) -> [Value; 3] {
    ["status", "OS-EXT-STS:vm_state", "OS-EXT-STS:task_state"].map(|it| server[it].clone())
}

fn shown(client: &Client, id: &str) -> [Value; 3] {
    states(&client.look(id).expect(200).at("/server"))
}

fn active() -> [Value; 3] {
    [json!("ACTIVE"), json!("active"), Value::Null]
}

fn rebooting() -> [Value; 3] {
    [json!("REBOOT"), json!("active"), json!("rebooting")]
}

/// A server of the owner whose reboot nobody has seen.
fn boot_rebooted(cloud: &Cloud) -> String {
    let id = cloud.owner().boot("web");
    send(cloud.owner(), &id, "reboot SOFT").assert_status(202);
    id
}

#[test]
fn a_status_that_only_work_has_is_shown_once() {
    let Some(cloud) = start() else { return };
    let (owner, admin) = (cloud.owner(), cloud.admin());

    for (caller, call, during, after) in [
        (owner, "reboot SOFT", ["REBOOT", "active", "rebooting"], "ACTIVE"),
        (owner, "reboot HARD", ["HARD_REBOOT", "active", "rebooting_hard"], "ACTIVE"),
        (owner, "rebuild", ["REBUILD", "active", "rebuilding"], "ACTIVE"),
        (owner, "changePassword", ["PASSWORD", "active", "updating_password"], "ACTIVE"),
        (owner, "resize", ["RESIZE", "active", "resize_prep"], "VERIFY_RESIZE"),
        (admin, "migrate", ["RESIZE", "active", "resize_prep"], "VERIFY_RESIZE"),
        (admin, "os-migrateLive", ["MIGRATING", "active", "migrating"], "ACTIVE"),
    ] {
        let id = owner.boot("web");
        assert_eq!(send(caller, &id, call).status(), done(call), "{call}");

        let first = owner.look(&id).expect(200).at("/server");
        let second = owner.look(&id).expect(200).at("/server");

        assert_eq!(states(&first), during.map(Value::from), "{call}");
        assert_eq!(
            (&second["status"], &second["OS-EXT-STS:task_state"]),
            (&json!(after), &Value::Null)
        );
        // Only the states wait to be seen; everything else has its final value.
        for key in ["updated", "flavor", "hostId", "image"] {
            assert_eq!(first[key], second[key], "{call}");
        }
        let has_progress = matches!(during[0], "REBUILD" | "RESIZE");
        assert_eq!(first.get("progress"), has_progress.then_some(&json!(0)), "{call}");
    }
}

#[test]
fn a_resize_is_shown_on_its_way_back() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");
    bring(owner, &id, "resize", "VERIFY_RESIZE");

    send(owner, &id, "revertResize").assert_status(202);

    let during = ["REVERT_RESIZE", "resized", "resize_reverting"].map(Value::from);
    assert_eq!(shown(owner, &id), during);
    assert_eq!(shown(owner, &id), active());
}

#[test]
fn stopped_servers_are_shown_as_while_it_lasts_too() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");
    bring(owner, &id, "os-stop", "SHUTOFF");

    for (call, status, task, after) in [
        ("rebuild", "REBUILD", "rebuilding", "SHUTOFF"),
        ("resize", "RESIZE", "resize_prep", "VERIFY_RESIZE"),
    ] {
        send(owner, &id, call).assert_status(202);

        assert_eq!(shown(owner, &id), [status, "stopped", task].map(Value::from));
        assert_eq!(shown(owner, &id)[0], after);
    }
}

#[test]
fn work_without_a_status_of_its_own_is_over_at_once() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");

    for (call, after) in [
        ("os-stop", "SHUTOFF"),
        // Only an active server shows it.
        ("reboot HARD", "ACTIVE"),
        ("pause", "PAUSED"),
        ("unpause", "ACTIVE"),
        ("suspend", "SUSPENDED"),
        ("resume", "ACTIVE"),
        ("createImage", "ACTIVE"),
        ("rescue", "RESCUE"),
        ("unrescue", "ACTIVE"),
        ("shelve", "SHELVED_OFFLOADED"),
        ("unshelve", "ACTIVE"),
    ] {
        // If only administrators may do it on one version, an administrator does it on both.
        assert_eq!(send(cloud.admin(), &id, call).status(), done(call), "{call}");

        let [status, _, task_state] = shown(owner, &id);
        assert_eq!((status, task_state), (json!(after), Value::Null), "{call}");
    }
}

#[test]
fn a_detail_says_it_as_well_and_a_brief_list_does_not() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    let id = boot_rebooted(&cloud);
    let detail = || states(&owner.get("servers/detail").expect(200).at("/servers/0"));

    assert_eq!(ids(&owner.get("servers")), [&*id]);

    assert_eq!(detail(), rebooting());
    assert_eq!(detail(), active());
    assert_eq!(shown(owner, &id), active());
}

#[test]
fn whoever_asks_first_is_shown_it() {
    let Some(cloud) = start() else { return };
    let id = boot_rebooted(&cloud);

    cloud.other().look(&id).assert_status(404);

    assert_eq!(shown(cloud.admin(), &id), rebooting());
    assert_eq!(shown(cloud.owner(), &id), active());
}

#[test]
fn one_of_many_who_ask_at_once_is_shown_it() {
    const CALLERS: usize = 8;
    let Some(cloud) = start() else { return };
    let web = cloud.owner().boot("web");

    for _ in 0..10 {
        send(cloud.owner(), &web, "reboot SOFT").assert_status(202);
        let (barrier, owner, id) = (Barrier::new(CALLERS), cloud.owner(), &web);
        let ask = |caller: usize| {
            barrier.wait();
            let (path, pointer) = match caller % 2 {
                0 => (format!("servers/{id}"), "/server"),
                _ => ("servers/detail".to_owned(), "/servers/0"),
            };
            states(&owner.get(&path).expect(200).at(pointer))
        };
        let seen: Vec<_> = thread::scope(|scope| {
            let asked: Vec<_> = (0..CALLERS).map(|it| scope.spawn(move || ask(it))).collect();
            asked.into_iter().map(|it| it.join().expect("it ends")).collect()
        });

        assert_eq!(seen.iter().filter(|it| **it == rebooting()).count(), 1, "{seen:?}");
        assert_eq!(seen.iter().filter(|it| **it == active()).count(), CALLERS - 1, "{seen:?}");
    }
}

#[test]
fn another_call_about_the_server_ends_it() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");
    let call = |name: &str| match name {
        // The second time it changes nothing.
        "rename" | "rename again" => {
            owner.put(&format!("servers/{id}"), &json!({"server": {"name": "b"}}))
        }
        "note" => {
            owner.post(&format!("servers/{id}/metadata"), &json!({"metadata": {"role": "db"}}))
        }
        "start" => {
            bring(owner, &id, "os-stop", "SHUTOFF");
            send(owner, &id, "os-start")
        }
        action => send(owner, &id, action),
    };
    for name in ["rename", "rename again", "note", "lock", "unlock", "start", "createImage"] {
        // The owner's lock refuses it to the owner.
        send(cloud.admin(), &id, "reboot SOFT").assert_status(202);

        let response = call(name);

        assert!((200..300).contains(&response.status()), "{name}: {}", response.text());
        assert_eq!(shown(owner, &id), active(), "{name}");
    }
}

#[test]
fn a_call_that_is_refused_does_not_end_it() {
    let Some(cloud) = start() else { return };
    let (owner, other) = (cloud.owner(), cloud.other());
    let id = boot_rebooted(&cloud);

    other.delete(&format!("servers/{id}")).assert_status(404);
    send(other, &id, "lock").assert_status(404);
    send(owner, &id, "os-start").assert_status(409);
    owner.action(&id, &json!({"rebuild": {"imageRef": "nonsense"}})).assert_status(400);

    assert_eq!(shown(owner, &id), rebooting());
}

#[test]
fn a_deleted_server_is_gone_at_once() {
    let Some(cloud) = start() else { return };
    let id = boot_rebooted(&cloud);

    cloud.owner().delete(&format!("servers/{id}")).assert_status(204);

    cloud.owner().look(&id).assert_status(404);
    let list = cloud.admin().get("servers/detail?all_tenants=1&deleted=True").expect(200);
    assert_eq!(list.at("/servers/0/status"), "DELETED");
}

#[test]
fn rules_filters_and_records_go_by_the_end() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    let id = boot_rebooted(&cloud);

    assert_eq!(ids(&owner.get("servers?status=ACTIVE")), [&*id]);
    assert_eq!(ids(&owner.get("servers?status=REBOOT")), [""; 0]);
    assert_eq!(owner.get("servers/detail?status=REBOOT").expect(200).at("/servers"), json!([]));
    let actions = owner.get(&format!("servers/{id}/os-instance-actions")).expect(200);
    let request = actions.at("/instanceActions/0/request_id");
    let request = request.as_str().expect("a request has an id");
    let path = format!("servers/{id}/os-instance-actions/{request}");
    let event = cloud.admin().get(&path).expect(200).at("/instanceAction/events/0");
    assert_eq!(
        (&event["event"], &event["result"]),
        (&json!("compute_reboot_instance"), &json!("Success"))
    );
    // A list of the active servers shows the work of one as well.
    let list = owner.get("servers/detail?status=ACTIVE").expect(200);
    assert_eq!(states(&list.at("/servers/0")), rebooting());
    // A reboot in progress would refuse the next one.
    send(owner, &id, "reboot SOFT").assert_status(202);
    send(owner, &id, "reboot SOFT").assert_status(202);
    assert_eq!(shown(owner, &id), rebooting());
}

#[test]
fn the_answer_to_a_rebuild_shows_it_and_does_not_count() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");

    let answer = send(owner, &id, "rebuild").expect(202).at("/server");

    assert_eq!((&answer["status"], &answer["progress"]), (&json!("REBUILD"), &json!(0)));
    assert_eq!(shown(owner, &id)[0], "REBUILD");
    assert_eq!(shown(owner, &id), active());
}

#[test]
fn no_time_said_aloud_is_no_time() {
    let options = Options { action_time: Some(Duration::ZERO), ..Options::default() };
    let Some(cloud) = support::start_with(&options) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");

    for call in ["reboot SOFT", "reboot HARD", "rebuild", "changePassword"] {
        let answer = send(owner, &id, call).expect(202);

        assert_eq!(shown(owner, &id), active(), "{call}");
        if call == "rebuild" {
            assert_eq!(answer.at("/server/status"), "ACTIVE");
        }
    }
    send(owner, &id, "resize").assert_status(202);
    assert_eq!(shown(owner, &id)[0], "VERIFY_RESIZE");
}

#[test]
fn each_server_is_shown_once() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    let servers: Vec<String> = (0..3).map(|_| boot_rebooted(&cloud)).collect();
    let statuses = || {
        let list = owner.get("servers/detail").expect(200).at("/servers");
        let list = list.as_array().expect("a list").clone();
        list.iter().map(|it| it["status"].to_string()).collect::<BTreeSet<_>>()
    };

    assert_eq!(shown(owner, &servers[1]), rebooting());
    send(owner, &servers[1], "reboot SOFT").assert_status(202);

    assert_eq!(statuses(), BTreeSet::from(["\"REBOOT\"".to_owned()]));
    assert_eq!(statuses(), BTreeSet::from(["\"ACTIVE\"".to_owned()]));
}
