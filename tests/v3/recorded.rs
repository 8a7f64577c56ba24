//! A server as Nova 2014.2 shows it on v3, member by member, and what we add.

use serde_json::Value;

use crate::support;

/// A member of a server, and the test for its values.
type Member = (&'static str, fn(&Value) -> bool);

/// The members of a server in every state, each with the test for its values.
const MEMBERS: &[Member] = &[
    ("OS-EXT-AZ:availability_zone", Value::is_string),
    ("OS-EXT-STS:locked_by", is_text_or_null),
    ("OS-EXT-STS:power_state", Value::is_u64),
    ("OS-EXT-STS:task_state", is_text_or_null),
    ("OS-EXT-STS:vm_state", Value::is_string),
    ("OS-SRV-USG:launched_at", is_time_with_micros_or_null),
    ("OS-SRV-USG:terminated_at", is_time_with_micros_or_null),
    ("accessIPv4", Value::is_string),
    ("accessIPv6", Value::is_string),
    ("addresses", Value::is_object),
    ("config_drive", Value::is_string),
    ("created", is_time),
    ("flavor", is_reference),
    ("hostId", Value::is_string),
    ("id", Value::is_string),
    ("image", |it| is_reference(it) || *it == ""),
    ("key_name", is_text_or_null),
    ("links", |it| it.as_array().is_some_and(|it| it.len() == 2)),
    ("metadata", Value::is_object),
    ("name", Value::is_string),
    ("os-extended-volumes:volumes_attached", Value::is_array),
    ("os-pci:pci_devices", Value::is_array),
    ("security_groups", Value::is_array),
    ("status", Value::is_string),
    ("tenant_id", Value::is_string),
    ("updated", is_time),
    ("user_id", Value::is_string),
];

/// What only administrators see.
const MEMBERS_FOR_ADMINISTRATORS: &[Member] = &[
    ("OS-EXT-SRV-ATTR:host", is_text_or_null),
    ("OS-EXT-SRV-ATTR:hypervisor_hostname", is_text_or_null),
    ("OS-EXT-SRV-ATTR:instance_name", Value::is_string),
];

/// What we add.
const ADDED: &[Member] = &[("OS-EXT-STS:locked", Value::is_boolean)];

/// What only some states have.
const SOMETIMES: &[Member] = &[("progress", Value::is_u64), ("fault", Value::is_object)];

const SEEDS: &[&str] = &[
    include_str!("../v2/seeds/statuses.yaml"),
    include_str!("../v2/seeds/states.yaml"),
    include_str!("../v2/seeds/at_work.yaml"),
    include_str!("../v2/seeds/show.yaml"),
    include_str!("../v2/seeds/crew.yaml"),
];

fn is_text_or_null(value: &Value) -> bool {
    value.is_string() || value.is_null()
}

fn is_time(value: &Value) -> bool {
    value.as_str().is_some_and(|it| it.len() == 20 && it.ends_with('Z'))
}

/// Six digits of a second, and no zone.
fn is_time_with_micros_or_null(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|it| it.len() == 26 && it.as_bytes()[19] == b'.')
}

fn is_reference(value: &Value) -> bool {
    value["id"].is_string() && value["links"].as_array().is_some_and(|it| it.len() == 1)
}

#[track_caller]
fn assert_looks_like(server: &Value, members: &[&[Member]]) {
    let server = server.as_object().expect("a server is an object");
    for (name, is_right) in members.iter().copied().flatten() {
        let value = server.get(*name).unwrap_or_else(|| panic!("{name} is missing: {server:?}"));
        assert!(is_right(value), "{name} is {value}: {server:?}");
    }
    for (name, value) in server {
        let known = members.iter().chain([&SOMETIMES]).copied().flatten();
        let (_, is_right) = known
            .into_iter()
            .find(|(it, _)| it == name)
            .unwrap_or_else(|| panic!("{name} is no member of a server in Nova"));
        assert!(is_right(value), "{name} is {value}");
    }
}

#[test]
fn a_server_in_any_state_has_what_nova_shows_and_the_lock_and_nothing_else() {
    for seed in SEEDS {
        let Some(cloud) = support::start_seeded(seed) else { return };
        let list = cloud.owner().get("servers?changes-since=2014-01-01").expect(200).at("/servers");

        for server in list.as_array().expect("there are servers") {
            // The list with `changes-since` has deleted servers as well, which have no show.
            let id = server["id"].as_str().expect("a server has an id");
            let owners = cloud.owner().show(id);
            let admins = cloud.admin().show(id);

            if owners.status() == 404 {
                admins.assert_status(404);
                continue;
            }
            assert_looks_like(&owners.at("/server"), &[MEMBERS, ADDED]);
            let all = [MEMBERS, ADDED, MEMBERS_FOR_ADMINISTRATORS];
            assert_looks_like(&admins.at("/server"), &all);
        }
    }
}

#[test]
fn the_detailed_list_has_what_a_server_shows_by_itself() {
    for seed in SEEDS {
        let Some(cloud) = support::start_seeded(seed) else { return };

        let list = cloud.owner().get("servers/detail").expect(200).at("/servers");

        for server in list.as_array().expect("there are servers") {
            let id = server["id"].as_str().expect("a server has an id");
            assert_eq!(*server, cloud.owner().show(id).expect(200).at("/server"));
        }
    }
}
