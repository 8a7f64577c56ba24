//! `/os-hypervisors`.

use ferronova_testkit::Response;
use serde_json::{Value, json};

use crate::{
    cloud_of_extensions::{EVERYTHING, is_listed, start, start_with_policy, start_without},
    support::{Held::ByOwner, answer, forbidden, hold},
};

const PATHS: [&str; 7] = [
    "os-hypervisors",
    "os-hypervisors/detail",
    "os-hypervisors/statistics",
    "os-hypervisors/1",
    "os-hypervisors/1/uptime",
    "os-hypervisors/cmp/search",
    "os-hypervisors/cmp/servers",
];

/// The numbers of the hypervisors in a list.
#[track_caller]
fn ids(listed: &Response) -> Vec<Value> {
    assert_eq!(listed.status(), 200, "{}", listed.text());
    let hypervisors = listed.at("/hypervisors");
    let hypervisors = hypervisors.as_array().expect("there is a list of hypervisors");
    hypervisors.iter().map(|it| it["id"].clone()).collect()
}

#[test]
fn hypervisors_are_listed_and_shown() {
    let Some(cloud) = start() else { return };
    let admin = cloud.admin();

    for (path, golden) in [
        ("os-hypervisors", "v2/os_hypervisors/list"),
        ("os-hypervisors/detail", "v2/os_hypervisors/detail"),
        ("os-hypervisors/1", "v2/os_hypervisors/show"),
        ("os-hypervisors/statistics", "v2/os_hypervisors/statistics"),
        ("os-hypervisors/cmp1/search", "v2/os_hypervisors/search"),
        ("os-hypervisors/example/servers", "v2/os_hypervisors/servers"),
    ] {
        let response = admin.get(path).expect(200);

        assert_eq!(response.header("content-type"), Some("application/json"));
        response.assert_golden(admin, golden);
    }
}

#[test]
fn without_its_extension_the_status_is_gone() {
    let Some(cloud) = start_without("os-hypervisor-status") else { return };
    let admin = cloud.admin();

    for path in ["os-hypervisors", "os-hypervisors/cmp/search", "os-hypervisors/cmp/servers"] {
        let first = admin.get(path).expect(200).at("/hypervisors/0");
        assert_eq!((first.get("state"), first.get("status")), (None, None), "{path}");
    }
    let shown = admin.get("os-hypervisors/1").expect(200).at("/hypervisor");
    assert_eq!((shown.get("state"), shown.get("status")), (None, None));
    assert_eq!(shown["service"].get("disabled_reason"), None);
    assert!(shown["host_ip"].is_string(), "{shown}");
    assert!(!is_listed(&cloud, "os-hypervisor-status"));
}

#[test]
fn without_its_extension_the_address_is_gone() {
    let Some(cloud) = start_without("os-extended-hypervisors") else { return };

    let shown = cloud.admin().get("os-hypervisors/1").expect(200).at("/hypervisor");

    assert_eq!(shown.get("host_ip"), None);
    assert_eq!(shown["state"], "up");
    assert!(!is_listed(&cloud, "os-extended-hypervisors"));
}

#[test]
fn a_hypervisor_sums_up_what_its_servers_take() {
    let Some(cloud) = start() else { return };

    let hypervisor = cloud.admin().get("os-hypervisors/1").expect(200).at("/hypervisor");

    // The host keeps 512 MiB for itself.
    for (key, value) in [
        ("running_vms", 1),
        ("current_workload", 0),
        ("vcpus_used", 2),
        ("memory_mb_used", 2048 + 512),
        ("free_ram_mb", 16384 - 2048 - 512),
        ("local_gb_used", 25),
        ("free_disk_gb", 175),
        ("disk_available_least", 175),
    ] {
        assert_eq!(hypervisor[key], value, "{key}: {hypervisor}");
    }
}

#[test]
fn statistics_leave_disabled_hypervisors_out() {
    let Some(cloud) = start() else { return };

    let sums = cloud.admin().get("os-hypervisors/statistics").expect(200);

    assert_eq!(sums.at("/hypervisor_statistics/count"), 2);
}

#[test]
fn a_hypervisor_is_found_by_any_part_of_its_host_name() {
    let Some(cloud) = start() else { return };

    for (pattern, expected) in [
        ("cmp1.example.org", json!([1])),
        ("cmp", json!([1, 2, 3])),
        ("2.ex", json!([2])),
        ("3", json!([3])),
        ("CMP3", json!([3])),
        (".org", json!([1, 2, 3])),
    ] {
        for call in ["search", "servers"] {
            let listed = cloud.admin().get(&format!("os-hypervisors/{pattern}/{call}"));

            assert_eq!(json!(ids(&listed)), expected, "{pattern} {call}");
        }
    }
}

