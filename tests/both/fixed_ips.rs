//! The actions `addFixedIp` and `removeFixedIp`.

use ferronova_testkit::{Client, Options};
use serde_json::{Value, json};

use crate::{
    both::calls::private,
    support::{
        self, MULTINIC_ALIAS, MULTINIC_NOT_FOUND, MULTINIC_RULE, accepted, answer,
        assert_heeds_lock, fault, forbidden, ids_by_name, locked_address, start_in_every_state,
        start_seeded, start_with, start_with_policy,
    },
};

/// A network with one address left, a large one, and a server with a floating address.
const SEED: &str = r#"
networks:
  - {id: 0e700000-0000-4000-8000-000000000001, name: small, cidr: 10.0.0.0/29}
  - {id: 0e700000-0000-4000-8000-000000000003, name: large, cidr: 10.1.0.0/16}
servers:
  - id: 5e000000-0000-4000-8000-000000000001
    name: web
    project: demo
    addresses:
      - {network: small, ip: 10.0.0.2, mac: "fa:16:3e:00:00:01"}
      - {network: small, ip: 10.0.0.3, mac: "fa:16:3e:00:00:02"}
      - {network: small, ip: 192.0.2.7, type: floating, mac: "fa:16:3e:00:00:02"}
  - {name: one, project: demo, networks: [small]}
  - {name: two, project: demo, networks: [small]}
  - id: 5e000000-0000-4000-8000-000000000004
    name: building
    project: demo
    vm_state: building
    task_state: spawning
    host: null
"#;

const SMALL: &str = "0e700000-0000-4000-8000-000000000001";
const LARGE: &str = "0e700000-0000-4000-8000-000000000003";
const WEB: &str = "5e000000-0000-4000-8000-000000000001";
const BUILDING: &str = "5e000000-0000-4000-8000-000000000004";
const UNKNOWN: &str = "c0ffee00-0000-4000-8000-000000000000";

fn add(network: &str) -> Value {
    json!({"addFixedIp": {"networkId": network}})
}

fn remove(address: &str) -> Value {
    json!({"removeFixedIp": {"address": address}})
}

/// The addresses of a server on one network.
#[track_caller]
fn addresses(client: &Client, id: &str, network: &str) -> Vec<String> {
    let listed = client.show(id).expect(200).at(&format!("/server/addresses/{network}"));
    let items = listed.as_array().cloned().unwrap_or_default();
    items.iter().map(|it| it["addr"].as_str().expect("it is a text").to_owned()).collect()
}

#[test]
fn a_server_gets_one_more_address_of_the_network() {
    let Some(cloud) = start_seeded(SEED) else { return };

    let response = cloud.owner().action(WEB, &add(LARGE));

    assert_eq!(answer(&response), accepted());
    assert_eq!(addresses(cloud.owner(), WEB, "large"), ["10.1.0.2"]);
    cloud.owner().action(WEB, &add(LARGE)).assert_status(202);
    assert_eq!(addresses(cloud.owner(), WEB, "large"), ["10.1.0.2", "10.1.0.3"]);
}

#[test]
fn a_server_without_a_host_neither_gets_an_address_nor_loses_one() {
    let Some(cloud) = start_seeded(SEED) else { return };

    for action in [add(LARGE), remove("10.0.0.2")] {
        let response = cloud.owner().action(BUILDING, &action);

        let message = format!("Instance {BUILDING} is not ready");
        response.assert_fault(409, "conflictingRequest", &message);
    }
    assert_eq!(addresses(cloud.admin(), BUILDING, "large"), [] as [&str; 0]);
}

#[test]
fn the_state_of_the_server_does_not_matter() {
    let Some(cloud) = start_in_every_state() else { return };
    let admin = cloud.admin();
    // Shelved servers may have left their host.
    let ids = ids_by_name(&cloud);
    for (name, id) in ids.iter().filter(|(_, id)| has_host(admin, id)) {
        let added = cloud.owner().action(id, &add(&private()));
        let given = addresses(admin, id, "private");
        let removed = cloud.owner().action(id, &remove(&given[0]));

        assert_eq!(answer(&added), accepted(), "{name}");
        assert_eq!(answer(&removed), accepted(), "{name}");
        assert_eq!(addresses(admin, id, "private"), [] as [&str; 0], "{name}");
    }
}

