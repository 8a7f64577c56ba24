//! The plugin `os-hypervisors`: the machines that run servers, for administrators.

use serde_json::json;

use crate::{
    cloud_of_plugins::{EVERYTHING, start, start_with_rule},
    support::{Held::ByOwner, answer, forbidden, hold},
};

const RULE: &str = "compute_extension:v3:os-hypervisors";

const PATHS: [&str; 7] = [
    "os-hypervisors",
    "os-hypervisors/detail",
    "os-hypervisors/statistics",
    "os-hypervisors/1",
    "os-hypervisors/1/uptime",
    "os-hypervisors/cmp/search",
    "os-hypervisors/cmp/servers",
];

#[test]
fn hypervisors_are_listed_and_shown() {
    let Some(cloud) = start() else { return };
    let admin = cloud.admin();

    for (path, golden) in [
        ("os-hypervisors", "v3/os_hypervisors/list"),
        ("os-hypervisors/detail", "v3/os_hypervisors/detail"),
        ("os-hypervisors/1", "v3/os_hypervisors/show"),
        ("os-hypervisors/statistics", "v3/os_hypervisors/statistics"),
        ("os-hypervisors/cmp1/search", "v3/os_hypervisors/search"),
        ("os-hypervisors/example/servers", "v3/os_hypervisors/servers"),
    ] {
        let response = admin.get(path).expect(200);

        assert_eq!(response.header("content-type"), Some("application/json"));
        response.assert_golden(admin, golden);
    }
}

#[test]
fn state_status_address_and_reason_are_always_there() {
    let Some(cloud) = start() else { return };

    let listed = cloud.admin().get("os-hypervisors/detail").expect(200).at("/hypervisors");

    let seen = listed.as_array().expect("there is a list of hypervisors").iter().map(|it| {
        json!([it["state"], it["status"], it["host_ip"], it["service"]["disabled_reason"]])
    });
    let expected = [
        json!(["up", "enabled", "192.0.2.11", null]),
        json!(["down", "enabled", "192.0.2.12", null]),
        json!(["up", "disabled", "192.0.2.13", "the fan"]),
    ];
    assert_eq!(seen.collect::<Vec<_>>(), expected);
}

#[test]
fn a_hypervisor_without_servers_has_an_empty_list_of_them() {
    let Some(cloud) = start() else { return };

    let listed = cloud.admin().get("os-hypervisors/cmp2/servers").expect(200);

    assert_eq!(listed.at("/hypervisors/0/servers"), json!([]));
}

#[test]
fn the_servers_of_a_hypervisor_do_not_tell_of_their_locks_on_v3() {
    let Some(cloud) = start() else { return };
    hold(&cloud, EVERYTHING, ByOwner);

    let listed = cloud.admin().get("os-hypervisors/cmp1/servers").expect(200);

    let expected = json!([{"name": "instance-00001267", "uuid": EVERYTHING}]);
    assert_eq!(listed.at("/hypervisors/0/servers"), expected);
}

#[test]
fn a_hypervisor_tells_how_long_it_is_up_and_one_that_is_down_cannot() {
    let Some(cloud) = start() else { return };

    let up = cloud.admin().get("os-hypervisors/1/uptime").expect(200).at("/hypervisor");
    let down = cloud.admin().get("os-hypervisors/2/uptime");

    let uptime = up["uptime"].as_str().expect("it is a text");
    assert!(uptime.contains(" up 0 min,  0 users,  load average: 0.00, 0.00, 0.00"), "{uptime}");
    let message = "Compute service of cmp2 is unavailable at this time.";
    down.assert_fault(400, "badRequest", message);
}

#[test]
fn what_is_not_there_is_not_found_by_its_number_or_its_name() {
    let Some(cloud) = start() else { return };

    for id in ["4", "0", "-1", "cmp1", "99999999999999999999"] {
        for path in [format!("os-hypervisors/{id}"), format!("os-hypervisors/{id}/uptime")] {
            let message = format!("Hypervisor with ID '{id}' could not be found.");
            cloud.admin().get(&path).assert_fault(404, "itemNotFound", &message);
        }
    }
    for pattern in ["nope", "cmp12", "4"] {
        for call in ["search", "servers"] {
            let response = cloud.admin().get(&format!("os-hypervisors/{pattern}/{call}"));

            let message = format!("No hypervisor matching '{pattern}' could be found.");
            response.assert_fault(404, "itemNotFound", &message);
        }
    }
}

#[test]
fn hypervisors_are_for_administrators() {
    let Some(cloud) = start() else { return };

    for path in PATHS {
        let response = cloud.owner().get(path);

        assert_eq!(answer(&response), forbidden(RULE), "{path}");
    }
}

#[test]
fn the_policy_can_open_them_to_everybody() {
    let Some(cloud) = start_with_rule(RULE, "") else { return };

    for path in PATHS {
        let response = cloud.owner().get(path);

        response.assert_status(200);
    }
}