#[test]
fn a_name_that_no_hypervisor_has_is_not_found() {
    let Some(cloud) = start() else { return };

    for call in ["search", "servers"] {
        for pattern in ["nope", "cmp12", "4"] {
            let response = cloud.admin().get(&format!("os-hypervisors/{pattern}/{call}"));

            let message = format!("No hypervisor matching '{pattern}' could be found.");
            response.assert_fault(404, "itemNotFound", &message);
        }
    }
}

#[test]
fn a_number_that_no_hypervisor_has_is_not_found() {
    let Some(cloud) = start() else { return };

    for id in ["4", "0", "-1", "cmp1", "99999999999999999999"] {
        for path in [format!("os-hypervisors/{id}"), format!("os-hypervisors/{id}/uptime")] {
            let response = cloud.admin().get(&path);

            let message = format!("Hypervisor with ID '{id}' could not be found.");
            response.assert_fault(404, "itemNotFound", &message);
        }
    }
}

#[test]
fn a_hypervisor_tells_how_long_it_is_up() {
    let Some(cloud) = start() else { return };

    let hypervisor = cloud.admin().get("os-hypervisors/1/uptime").expect(200).at("/hypervisor");

    let uptime = hypervisor["uptime"].as_str().expect("it is a text");
    assert!(uptime.contains(" up 0 min,  0 users,  load average: 0.00, 0.00, 0.00"), "{uptime}");
    let rest = json!({
        "id": 1,
        "hypervisor_hostname": "cmp1.example.org",
        "state": "up",
        "status": "enabled",
        "uptime": uptime,
    });
    assert_eq!(hypervisor, rest);
}

#[test]
fn a_hypervisor_that_is_down_cannot_tell() {
    let Some(cloud) = start() else { return };

    let response = cloud.admin().get("os-hypervisors/2/uptime");

    let message = "Compute service of cmp2 is unavailable at this time.";
    response.assert_fault(400, "badRequest", message);
}

#[test]
fn a_hypervisor_without_servers_has_no_member_for_them() {
    let Some(cloud) = start() else { return };

    let listed = cloud.admin().get("os-hypervisors/cmp2/servers").expect(200);

    assert_eq!(listed.at("/hypervisors/0").get("servers"), None);
}

#[test]
fn the_servers_of_a_hypervisor_tell_of_their_locks() {
    let Some(cloud) = start() else { return };
    hold(&cloud, EVERYTHING, ByOwner);

    let listed = cloud.admin().get("os-hypervisors/cmp1/servers").expect(200);

    let expected = json!([{
        "name": "instance-00001267",
        "uuid": EVERYTHING,
        "locked": true,
        "locked_by": "owner",
    }]);
    assert_eq!(listed.at("/hypervisors/0/servers"), expected);
}

#[test]
fn without_the_extension_for_it_they_do_not_tell_of_their_locks() {
    let Some(cloud) = start_without("os-server-locked-status") else { return };
    hold(&cloud, EVERYTHING, ByOwner);

    let listed = cloud.admin().get("os-hypervisors/cmp1/servers").expect(200);

    let expected = json!([{"name": "instance-00001267", "uuid": EVERYTHING}]);
    assert_eq!(listed.at("/hypervisors/0/servers"), expected);
}

#[test]
fn hypervisors_are_for_administrators() {
    let Some(cloud) = start() else { return };

    for path in PATHS {
        let response = cloud.owner().get(path);

        assert_eq!(answer(&response), forbidden("compute_extension:hypervisors"), "{path}");
    }
    assert!(is_listed(&cloud, "os-hypervisors"));
}

#[test]
fn the_policy_can_open_them_to_everybody() {
    let Some(cloud) = start_with_policy("compute_extension:hypervisors: ''") else { return };

    for path in PATHS {
        let response = cloud.owner().get(path);

        response.assert_status(200);
    }
}

#[test]
fn switched_off_the_extension_is_gone_and_its_paths_with_it() {
    let Some(cloud) = start_without("os-hypervisors") else { return };

    for path in PATHS {
        let response = cloud.admin().get(path);

        response.assert_status(404);
        assert!(response.text().starts_with("404 Not Found"), "{}", response.text());
    }
    assert!(!is_listed(&cloud, "os-hypervisors"));
}
