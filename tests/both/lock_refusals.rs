//! What a lock refuses, to whom, and what it never refuses.

use ferronova_testkit::{Client, Cloud, Response};
use serde_json::json;

use crate::support::{
    self, Crew,
    Held::{ByAdmin, ByNobody, ByOwner},
    LOCKED, LOCKED_BY,
    Who::{Admin, AdminInside, Colleague, Owner, Reader},
    accepted, answer, boot, bring, fault, forbidden, held, hold, locked, not_found_text, rule_of,
};

/// The calls that heed a lock, each with the action and the status that make it possible.
const GUARDED: &[(&str, Option<(&str, &str)>)] = &[
    ("pause", None),
    ("unpause", Some(("pause", "PAUSED"))),
    ("suspend", None),
    ("resume", Some(("suspend", "SUSPENDED"))),
    ("os-start", Some(("os-stop", "SHUTOFF"))),
    ("os-stop", None),
    ("reboot SOFT", None),
    ("reboot HARD", None),
    ("DELETE", None),
];

fn send(caller: &Client, id: &str, call: &str) -> Response {
    match call {
        "DELETE" => caller.delete(&format!("servers/{id}")),
        "reboot SOFT" => caller.action(id, &json!({"reboot": {"type": "SOFT"}})),
        "reboot HARD" => caller.action(id, &json!({"reboot": {"type": "HARD"}})),
        action => caller.action(id, &json!({ action: null })),
    }
}

/// A new server of the owner for which a call is possible.
fn boot_ready(cloud: &Cloud, preparation: Option<(&str, &str)>) -> String {
    let id = cloud.owner().boot("web");
    if let Some((action, status)) = preparation {
        bring(cloud.owner(), &id, action, status);
    }
    id
}

#[test]
fn a_lock_refuses_every_change_to_everybody_but_administrators_whoever_holds_it() {
    let crew = Crew::start();
    for (call, preparation) in GUARDED {
        for holder in [ByOwner, ByAdmin] {
            let id = boot_ready(&crew.cloud, *preparation);
            hold(&crew.cloud, &id, holder);
            let before = crew.cloud.owner().show(&id).json();
            for who in [Owner, Colleague, Reader] {
                let Some(caller) = crew.client(who) else { continue };

                let response = send(caller, &id, call);

                assert_eq!(answer(&response), locked(&id), "{call} {holder:?} {who:?}");
                let after = crew.cloud.owner().show(&id).json();
                assert_eq!(after, before, "{call} {holder:?} {who:?}");
            }
        }
    }
}

#[test]
fn a_lock_never_refuses_an_administrator_and_outlasts_the_change() {
    let crew = Crew::start();
    for (call, preparation) in GUARDED {
        for holder in [ByOwner, ByAdmin] {
            for who in [Admin, AdminInside] {
                let Some(caller) = crew.client(who) else { continue };
                let id = boot_ready(&crew.cloud, *preparation);
                hold(&crew.cloud, &id, holder);

                let response = send(caller, &id, call);

                let row = format!("{call} {holder:?} {who:?}");
                if *call == "DELETE" {
                    assert_eq!(response.status(), 204, "{row}");
                    crew.cloud.owner().wait_until_gone(&id);
                } else {
                    assert_eq!(answer(&response), accepted(), "{row}");
                    assert_eq!(held(&crew.cloud, &id), holder, "{row}");
                }
            }
        }
    }
}

#[test]
fn an_unlocked_server_refuses_nothing_to_its_owner() {
    let cloud = support::start();
    for (call, preparation) in GUARDED {
        let id = boot_ready(&cloud, *preparation);
        hold(&cloud, &id, ByOwner);
        cloud.owner().action(&id, &json!({"unlock": null})).assert_status(202);

        let response = send(cloud.owner(), &id, call);

        let status = if *call == "DELETE" { 204 } else { 202 };
        assert_eq!(response.status(), status, "{call}: {}", response.text());
    }
}

#[test]
fn a_stranger_does_not_learn_of_a_lock() {
    let cloud = support::start();
    for holder in [ByNobody, ByOwner, ByAdmin] {
        let id = boot(&cloud, holder);
        for (call, _) in GUARDED {
            let response = send(cloud.other(), &id, call);

            let action = call.split(' ').next().unwrap_or_default();
            let expected = fault(404, "itemNotFound", &not_found_text(action, &id));
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
    let cloud = support::start();
    for holder in [ByOwner, ByAdmin] {
        let id = boot(&cloud, holder);
        for path in ["servers", "servers/detail", &format!("servers/{id}")] {
            let response = cloud.owner().get(path);

            assert_eq!(response.status(), 200, "{path} {holder:?}: {}", response.text());
            assert!(response.text().contains(&id), "{path} {holder:?}");
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
