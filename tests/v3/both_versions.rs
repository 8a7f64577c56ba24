//! A lock made through one version is shown by the other.

use ferronova_testkit::{Client, Cloud, Options, Version};
use serde_json::{Value, json};

use crate::support::{self, Fleet, answer, locked};

/// The same caller on v2.
fn on_v2(client: &Client) -> Client {
    client.speaking(Version::V2)
}

/// The lock as each version shows it to the owner.
#[track_caller]
fn locks(cloud: &Cloud, id: &str) -> [[Value; 2]; 2] {
    let v2 = on_v2(cloud.owner()).show(id).expect(200).at("/server");
    let v3 = cloud.owner().show(id).expect(200).at("/server");
    [
        [v2["locked"].clone(), v2["locked_by"].clone()],
        [v3["OS-EXT-STS:locked"].clone(), v3["OS-EXT-STS:locked_by"].clone()],
    ]
}

#[test]
fn both_versions_show_the_lock_that_either_sets_and_takes_away() {
    let Some(cloud) = support::start_showing_locks() else { return };
    let unlocked = [json!(false), json!(null)];
    for lock_on_v2 in [true, false] {
        let speak = |client: &Client| if lock_on_v2 { on_v2(client) } else { client.clone() };
        let speak_other = |client: &Client| if lock_on_v2 { client.clone() } else { on_v2(client) };
        for (caller, holder) in [(cloud.owner(), "owner"), (cloud.admin(), "admin")] {
            let id = cloud.owner().boot("web");
            assert_eq!(locks(&cloud, &id), [unlocked.clone(), unlocked.clone()]);

            speak(caller).action(&id, &json!({"lock": null})).assert_status(202);
            let lock = [json!(true), json!(holder)];
            assert_eq!(locks(&cloud, &id), [lock.clone(), lock], "{lock_on_v2} {holder}");

            speak_other(caller).action(&id, &json!({"unlock": null})).assert_status(202);
            assert_eq!(locks(&cloud, &id), [unlocked.clone(), unlocked.clone()]);
        }
    }
}

#[test]
fn a_lock_of_either_version_refuses_calls_on_both() {
    let cloud = support::start();
    let (v2, v3) = (on_v2(cloud.owner()), cloud.owner());
    for (locker, caller) in [(&v2, v3), (v3, &v2)] {
        let id = cloud.owner().boot("web");
        locker.action(&id, &json!({"lock": null})).assert_status(202);

        let stop = caller.action(&id, &json!({"os-stop": null}));
        let delete = caller.delete(&format!("servers/{id}"));

        assert_eq!(answer(&stop), locked(&id));
        assert_eq!(answer(&delete), locked(&id));
    }
}

#[test]
fn an_administrator_takes_over_a_lock_of_the_other_version() {
    let Some(cloud) = support::start_showing_locks() else { return };
    let id = cloud.owner().boot("web");
    on_v2(cloud.owner()).action(&id, &json!({"lock": null})).assert_status(202);

    let response = cloud.admin().action(&id, &json!({"lock": null}));

    response.assert_status(202);
    let lock = [json!(true), json!("admin")];
    assert_eq!(locks(&cloud, &id), [lock.clone(), lock]);
    let unlock = on_v2(cloud.owner()).action(&id, &json!({"unlock": null}));
    unlock.assert_status(403);
}

#[test]
fn both_versions_find_the_same_servers_by_their_locks() {
    let Some(cloud) = support::start_showing_locks() else { return };
    let fleet = Fleet::boot(cloud.owner(), &["free", "by-v2", "by-v3", "admins"]);
    let v2 = on_v2(cloud.owner());
    v2.action(fleet.id("by-v2"), &json!({"lock": null})).assert_status(202);
    cloud.owner().action(fleet.id("by-v3"), &json!({"lock": null})).assert_status(202);
    on_v2(cloud.admin()).action(fleet.id("admins"), &json!({"lock": null})).assert_status(202);
    for (query, expected) in [
        ("locked=true", &["admins", "by-v3", "by-v2"][..]),
        ("locked=false", &["free"]),
        ("locked_by=owner", &["by-v3", "by-v2"]),
        ("locked_by=admin", &["admins"]),
    ] {
        for caller in [&v2, cloud.owner()] {
            let listed = caller.get(&format!("servers/detail?{query}"));

            assert_eq!(fleet.found_in(&listed), expected, "{query} at {}", caller.url());
        }
    }
}

#[test]
fn a_lock_of_v2_is_an_action_on_v3_with_the_id_of_its_request() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let lock = on_v2(cloud.owner()).action(&id, &json!({"lock": null})).expect(202);
    let request_id = lock.header("x-compute-request-id").expect("there is a request id");

    let path = format!("servers/{id}/os-instance-actions/{request_id}");
    let action = cloud.owner().get(&path).expect(200).at("/instanceAction");

    assert_eq!(action["action"], "lock");
    assert_eq!(action["user_id"], cloud.owner().user_id());
}

#[test]
fn servers_of_either_version_are_servers_of_both() {
    let cloud = support::start();
    let v2 = on_v2(cloud.owner());
    let ids = [v2.boot("made-by-v2"), cloud.owner().boot("made-by-v3")];

    for id in &ids {
        let [old, new] = [&v2, cloud.owner()].map(|it| it.show(id).expect(200).at("/server"));

        for member in ["id", "name", "status", "hostId", "created", "updated", "tenant_id"] {
            assert_eq!(old[member], new[member], "{member}");
        }
    }
    for (id, caller) in ids.iter().zip([cloud.owner(), &v2]) {
        caller.delete(&format!("servers/{id}")).assert_status(204);
    }
}

#[test]
fn what_shows_the_lock_on_one_version_is_switched_off_there_alone() {
    for (alias, on_v2_shown, on_v3_shown) in
        [("os-server-locked-status", false, true), ("os-extended-status", true, false)]
    {
        let options = Options { disabled: vec![alias], ..Options::default() };
        let Some(cloud) = support::start_with(&options) else { return };
        let id = cloud.owner().boot("web");
        cloud.owner().action(&id, &json!({"lock": null})).assert_status(202);

        let v2 = on_v2(cloud.owner()).show(&id).expect(200).at("/server");
        let v3 = cloud.owner().show(&id).expect(200).at("/server");

        assert_eq!(support::has(&v2, "locked"), on_v2_shown, "{alias}");
        assert_eq!(support::has(&v3, "OS-EXT-STS:locked"), on_v3_shown, "{alias}");
    }
}

#[test]
fn a_refusal_of_either_version_is_the_same_to_the_letter() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    cloud.admin().action(&id, &json!({"lock": null})).assert_status(202);
    for action in ["pause", "suspend", "os-stop", "unlock"] {
        let body = json!({ action: null });

        let answers = [on_v2(cloud.owner()), cloud.owner().clone()].map(|it| it.action(&id, &body));

        let [old, new] = answers.each_ref().map(answer);
        assert_eq!(old, new, "{action}");
        assert!(old.0 == 409 || old.0 == 403, "{action}: {old:?}");
    }
}
