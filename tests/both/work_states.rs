//! In which states of a server each action works, and what is said in all others.

use ferronova_testkit::{Client, Cloud};
use serde_json::json;

use crate::{
    both::calls::{done, send},
    support::{
        Answer, answer, fault, ids_by_name, refused_by_state, start_in_every_state, start_seeded,
    },
};

/// An action, the vm states that it works in, and what else it requires.
struct Works {
    call: &'static str,
    vm_states: &'static [&'static str],
    needs: Needs,
}

/// What an action requires of a server besides a vm state.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// That no task is in progress, and that it ran before.
    RestAndPast,
    /// Nothing.
    Nothing,
}

const fn works(call: &'static str, vm_states: &'static [&'static str]) -> Works {
    Works { call, vm_states, needs: Needs::RestAndPast }
}

const ALL: &[&str] = &[
    "active",
    "building",
    "paused",
    "suspended",
    "stopped",
    "rescued",
    "resized",
    "soft-delete",
    "error",
    "shelved",
    "shelved_offloaded",
];

const WORKS: &[Works] = &[
    works("resize", &["active", "stopped"]),
    works("migrate", &["active", "stopped"]),
    works("confirmResize", &["resized"]),
    works("revertResize", &["resized"]),
    works("os-migrateLive", &["active"]),
    works("rebuild", &["active", "stopped", "error"]),
    works("changePassword", &["active"]),
    works("createImage", &["active", "stopped", "paused", "suspended"]),
    works("createBackup", &["active", "stopped", "paused", "suspended"]),
    works("evacuate", &["active", "stopped", "error"]),
    works("rescue", &["active", "stopped", "error"]),
    works("unrescue", &["rescued"]),
    works("shelve", &["active", "stopped", "paused", "suspended"]),
    works("shelveOffload", &["shelved"]),
    works("unshelve", &["shelved", "shelved_offloaded"]),
    works("restore", &["soft-delete"]),
    Works { call: "forceDelete", vm_states: ALL, needs: Needs::Nothing },
    Works { call: "resetNetwork", vm_states: ALL, needs: Needs::Nothing },
    Works { call: "injectNetworkInfo", vm_states: ALL, needs: Needs::Nothing },
];

/// A cloud with servers in every state, for an action: only servers on a host that is down are
/// evacuated.
fn start_for(call: &str) -> Option<Cloud> {
    if call != "evacuate" {
        return start_in_every_state();
    }
    let seed = include_str!("../v2/seeds/every_state.yaml");
    start_seeded(seed.replace("host: compute-1", "host: compute-3").leak())
}

fn never_active(call: &str, id: &str) -> Answer {
    // Where the text about a wrong state is the long one, this one is as well.
    let told = refused_by_state(call, id, "None active");
    if told.0 == 400 {
        return told;
    }
    let message = format!("Cannot '{call}' an instance which has never been active");
    fault(409, "conflictingRequest", &message)
}

/// A caller who may do everything, so that no rule is asked before the state.
fn caller(cloud: &Cloud) -> &Client {
    cloud.admin()
}

#[test]
fn every_action_works_in_its_vm_states_and_in_no_other() {
    for Works { call, vm_states, .. } in WORKS {
        let Some(cloud) = start_for(call) else { return };
        let ids = ids_by_name(&cloud);
        for state in ALL {
            let id = &ids[*state];

            let response = send(caller(&cloud), id, call);

            if vm_states.contains(state) {
                assert_eq!(response.status(), done(call), "{call} {state}: {}", response.text());
            } else {
                let expected = refused_by_state(call, id, &format!("vm_state {state}"));
                assert_eq!(answer(&response), expected, "{call} {state}");
            }
        }
    }
}

#[test]
fn an_action_is_refused_while_another_task_goes_on() {
    for Works { call, vm_states, needs } in WORKS {
        let Some(cloud) = start_for(call) else { return };
        let ids = ids_by_name(&cloud);
        for state in *vm_states {
            let id = &ids[&format!("busy {state}")];

            let response = send(caller(&cloud), id, call);

            if *needs == Needs::Nothing {
                assert_eq!(response.status(), done(call), "{call} {state}: {}", response.text());
            } else {
                let expected = refused_by_state(call, id, "task_state image_backup");
                assert_eq!(answer(&response), expected, "{call} {state}");
            }
        }
    }
}

#[test]
fn an_action_is_refused_for_a_server_that_never_ran() {
    for Works { call, vm_states, needs } in WORKS {
        let Some(cloud) = start_for(call) else { return };
        let ids = ids_by_name(&cloud);
        for state in vm_states.iter().filter(|it| **it != "building") {
            let id = &ids[&format!("never {state}")];

            let response = send(caller(&cloud), id, call);

            if *needs == Needs::RestAndPast {
                assert_eq!(answer(&response), never_active(call, id), "{call} {state}");
            } else {
                assert_eq!(response.status(), done(call), "{call} {state}: {}", response.text());
            }
        }
    }
}

#[test]
fn a_refused_action_changes_nothing() {
    for Works { call, vm_states, .. } in WORKS {
        let Some(cloud) = start_for(call) else { return };
        let ids = ids_by_name(&cloud);
        for state in ALL.iter().filter(|it| !vm_states.contains(it)) {
            let id = &ids[*state];
            let before = cloud.admin().show(id).json();

            send(caller(&cloud), id, call);

            assert_eq!(cloud.admin().show(id).json(), before, "{call} {state}");
        }
    }
}

#[test]
fn a_server_without_a_host_is_refused_what_a_host_has_to_do() {
    let Some(cloud) = start_in_every_state() else { return };
    let ids = ids_by_name(&cloud);
    for (call, name) in [
        ("changePassword", "no host active"),
        ("createImage", "no host active"),
        ("createBackup", "no host active"),
        ("rescue", "no host active"),
        ("shelve", "no host active"),
        ("unrescue", "no host rescued"),
        ("shelveOffload", "no host shelved"),
        ("addFixedIp", "no host active"),
        ("removeFixedIp", "no host active"),
    ] {
        let id = &ids[name];

        let response = match call {
            "removeFixedIp" => {
                caller(&cloud).action(id, &json!({"removeFixedIp": {"address": "10.0.0.2"}}))
            }
            _ => send(caller(&cloud), id, call),
        };

        let message = format!("Instance {id} is not ready");
        assert_eq!(answer(&response), fault(409, "conflictingRequest", &message), "{call}");
    }
}

#[test]
fn what_finds_a_host_does_not_need_one() {
    for (call, name) in [
        ("resize", "no host active"),
        ("migrate", "no host active"),
        ("rebuild", "no host active"),
        ("unshelve", "no host shelved"),
        ("forceDelete", "no host active"),
    ] {
        let Some(cloud) = start_in_every_state() else { return };

        let response = send(caller(&cloud), &ids_by_name(&cloud)[name], call);

        assert_eq!(response.status(), done(call), "{call}: {}", response.text());
    }
}

#[test]
fn what_a_seed_made_resized_can_be_confirmed_and_reverted() {
    for call in ["confirmResize", "revertResize"] {
        let Some(cloud) = start_in_every_state() else { return };
        let id = &ids_by_name(&cloud)["not resized"];
        let before = cloud.admin().show(id).expect(200).at("/server");

        let response = send(cloud.owner(), id, call);

        assert_eq!(response.status(), done(call), "{call}: {}", response.text());
        cloud.owner().wait_for(id, "ACTIVE");
        let after = cloud.admin().show(id).expect(200).at("/server");
        for key in ["flavor", "OS-EXT-SRV-ATTR:host"] {
            assert_eq!(after[key], before[key], "{call} {key}");
        }
    }
}
