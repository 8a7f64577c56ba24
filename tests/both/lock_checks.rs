//! The order of the checks of a call on a server: its body, the policy of the API, the look-up,
//! the policy of the server, the lock, and last its state.

use ferronova_testkit::Options;
use serde_json::json;

use crate::{
    both::calls::{action_of, send},
    support::{
        self, Answer,
        Held::{ByAdmin, ByNobody, ByOwner},
        accepted, answer, boot, bring, fault, forbidden, held, hold, ids_by_name, not_found,
        policy, refused_by_lock, refused_by_state, rule_of, start_with_policy,
    },
};

const UNKNOWN: &str = "c0ffee00-0000-4000-8000-000000000000";

#[test]
fn the_policy_of_an_action_is_asked_before_the_server_is_looked_up() {
    let actions = ["lock", "unlock", "pause"];
    let Some(cloud) = start_with_policy(&actions.map(|it| (rule_of(it), "!"))) else { return };
    let id = boot(&cloud, ByNobody);
    for action in actions {
        for id in [&id, UNKNOWN] {
            for caller in [cloud.owner(), cloud.other(), cloud.admin()] {
                let response = caller.action(id, &json!({ action: null }));

                assert_eq!(answer(&response), forbidden(rule_of(action)), "{action} {id}");
            }
        }
    }
    assert_eq!(held(&cloud, &id), ByNobody);
}

#[test]
fn the_policy_of_the_server_is_asked_after_it_was_looked_up() {
    let rules =
        [("compute:lock", "!"), ("compute:unlock", "!"), ("compute:pause", "is_admin:True")];
    let Some(cloud) = start_with_policy(&rules) else { return };
    let id = boot(&cloud, ByNobody);
    for (action, rule) in
        [("lock", "compute:lock"), ("unlock", "compute:unlock"), ("pause", "compute:pause")]
    {
        let own = cloud.owner().action(&id, &json!({ action: null }));
        assert_eq!(answer(&own), forbidden(rule), "{action}");

        let foreign = cloud.other().action(&id, &json!({ action: null }));
        assert_eq!(answer(&foreign), not_found(&id), "{action}");

        let unknown = cloud.owner().action(UNKNOWN, &json!({ action: null }));
        assert_eq!(answer(&unknown), not_found(UNKNOWN), "{action}");
    }
    assert_eq!(held(&cloud, &id), ByNobody);
}

#[test]
fn a_caller_whom_the_policy_refuses_does_not_learn_of_the_lock() {
    let rules = [rule_of("pause"), "compute:start", "compute:delete"];
    let Some(cloud) = start_with_policy(&rules.map(|it| (it, "is_admin:True"))) else { return };
    let id = boot(&cloud, ByOwner);

    let pause = cloud.owner().action(&id, &json!({"pause": null}));
    let start = cloud.owner().action(&id, &json!({"os-start": null}));
    let delete = cloud.owner().delete(&format!("servers/{id}"));
    let reset = cloud.owner().action(&id, &json!({"os-resetState": {"state": "error"}}));

    assert_eq!(answer(&pause), forbidden(rule_of("pause")));
    assert_eq!(answer(&start), forbidden("compute:start"));
    assert_eq!(answer(&delete), forbidden("compute:delete"));
    assert_eq!(answer(&reset), forbidden(rule_of("os-resetState")));
}

#[test]
fn a_policy_can_let_owners_undo_the_lock_of_an_administrator() {
    let rules = [("compute:unlock_override", "rule:admin_or_owner")];
    let Some(cloud) = start_with_policy(&rules) else { return };
    let id = boot(&cloud, ByAdmin);

    let response = cloud.owner().action(&id, &json!({"unlock": null}));

    assert_eq!(answer(&response), accepted());
    assert_eq!(held(&cloud, &id), ByNobody);
}

#[test]
fn a_policy_can_keep_administrators_from_undoing_the_lock_of_an_owner() {
    let Some(cloud) = start_with_policy(&[("compute:unlock_override", "!")]) else { return };
    let id = boot(&cloud, ByOwner);

    let response = cloud.admin().action(&id, &json!({"unlock": null}));

    assert_eq!(answer(&response), forbidden("compute:unlock_override"));
    assert_eq!(held(&cloud, &id), ByOwner);
}

#[test]
fn the_override_is_not_asked_where_there_is_nothing_to_override() {
    let Some(cloud) = start_with_policy(&[("compute:unlock_override", "!")]) else { return };
    for (before, caller) in [
        (ByNobody, cloud.owner()),
        (ByNobody, cloud.admin()),
        (ByOwner, cloud.owner()),
        (ByAdmin, cloud.admin()),
    ] {
        let id = boot(&cloud, before);

        let response = caller.action(&id, &json!({"unlock": null}));

        assert_eq!(answer(&response), accepted(), "{before:?}");
        assert_eq!(held(&cloud, &id), ByNobody, "{before:?}");
    }
}

#[test]
fn the_body_of_an_action_is_read_before_the_server_is_looked_up() {
    let cloud = support::start();
    let id = boot(&cloud, ByOwner);
    for id in [&id, UNKNOWN] {
        let reboot = cloud.owner().action(id, &json!({"reboot": {}}));
        reboot.assert_fault(400, "badRequest", "Missing argument 'type' for reboot");

        let unknown = cloud.owner().action(id, &json!({"Lock": null}));
        unknown.assert_fault(400, "badRequest", "There is no such action: Lock");

        let several = cloud.owner().action(id, &json!({"lock": null, "unlock": null}));
        several.assert_fault(400, "badRequest", "Malformed request body");
    }
}

