//! What a lock refuses, to whom, and what it never refuses.

use std::time::Duration;

use ferronova_testkit::{Cloud, OffloadTime, Options};
use serde_json::json;

use crate::both::calls::{action_of, done, send};
use crate::support::{
    self, CREW, Crew,
    Held::{ByAdmin, ByNobody, ByOwner},
    LOCKED, LOCKED_BY, PARTS_OF_A_SERVER,
    Who::{Admin, AdminInside, Colleague, Owner, Reader},
    accepted, answer, boot, bring, fault, forbidden, held, hold, locked, not_found_text, policy,
    refused_by_lock, rule_of,
};

/// The calls that a lock refuses, each with the actions, and the status after each, that make it
/// possible.
const GUARDED: &[(&str, &[(&str, &str)])] = &[
    ("pause", &[]),
    ("unpause", &[("pause", "PAUSED")]),
    ("suspend", &[]),
    ("resume", &[("suspend", "SUSPENDED")]),
    ("os-start", &[("os-stop", "SHUTOFF")]),
    ("os-stop", &[]),
    ("reboot SOFT", &[]),
    ("reboot HARD", &[]),
    ("resize", &[]),
    ("confirmResize", &[("resize", "VERIFY_RESIZE")]),
    ("revertResize", &[("resize", "VERIFY_RESIZE")]),
    ("rebuild", &[]),
    ("changePassword", &[]),
    ("rescue", &[]),
    ("unrescue", &[("rescue", "RESCUE")]),
    ("shelve", &[]),
    ("unshelve", &[("shelve", "SHELVED_OFFLOADED")]),
    ("forceDelete", &[]),
    ("DELETE", &[]),
];

/// The calls that a lock would refuse if the policy did not refuse them first.
const OF_ADMINISTRATORS: &[(&str, &[(&str, &str)])] =
    &[("migrate", &[]), ("os-migrateLive", &[]), ("resetNetwork", &[]), ("injectNetworkInfo", &[])];

/// The calls of an owner that a lock never refuses.
const UNGUARDED: &[&str] = &["createImage", "createBackup", "lock"];

/// A new server of the owner in a state that allows a call.
#[track_caller]
fn boot_ready(cloud: &Cloud, preparations: &[(&str, &str)]) -> String {
    let id = cloud.owner().boot("web");
    for (action, status) in preparations {
        bring(cloud.owner(), &id, action, status);
    }
    id
}

/// Whether the server is gone after a call.
fn ends(call: &str) -> bool {
    matches!(call, "DELETE" | "forceDelete")
}

#[test]
fn a_lock_refuses_every_change_to_everybody_but_administrators_whoever_holds_it() {
    let crew = Crew::start();
    for (call, preparations) in GUARDED {
        for holder in [ByOwner, ByAdmin] {
            let id = boot_ready(&crew.cloud, preparations);
            hold(&crew.cloud, &id, holder);
            let before = crew.cloud.owner().show(&id).json();
            for who in [Owner, Colleague, Reader] {
                let Some(caller) = crew.client(who) else { continue };

                let response = send(caller, &id, call);

                let expected = refused_by_lock(call, &id);
                assert_eq!(answer(&response), expected, "{call} {holder:?} {who:?}");
                let after = crew.cloud.owner().show(&id).json();
                assert_eq!(after, before, "{call} {holder:?} {who:?}");
            }
        }
    }
}

#[test]
fn a_lock_never_refuses_an_administrator_and_outlasts_the_change() {
    let crew = Crew::start();
    for (call, preparations) in GUARDED.iter().chain(OF_ADMINISTRATORS) {
        for holder in [ByOwner, ByAdmin] {
            for who in [Admin, AdminInside] {
                let Some(caller) = crew.client(who) else { continue };
                let id = boot_ready(&crew.cloud, preparations);
                hold(&crew.cloud, &id, holder);

                let response = send(caller, &id, call);

                let row = format!("{call} {holder:?} {who:?}: {}", response.text());
                assert_eq!(response.status(), done(call), "{row}");
                if ends(call) {
                    crew.cloud.owner().wait_until_gone(&id);
                } else {
                    assert_eq!(held(&crew.cloud, &id), holder, "{row}");
                }
            }
        }
    }
}