fn has_host(admin: &Client, id: &str) -> bool {
    !admin.show(id).expect(200).at("/server/OS-EXT-SRV-ATTR:host").is_null()
}

#[test]
fn an_address_that_is_removed_is_free_and_its_floating_one_leaves_too() {
    let Some(cloud) = start_seeded(SEED) else { return };

    let response = cloud.owner().action(WEB, &remove("10.0.0.3"));

    assert_eq!(answer(&response), accepted());
    assert_eq!(addresses(cloud.owner(), WEB, "small"), ["10.0.0.2"]);
}

#[test]
fn a_network_without_an_address_left_is_refused() {
    let Some(cloud) = start_seeded(SEED) else { return };
    cloud.owner().action(WEB, &add(SMALL)).assert_status(202);
    let before = cloud.owner().show(WEB).json();

    let response = cloud.owner().action(WEB, &add(SMALL));

    assert_eq!(answer(&response), fault(400, "badRequest", "Zero fixed ips available."));
    assert_eq!(cloud.owner().show(WEB).json(), before);
}

#[test]
fn a_network_that_is_not_there_is_refused() {
    let Some(cloud) = start_seeded(SEED) else { return };
    let before = cloud.owner().show(WEB).json();

    for network in [UNKNOWN, "1", "private"] {
        let response = cloud.owner().action(WEB, &add(network));

        let message = format!("Network {network} could not be found.");
        assert_eq!(answer(&response), fault(400, "badRequest", &message));
    }
    assert_eq!(cloud.owner().show(WEB).json(), before);
}

#[test]
fn an_address_that_is_not_the_servers_is_refused() {
    let Some(cloud) = start_seeded(SEED) else { return };
    let before = cloud.owner().show(WEB).json();

    // The last one is a floating address of the server.
    for address in ["10.0.0.4", "10.9.9.9", "fd00::1", "192.0.2.7"] {
        let response = cloud.owner().action(WEB, &remove(address));

        let message = format!("Instance {WEB} doesn't have fixed ip '{address}'.");
        assert_eq!(answer(&response), fault(400, "badRequest", &message));
    }
    assert_eq!(cloud.owner().show(WEB).json(), before);
}

#[test]
fn a_stranger_does_not_find_the_server() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    for body in [add(&private()), remove("10.0.0.2")] {
        let response = cloud.other().action(&id, &body);

        let message = MULTINIC_NOT_FOUND.replace("<id>", &id);
        assert_eq!(answer(&response), fault(404, "itemNotFound", &message));
    }
}

#[test]
fn a_lock_refuses_to_add_an_address_to_all_but_administrators() {
    assert_heeds_lock(|caller, id| caller.action(id, &add(&private())), locked_address, 202);
}

#[test]
fn a_lock_refuses_to_remove_an_address_to_all_but_administrators() {
    // A caller who is not refused learns that the server does not have the address.
    assert_heeds_lock(|caller, id| caller.action(id, &remove("192.0.2.1")), locked_address, 400);
}

#[test]
fn the_lock_comes_before_the_network_and_the_address() {
    assert_heeds_lock(|caller, id| caller.action(id, &add(UNKNOWN)), locked_address, 400);
}

#[test]
fn nothing_is_recorded() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    cloud.owner().action(&id, &add(&private())).assert_status(202);

    let actions = cloud.owner().get(&format!("servers/{id}/os-instance-actions")).expect(200);

    assert_eq!(actions.at("/instanceActions").as_array().map(Vec::len), Some(1));
}

#[test]
fn a_policy_can_refuse_it() {
    let Some(cloud) = start_with_policy(&[(MULTINIC_RULE, "!")]) else { return };
    let id = cloud.owner().boot("web");

    for body in [add(&private()), remove("10.0.0.2")] {
        let response = cloud.owner().action(&id, &body);

        assert_eq!(answer(&response), forbidden(MULTINIC_RULE));
    }
}

#[test]
fn switched_off_there_are_no_such_actions() {
    let options = Options { disabled: vec![MULTINIC_ALIAS], ..Options::default() };
    let Some(cloud) = start_with(&options) else { return };
    let id = cloud.owner().boot("web");

    let response = cloud.owner().action(&id, &add(&private()));

    response.assert_fault(400, "badRequest", "There is no such action: addFixedIp");
}