/// The answer about an unlocked server whose vm state does not allow the call.
fn wrong_state(call: &str, id: &str, vm_state: &str) -> Answer {
    match call.strip_prefix("os-") {
        None => refused_by_state(action_of(call), id, &format!("vm_state {vm_state}")),
        Some(word) => {
            let text = format!(
                "Instance {id} in vm_state {vm_state}. Cannot {word} while the instance is in \
                 this state."
            );
            fault(409, "conflictingRequest", &text)
        }
    }
}

#[test]
fn a_locked_server_in_a_wrong_state_reports_the_lock() {
    let cloud = support::start();
    for (vm_state, preparation, calls) in [
        (
            "active",
            None,
            &[
                "unpause",
                "resume",
                "os-start",
                "confirmResize",
                "revertResize",
                "unrescue",
                "unshelve",
                "restore",
            ][..],
        ),
        (
            "stopped",
            Some(("os-stop", "SHUTOFF")),
            &["pause", "suspend", "os-stop", "reboot SOFT", "changePassword"],
        ),
        ("paused", Some(("pause", "PAUSED")), &["resize", "rebuild", "rescue"]),
        ("rescued", Some(("rescue", "RESCUE")), &["reboot HARD", "shelve"]),
    ] {
        let id = boot(&cloud, ByNobody);
        if let Some((action, status)) = preparation {
            bring(cloud.owner(), &id, action, status);
        }
        for call in calls {
            let unlocked = send(cloud.owner(), &id, call);
            assert_eq!(answer(&unlocked), wrong_state(call, &id, vm_state), "{call}");
        }
        hold(&cloud, &id, ByOwner);
        for call in calls {
            let response = send(cloud.owner(), &id, call);

            assert_eq!(answer(&response), refused_by_lock(call, &id), "{call}");
        }
    }
}

#[test]
fn a_locked_server_that_is_busy_never_ran_or_has_no_host_reports_the_lock() {
    const CALLS: &[&str] = &[
        "pause",
        "suspend",
        "os-stop",
        "reboot SOFT",
        "changePassword",
        "rescue",
        "shelve",
        "resize",
        "rebuild",
    ];
    // Calls that choose a host are refused by a lock only.
    let refused_without_host = &CALLS[..7];
    let seed = include_str!("../v2/seeds/at_work.yaml");
    let Some(cloud) = support::start_seeded(seed) else { return };
    for (name, calls) in
        [("busy", CALLS), ("never-active", CALLS), ("no-host", refused_without_host)]
    {
        let id =
            cloud.owner().get(&format!("servers?name=^{name}$")).expect(200).at("/servers/0/id");
        let id = id.as_str().expect("it is there");
        for call in calls {
            let unlocked = send(cloud.owner(), id, call);
            assert!((400..500).contains(&unlocked.status()), "{call} {name}: {}", unlocked.text());
            assert_ne!(answer(&unlocked), refused_by_lock(call, id), "{call} {name}");
        }
        for holder in [ByOwner, ByAdmin] {
            hold(&cloud, id, holder);
            for call in calls {
                let response = send(cloud.owner(), id, call);

                assert_eq!(
                    answer(&response),
                    refused_by_lock(call, id),
                    "{call} {name} {holder:?}"
                );
            }
        }
    }
}

#[test]
fn an_action_that_a_policy_opens_to_owners_reports_the_lock_before_state_and_host() {
    let actions =
        ["migrate", "os-migrateLive", "shelveOffload", "resetNetwork", "injectNetworkInfo"];
    let Some(cloud) = support::start_with(&Options {
        seed: Some(include_str!("../v2/seeds/every_state.yaml")),
        policy: Some(policy(&actions.map(|it| (rule_of(it), "")))),
        ..Options::default()
    }) else {
        return;
    };
    let ids = ids_by_name(&cloud);
    for (call, name) in [
        ("migrate", "paused"),
        ("migrate", "busy active"),
        ("os-migrateLive", "stopped"),
        ("os-migrateLive", "no host active"),
        ("shelveOffload", "active"),
        ("shelveOffload", "no host shelved"),
        ("resetNetwork", "no host active"),
        ("injectNetworkInfo", "no host active"),
    ] {
        let id = &ids[name];
        let unlocked = send(cloud.owner(), id, call);
        assert!((400..500).contains(&unlocked.status()), "{call} {name}: {}", unlocked.text());
        assert_ne!(answer(&unlocked), refused_by_lock(call, id), "{call} {name}");
        hold(&cloud, id, ByOwner);

        let response = send(cloud.owner(), id, call);

        assert_eq!(answer(&response), refused_by_lock(call, id), "{call} {name}");
        cloud.owner().action(id, &json!({"unlock": null})).assert_status(202);
    }
}

#[test]
fn an_administrator_learns_of_the_wrong_state_of_a_locked_server() {
    let cloud = support::start();
    let id = boot(&cloud, ByOwner);

    let response = cloud.admin().action(&id, &json!({"unpause": null}));

    let text = "Cannot 'unpause' while instance is in vm_state active";
    assert_eq!(answer(&response), fault(409, "conflictingRequest", text));
}