#[test]
fn the_policy_refuses_what_is_for_administrators_before_a_lock_could() {
    let cloud = support::start();
    for (call, _) in OF_ADMINISTRATORS.iter().chain(&[("shelveOffload", &[][..])]) {
        for holder in [ByNobody, ByOwner] {
            let id = boot(&cloud, holder);

            let response = send(cloud.owner(), &id, call);

            assert_eq!(answer(&response), forbidden(rule_of(call)), "{call} {holder:?}");
        }
    }
}

/// A call that a lock refuses as well, for a server that stays on its host when it is shelved.
const OFFLOAD: &(&str, &[(&str, &str)]) = &("shelveOffload", &[("shelve", "SHELVED")]);

#[test]
fn a_lock_refuses_to_owners_what_a_policy_lets_them_do() {
    let actions = OF_ADMINISTRATORS.iter().chain([OFFLOAD]);
    let rules: Vec<_> = actions.clone().map(|(call, _)| (rule_of(call), "")).collect();
    let Some(crew) = Crew::start_with(&Options {
        seed: Some(CREW),
        policy: Some(policy(&rules)),
        shelved_offload_time: OffloadTime::Never,
        ..Options::default()
    }) else {
        return;
    };
    for (call, preparations) in actions {
        for holder in [ByOwner, ByAdmin] {
            let id = boot_ready(&crew.cloud, preparations);
            hold(&crew.cloud, &id, holder);
            let before = crew.cloud.owner().show(&id).json();
            for who in [Owner, Colleague, Reader] {
                let Some(caller) = crew.client(who) else { continue };

                let response = send(caller, &id, call);

                assert_eq!(answer(&response), locked(&id), "{call} {holder:?} {who:?}");
                let after = crew.cloud.owner().show(&id).json();
                assert_eq!(after, before, "{call} {holder:?} {who:?}");
            }
            let admin = if holder == ByOwner { Admin } else { AdminInside };
            let Some(admin) = crew.client(admin) else { continue };
            assert_eq!(answer(&send(admin, &id, call)), accepted(), "{call} {holder:?}");
        }
        let id = boot_ready(&crew.cloud, preparations);
        let unlocked = send(crew.cloud.owner(), &id, call);
        assert_eq!(answer(&unlocked), accepted(), "{call}");
    }
}

#[test]
fn a_lock_does_not_refuse_to_evacuate_or_to_reset_a_state_to_owners_whom_a_policy_lets() {
    let rules = ["evacuate", "os-resetState"].map(|call| (rule_of(call), ""));
    for holder in [ByOwner, ByAdmin] {
        let Some(cloud) = support::start_with(&Options {
            seed: Some(include_str!("../v2/seeds/every_state.yaml")),
            policy: Some(policy(&rules)),
            ..Options::default()
        }) else {
            return;
        };
        let found = cloud.owner().get("servers?name=that%20is%20down").expect(200);
        let id = found.at("/servers/0/id");
        let id = id.as_str().expect("it is there");
        hold(&cloud, id, holder);

        let reset = send(cloud.owner(), id, "os-resetState");
        let evacuated = send(cloud.owner(), id, "evacuate");

        assert_eq!(answer(&reset), accepted(), "{holder:?}");
        assert_eq!(evacuated.status(), done("evacuate"), "{holder:?}: {}", evacuated.text());
        cloud.owner().wait_for(id, "ACTIVE");
        assert_eq!(held(&cloud, id), holder);
    }
}

#[test]
fn a_lock_does_not_refuse_images_of_a_server() {
    let cloud = support::start();
    for holder in [ByOwner, ByAdmin] {
        for call in UNGUARDED {
            let id = boot(&cloud, holder);

            let response = send(cloud.owner(), &id, call);

            assert_eq!(answer(&response), accepted(), "{call} {holder:?}");
            assert_eq!(held(&cloud, &id), holder, "{call}");
        }
    }
}

