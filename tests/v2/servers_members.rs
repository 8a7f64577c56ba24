//! Which members a server has in each state: those that Nova 2014.2 shows.

use std::collections::BTreeSet;

use ferronova_testkit::{Cloud, Options};
use serde_json::Value;

const SEED: &str = include_str!("seeds/members.yaml");

/// What a member of the project sees of every server.
const ALWAYS: &[&str] = &[
    "OS-DCF:diskConfig",
    "OS-EXT-AZ:availability_zone",
    "OS-EXT-STS:power_state",
    "OS-EXT-STS:task_state",
    "OS-EXT-STS:vm_state",
    "OS-SRV-USG:launched_at",
    "OS-SRV-USG:terminated_at",
    "accessIPv4",
    "accessIPv6",
    "addresses",
    "config_drive",
    "created",
    "flavor",
    "hostId",
    "id",
    "image",
    "key_name",
    "links",
    "metadata",
    "name",
    "os-extended-volumes:volumes_attached",
    "security_groups",
    "status",
    "tenant_id",
    "updated",
    "user_id",
];

/// What an administrator sees beyond that.
const FOR_ADMINS: &[&str] = &[
    "OS-EXT-SRV-ATTR:host",
    "OS-EXT-SRV-ATTR:hypervisor_hostname",
    "OS-EXT-SRV-ATTR:instance_name",
];

/// What this project adds.
const OURS: &[&str] = &["locked", "locked_by"];

/// What each state adds.
const OF_STATES: &[(&str, &[&str])] = &[
    ("active", &["progress"]),
    ("active-being-deleted", &["progress"]),
    ("active-being-rebooted", &[]),
    ("active-from-a-volume", &["progress"]),
    ("building", &["progress"]),
    ("error", &["fault"]),
    ("paused", &[]),
    ("rescued", &[]),
    ("resized", &["progress"]),
    ("shelved", &[]),
    ("shelved-offloaded", &[]),
    ("stopped", &[]),
    ("suspended", &[]),
];

fn names_of(server: &Value) -> BTreeSet<&str> {
    server.as_object().expect("a server is an object").keys().map(String::as_str).collect()
}

#[test]
fn a_server_has_the_members_that_nova_shows_in_each_state() {
    let Some(cloud) = Cloud::start_with(&Options { seed: Some(SEED), ..Options::default() }) else {
        return;
    };
    for (client, more) in [(cloud.owner(), &[][..]), (cloud.admin(), FOR_ADMINS)] {
        let listed = client.get("servers/detail?all_tenants=1").expect(200).at("/servers");
        let listed = listed.as_array().expect("there are servers");
        assert_eq!(listed.len(), OF_STATES.len());
        for in_list in listed {
            let id = in_list["id"].as_str().expect("a server has an id");
            let name = in_list["name"].as_str().expect("a server has a name");

            let shown = client.show(id).expect(200).at("/server");

            let state = OF_STATES.iter().find(|(it, _)| *it == name).expect("it is in the table");
            let all = [ALWAYS, OURS, more, state.1].concat();
            assert_eq!(names_of(&shown), all.into_iter().collect(), "{name}");
            assert_eq!(shown, *in_list);
        }
    }
}
