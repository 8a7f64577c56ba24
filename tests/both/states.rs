//! The keys of the states of a server.

use ferronova_testkit::Options;
use serde_json::{Value, json};

use crate::support;

/// The three states that a server shows: task, vm and power.
fn states(server: &Value) -> [&Value; 3] {
    ["OS-EXT-STS:task_state", "OS-EXT-STS:vm_state", "OS-EXT-STS:power_state"]
        .map(|key| server.get(key).expect("the key is always there"))
}

#[test]
fn a_server_shows_its_states_as_it_goes_through_them() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for (action, status, vm_state, power_state) in [
        ("pause", "PAUSED", "paused", 3),
        ("unpause", "ACTIVE", "active", 1),
        ("os-stop", "SHUTOFF", "stopped", 4),
        ("os-start", "ACTIVE", "active", 1),
    ] {
        owner.action(&id, &json!({ action: null })).assert_status(202);
        owner.wait_for(&id, status);
        let server = owner.show(&id).expect(200).at("/server");

        assert_eq!(states(&server), [&json!(null), &json!(vm_state), &json!(power_state)]);
    }
}

#[test]
fn a_suspended_server_is_off_as_with_libvirt() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");
    owner.action(&id, &json!({"suspend": null})).assert_status(202);
    owner.wait_for(&id, "SUSPENDED");

    let server = owner.show(&id).expect(200).at("/server");

    assert_eq!(states(&server), [&json!(null), &json!("suspended"), &json!(4)]);
}

#[test]
fn a_power_state_is_a_number() {
    let seed = "servers:
          - {name: '0', project: demo, power_state: 0}
          - {name: '1', project: demo, power_state: 1}
          - {name: '3', project: demo, power_state: 3}
          - {name: '4', project: demo, power_state: 4}
          - {name: '6', project: demo, power_state: 6}
          - {name: '7', project: demo, power_state: 7}
        ";
    let Some(cloud) = support::start_seeded(seed) else { return };

    let list = cloud.owner().get("servers/detail").expect(200).at("/servers");

    let servers = list.as_array().expect("there are servers");
    assert_eq!(servers.len(), 6);
    for server in servers {
        let power_state = server["OS-EXT-STS:power_state"].as_u64().expect("it is a number");
        assert_eq!(server["name"], power_state.to_string());
    }
}

#[test]
fn lists_show_the_states_in_detail_only() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let find = |list: Value| {
        let servers = list.as_array().expect("there are servers").clone();
        servers.into_iter().find(|it| it["id"] == id).expect("the server is listed")
    };

    let detailed = find(owner.get("servers/detail").expect(200).at("/servers"));
    let brief = find(owner.get("servers").expect(200).at("/servers"));

    assert_eq!(states(&detailed), [&json!(null), &json!("active"), &json!(1)]);
    let keys: Vec<&String> = brief.as_object().expect("a server is an object").keys().collect();
    assert_eq!(keys, ["id", "name", "links"]);
}

#[test]
fn neither_create_nor_update_shows_the_states() {
    let cloud = support::start();
    let owner = cloud.owner();
    let created = owner.post("servers", &owner.new_server("web")).expect(202);
    let id = created.at("/server/id").as_str().expect("a new server has an id").to_owned();

    let updated = owner.put(&format!("servers/{id}"), &json!({"server": {}})).expect(200);

    for response in [created, updated] {
        let server = response.at("/server");
        let keys = server.as_object().expect("a server is an object").keys();
        assert_eq!(keys.filter(|it| it.starts_with("OS-EXT-STS:")).count(), 0, "{server}");
    }
}