#[test]
fn an_unlocked_server_refuses_nothing_to_its_owner() {
    let cloud = support::start();
    for (call, preparations) in GUARDED {
        let id = boot_ready(&cloud, preparations);
        hold(&cloud, &id, ByOwner);
        cloud.owner().action(&id, &json!({"unlock": null})).assert_status(202);

        let response = send(cloud.owner(), &id, call);

        assert_eq!(response.status(), done(call), "{call}: {}", response.text());
    }
}

/// A cloud where shelved servers stay on their host and deleted ones can be restored.
fn start_keeping() -> Option<Cloud> {
    support::start_with(&Options {
        reclaim_instance_interval: Duration::from_hours(1),
        shelved_offload_time: OffloadTime::Never,
        ..Options::default()
    })
}

#[test]
fn a_lock_refuses_to_offload_a_shelved_server_to_nobody_whom_the_policy_lets_through() {
    let Some(cloud) = start_keeping() else { return };
    for holder in [ByOwner, ByAdmin] {
        let id = boot_ready(&cloud, &[("shelve", "SHELVED")]);
        hold(&cloud, &id, holder);

        let response = send(cloud.admin(), &id, "shelveOffload");

        assert_eq!(answer(&response), accepted(), "{holder:?}");
        cloud.owner().wait_for(&id, "SHELVED_OFFLOADED");
        assert_eq!(held(&cloud, &id), holder);
    }
}

#[test]
fn a_lock_refuses_to_mark_a_server_as_deleted_and_to_restore_one() {
    let Some(cloud) = start_keeping() else { return };
    for holder in [ByOwner, ByAdmin] {
        let id = boot(&cloud, holder);
        let refused = send(cloud.owner(), &id, "DELETE");
        assert_eq!(answer(&refused), locked(&id), "{holder:?}");

        send(cloud.admin(), &id, "DELETE").assert_status(204);
        cloud.owner().wait_for(&id, "SOFT_DELETED");
        let refused = send(cloud.owner(), &id, "restore");
        let refused_for_good = send(cloud.owner(), &id, "forceDelete");
        let restored = send(cloud.admin(), &id, "restore");

        assert_eq!(answer(&refused), refused_by_lock("restore", &id), "{holder:?}");
        assert_eq!(answer(&refused_for_good), locked(&id), "{holder:?}");
        assert_eq!(answer(&restored), accepted(), "{holder:?}");
        cloud.owner().wait_for(&id, "ACTIVE");
        assert_eq!(held(&cloud, &id), holder);
    }
}

#[test]
fn a_stranger_does_not_learn_of_a_lock() {
    let cloud = support::start();
    for holder in [ByNobody, ByOwner, ByAdmin] {
        let id = boot(&cloud, holder);
        for (call, _) in GUARDED {
            let response = send(cloud.other(), &id, call);

            let text = not_found_text(action_of(call), &id);
            let expected = fault(404, "itemNotFound", &text);
            assert_eq!(answer(&response), expected, "{call} {holder:?}");
        }
        assert_eq!(held(&cloud, &id), holder);
    }
}

#[test]
fn a_refusal_has_the_id_of_the_server_and_the_form_of_a_fault() {
    let cloud = support::start();
    let id = boot(&cloud, ByOwner);

    let response = cloud.owner().delete(&format!("servers/{id}"));

    response.assert_fault(409, "conflictingRequest", &format!("Instance {id} is locked"));
}

#[test]
fn a_locked_server_can_be_read() {
    let crew = Crew::start();
    for holder in [ByOwner, ByAdmin] {
        let id = boot(&crew.cloud, holder);
        for who in [Owner, Colleague, Reader, Admin, AdminInside] {
            let Some(caller) = crew.client(who) else { continue };
            let list = if who == Admin { "?all_tenants=1" } else { "" };
            for path in [
                &format!("servers{list}"),
                &format!("servers/detail{list}"),
                &format!("servers/{id}"),
            ] {
                let response = caller.get(path);

                let row = format!("{path} {holder:?} {who:?}: {}", response.text());
                assert_eq!(response.status(), 200, "{row}");
                assert!(response.text().contains(&id), "{row}");
            }
        }
    }
}

