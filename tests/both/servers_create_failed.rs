//! Servers that can't be built: they exist, in error, and their history says so.

use serde_json::{Value, json};

use crate::support;

/// A network with five addresses, and the hosts of the built-in cloud.
const SEED: &str = "
networks:
  - {id: 0e700000-0000-4000-8000-000000000001, name: private, cidr: 10.0.0.0/29}
hypervisors:
  - {id: 1, hostname: cmp1.example.org, host_ip: 192.0.2.11, disabled_reason: the fan}
  - {id: 2, hostname: cmp2.example.org, zone: south, host_ip: 192.0.2.12}
";

#[test]
fn servers_that_find_no_address_are_in_error_and_live_nowhere() {
    let Some(cloud) = support::start_seeded(SEED) else { return };
    let admin = cloud.admin();
    let mut new = admin.new_server("web");
    new["server"]["min_count"] = json!(6);

    let created = admin.post("servers", &new).expect(202);

    let id = created.at("/server/id").as_str().expect("a new server has an id").to_owned();
    let shown = admin.show(&id).expect(200).at("/server");
    assert_eq!(shown["status"], "ERROR");
    assert_eq!(shown["fault"]["message"], "Zero fixed ips available.");
    assert_eq!(shown["OS-EXT-SRV-ATTR:host"], Value::Null);
    assert_eq!(shown["hostId"], "");
    let actions = admin.get(&format!("servers/{id}/os-instance-actions")).expect(200);
    let action = &actions.at("/instanceActions")[0];
    assert_eq!((&action["action"], &action["message"]), (&json!("create"), &json!("Error")));
    let request_id = action["request_id"].as_str().expect("it was created by a request");
    let path = format!("servers/{id}/os-instance-actions/{request_id}");
    assert_eq!(admin.get(&path).at("/instanceAction/events/0/result"), "Error");
}

#[test]
fn the_names_of_several_servers_are_no_longer_than_a_name_can_be() {
    let Some(cloud) = support::start_seeded(SEED) else { return };
    let owner = cloud.owner();
    let mut new = owner.new_server(&"n".repeat(250));
    new["server"]["min_count"] = json!(2);

    owner.post("servers", &new).assert_status(202);

    for name in support::names(&owner.get("servers")) {
        assert_eq!(name.len(), 255);
        assert!(name.starts_with("nnn"), "{name}");
    }
}

#[test]
fn one_of_several_servers_cannot_have_an_address_of_its_own() {
    let Some(cloud) = support::start_seeded(SEED) else { return };
    let owner = cloud.owner();
    let mut new = owner.new_server("web");
    let network = "0e700000-0000-4000-8000-000000000001";
    new["server"]["max_count"] = json!(2);
    new["server"]["networks"] = json!([{"uuid": network, "fixed_ip": "10.0.0.3"}]);

    let response = owner.post("servers", &new);

    let text = "Failed to launch instances: max_count cannot be greater than 1 if an fixed_ip is \
                specified.";
    response.assert_fault(400, "badRequest", text);
}
