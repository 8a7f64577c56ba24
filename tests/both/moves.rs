//! `os-migrateLive`, `evacuate`, `resetNetwork` and `injectNetworkInfo`.

use ferronova_testkit::Cloud;
use serde_json::{Value, json};

use crate::{
    both::calls::send,
    support::{self, Held, accepted, answer, fault, forbidden, held, hold, rule_of},
};

fn host(cloud: &Cloud, id: &str) -> Value {
    cloud.admin().show(id).expect(200).at("/server/OS-EXT-SRV-ATTR:host")
}

fn live_migrate(host: &Value) -> Value {
    json!({"os-migrateLive": {"host": host, "block_migration": false, "disk_over_commit": false}})
}

#[test]
fn a_server_is_moved_while_it_runs() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let first = host(&cloud, &id);

    let response = cloud.admin().action(&id, &live_migrate(&Value::Null));
    assert_eq!(answer(&response), accepted());
    cloud.owner().wait_for(&id, "ACTIVE");
    assert_ne!(host(&cloud, &id), first);
    let response = cloud.admin().action(&id, &live_migrate(&first));

    assert_eq!(answer(&response), accepted());
    cloud.owner().wait_for(&id, "ACTIVE");
    assert_eq!(host(&cloud, &id), first);
}

#[test]
fn a_host_that_a_server_is_moved_to_is_another_one_and_up() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let own = host(&cloud, &id);
    let own = own.as_str().expect("it has a host");

    for (to, message) in [
        (own, format!("Unable to migrate instance ({id}) to current host ({own}).")),
        ("nowhere", "Compute service of nowhere is unavailable at this time.".to_owned()),
    ] {
        let response = cloud.admin().action(&id, &live_migrate(&json!(to)));

        response.assert_fault(400, "badRequest", &message);
    }
    assert_eq!(host(&cloud, &id), own);
}

#[test]
fn a_server_whose_host_is_down_or_that_has_none_is_not_moved_while_it_runs() {
    let Some((cloud, down)) = start_broken() else { return };
    let nowhere = cloud.owner().get("servers?name=no%20host%20active").at("/servers/0/id");
    let nowhere = nowhere.as_str().expect("it is there");

    for (id, host) in [(down.as_str(), "compute-3"), (nowhere, "None")] {
        for to in [Value::Null, json!("compute-2"), json!("nowhere")] {
            let response = cloud.admin().action(id, &live_migrate(&to));

            let message = format!("Compute service of {host} is unavailable at this time.");
            assert_eq!(answer(&response), fault(400, "badRequest", &message), "{host} {to}");
        }
    }
}

/// A cloud with a server on a host that is down, and that server.
fn start_broken() -> Option<(Cloud, String)> {
    let cloud = support::start_seeded(include_str!("../v2/seeds/every_state.yaml"))?;
    let list = cloud.owner().get("servers?name=that%20is%20down").expect(200).at("/servers");
    let id = list[0]["id"].as_str().expect("it is there").to_owned();
    Some((cloud, id))
}

#[test]
fn a_server_is_evacuated_from_a_host_that_is_down_locked_or_not() {
    for holder in [Held::ByNobody, Held::ByOwner, Held::ByAdmin] {
        let Some((cloud, id)) = start_broken() else { return };
        hold(&cloud, &id, holder);

        let response = send(cloud.admin(), &id, "evacuate");

        let password = response.expect(200).at("/adminPass");
        assert_eq!(password.as_str().map(str::len), Some(12));
        cloud.owner().wait_for(&id, "ACTIVE");
        assert_eq!(host(&cloud, &id), "compute-2");
        assert_eq!(held(&cloud, &id), holder);
    }
}

#[test]
fn an_evacuation_says_a_password_where_the_disk_is_new() {
    for (value, password) in [
        (json!({"onSharedStorage": "False", "adminPass": "secret"}), Some("secret")),
        (json!({"onSharedStorage": "True"}), None),
    ] {
        let Some((cloud, id)) = start_broken() else { return };

        let response = cloud.admin().action(&id, &json!({"evacuate": value})).expect(200);

        match password {
            Some(password) => assert_eq!(response.json(), json!({"adminPass": password})),
            None => assert_eq!(response.text(), support::NO_PASSWORD),
        }
    }
}

#[test]
fn what_keeps_an_evacuation_from_being_done_is_said() {
    let Some((cloud, id)) = start_broken() else { return };
    let to = |host: &str| json!({"evacuate": {"host": host, "onSharedStorage": false}});
    let up = cloud.owner().get("servers?name=^active").expect(200).at("/servers/0/id");
    let up = up.as_str().expect("it is there");

    let response = cloud.admin().action(&id, &to("compute-3"));
    response.assert_fault(400, "badRequest", "The target host can't be the same one.");
    let response = cloud.admin().action(&id, &to("nowhere"));
    response.assert_fault(404, "itemNotFound", "Compute host nowhere not found.");
    // The host is checked before the server and its state.
    let nobody = "c0ffee00-0000-4000-8000-000000000000";
    let response = cloud.admin().action(nobody, &to("nowhere"));
    response.assert_fault(404, "itemNotFound", "Compute host nowhere not found.");
    let paused = cloud.owner().get("servers?status=PAUSED").expect(200).at("/servers/0/id");
    let paused = paused.as_str().expect("it is there");
    let own = host(&cloud, paused);
    let response = cloud.admin().action(paused, &to(own.as_str().expect("it has one")));
    response.assert_fault(400, "badRequest", "The target host can't be the same one.");
    let response = cloud.admin().action(up, &to("compute-2"));
    let message = "Compute service of compute-1 is still in use.";
    response.assert_fault(400, "badRequest", message);
    let shared =
        json!({"evacuate": {"host": "compute-2", "onSharedStorage": true, "adminPass": "a"}});
    let response = cloud.admin().action(&id, &shared);
    let message = "admin password can't be changed on existing disk";
    response.assert_fault(400, "badRequest", message);
    let response = send(cloud.owner(), &id, "evacuate");

    assert_eq!(answer(&response), forbidden(rule_of("evacuate")));
    assert_eq!(host(&cloud, &id), "compute-3");
}

#[test]
fn a_server_without_a_host_is_not_evacuated() {
    let Some((cloud, _)) = start_broken() else { return };
    let id = cloud.owner().get("servers?name=no%20host%20active").expect(200).at("/servers/0/id");

    let response = send(cloud.admin(), id.as_str().expect("it is there"), "evacuate");

    let message = "The resource could not be found.";
    assert_eq!(answer(&response), fault(404, "itemNotFound", message));
}

#[test]
fn a_network_is_set_up_anew_and_nothing_is_seen_of_it() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let before = cloud.owner().show(&id).json();
    for call in ["resetNetwork", "injectNetworkInfo"] {
        let response = send(cloud.admin(), &id, call);

        assert_eq!(answer(&response), accepted(), "{call}");
        assert_eq!(cloud.owner().show(&id).json(), before, "{call}");
    }
}