#[test]
fn what_belongs_to_a_locked_server_can_be_read() {
    let crew = Crew::start();
    for holder in [ByOwner, ByAdmin] {
        let id = boot(&crew.cloud, holder);
        for part in PARTS_OF_A_SERVER {
            let path = format!("servers/{id}/{part}");
            // No lock refuses an administrator anything.
            let read = crew.cloud.admin().get(&path);
            if crew.cloud.is_elsewhere() && read.status() == 501 {
                continue;
            }
            let expected = read.expect(200).json();
            for who in [Owner, Colleague, Reader, AdminInside] {
                let Some(caller) = crew.client(who) else { continue };

                let response = caller.get(&path);

                let expected = (200, expected.clone());
                assert_eq!(answer(&response), expected, "{part} {holder:?} {who:?}");
            }
        }
    }
}

#[test]
fn a_locked_server_can_be_renamed_by_its_owner_and_stays_locked() {
    let cloud = support::start();
    for holder in [ByOwner, ByAdmin] {
        let id = boot(&cloud, holder);
        let update = json!({"server": {"name": "renamed", "accessIPv4": "192.0.2.7"}});

        let response = cloud.owner().put(&format!("servers/{id}"), &update);

        assert_eq!(response.status(), 200, "{holder:?}: {}", response.text());
        let shown = cloud.owner().show(&id);
        assert_eq!(shown.at("/server/name"), "renamed", "{holder:?}");
        assert_eq!(shown.at("/server/accessIPv4"), "192.0.2.7", "{holder:?}");
        assert_eq!(held(&cloud, &id), holder);
    }
}

#[test]
fn an_update_can_not_unlock_a_server() {
    let cloud = support::start();
    let id = boot(&cloud, ByAdmin);
    let update = json!({"server": {"locked": false, LOCKED: false, LOCKED_BY: null}});

    let response = cloud.owner().put(&format!("servers/{id}"), &update);

    assert_eq!(response.status(), 200, "{}", response.text());
    assert_eq!(held(&cloud, &id), ByAdmin);
}

#[test]
fn a_new_server_can_not_be_created_locked() {
    let cloud = support::start();
    let mut body = cloud.owner().new_server("web");
    body["server"]["locked"] = json!(true);
    body["server"][LOCKED] = json!(true);
    body["server"][LOCKED_BY] = json!("admin");

    let response = cloud.owner().post("servers", &body);

    let id = response.expect(202).at("/server/id");
    assert_eq!(held(&cloud, id.as_str().expect("a new server has an id")), ByNobody);
}

#[test]
fn the_state_of_a_locked_server_can_be_reset_and_the_lock_stays() {
    let cloud = support::start();
    for holder in [ByOwner, ByAdmin] {
        let id = boot(&cloud, holder);
        for (state, status) in [("error", "ERROR"), ("active", "ACTIVE")] {
            let body = json!({"os-resetState": {"state": state}});

            let response = cloud.admin().action(&id, &body);

            assert_eq!(answer(&response), accepted(), "{state} {holder:?}");
            assert_eq!(cloud.owner().show(&id).at("/server/status"), status, "{holder:?}");
            assert_eq!(held(&cloud, &id), holder, "{state}");
        }
    }
}

#[test]
fn the_state_of_a_locked_server_is_not_for_its_owner_to_reset() {
    let cloud = support::start();
    let id = boot(&cloud, ByOwner);

    let response = cloud.owner().action(&id, &json!({"os-resetState": {"state": "error"}}));

    assert_eq!(answer(&response), forbidden(rule_of("os-resetState")));
    assert_eq!(cloud.owner().show(&id).at("/server/status"), "ACTIVE");
}
