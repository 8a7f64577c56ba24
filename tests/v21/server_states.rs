//! Members of servers whose value depends on the state of the server, its host or the policy.

use ferronova_testkit::{Client, Cloud, Options};
use serde_json::{Value, json};

use crate::support::{
    Crew, MEMBERS, RICH,
    Who::{AdminInside, Owner, Reader},
    answer, at, bad_request, keys, policy, start_seeded, start_with,
};

fn id(n: u8) -> String {
    format!("5e000000-0000-4000-8000-0000000000{n:02x}")
}

/// Servers of [`MEMBERS`], by the last digits of their ids.
const PLAIN: u8 = 2;
const DOWN: u8 = 3;
const DISABLED: u8 = 4;
const NO_HOST: u8 = 5;
const BUILDING: u8 = 6;
const FAILED: u8 = 7;
const FAILED_BY_USER: u8 = 8;
const MOVING: u8 = 9;
const REBUILDING: u8 = 10;

/// A server in show and in detail.
#[track_caller]
fn seen(caller: &Client, n: u8) -> [Value; 2] {
    let shown = caller.get(&format!("servers/{}", id(n))).expect(200).at("/server");
    let listed = caller.get("servers/detail").expect(200).at("/servers");
    let mut listed = listed.as_array().into_iter().flatten();
    [shown, listed.find(|it| it["id"] == id(n)).expect("the server is listed").clone()]
}

#[track_caller]
fn put(caller: &Client, n: u8) -> Value {
    caller.put(&format!("servers/{}", id(n)), &json!({"server": {}})).expect(200).at("/server")
}

#[test]
fn addresses_are_hidden_from_everybody_while_a_server_is_built() {
    let Some(crew) = Crew::start_seeded(MEMBERS) else { return };
    for minor in [1, 75, 104] {
        for who in [Owner, Reader, AdminInside] {
            let caller = crew.client(who, minor).expect("everybody is there");
            for server in seen(&caller, BUILDING) {
                assert_eq!(server["addresses"], json!({}), "{who:?} 2.{minor}");
                assert_eq!(server["status"], "BUILD");
            }
        }
    }
}

#[test]
fn the_status_of_a_host_is_seen_by_administrators() {
    let Some(crew) = Crew::start_seeded(MEMBERS) else { return };
    for minor in [16, 104] {
        let admin = crew.client(AdminInside, minor).expect("everybody is there");
        let owner = crew.client(Owner, minor).expect("everybody is there");
        for (n, status) in [(1, "UP"), (DOWN, "DOWN"), (DISABLED, "MAINTENANCE"), (NO_HOST, "")] {
            for server in seen(&admin, n) {
                assert_eq!(server["host_status"], status, "2.{minor}");
            }
            for server in seen(&owner, n) {
                assert_eq!(server.get("host_status"), None, "2.{minor}");
            }
            let updated = put(&admin, n);
            let expected = (minor >= 75).then_some(json!(status));
            assert_eq!(updated.get("host_status"), expected.as_ref(), "2.{minor}");
        }
    }
}

#[test]
fn a_fault_has_details_for_administrators_or_when_it_is_of_the_user() {
    let Some(crew) = Crew::start_seeded(MEMBERS) else { return };
    let fault = |code: u16, message: &str| json!({"code": code, "created": "2026-01-01T00:00:02Z", "message": message});
    for minor in [1, 75, 104] {
        for (who, n, mut expected, details) in [
            (Owner, FAILED, fault(500, "No valid host was found."), None),
            (AdminInside, FAILED, fault(500, "No valid host was found."), Some("in the scheduler")),
            (Owner, FAILED_BY_USER, fault(404, "Volume not found"), Some("in the API")),
            (Reader, FAILED_BY_USER, fault(404, "Volume not found"), Some("in the API")),
        ] {
            let caller = crew.client(who, minor).expect("everybody is there");
            if let Some(details) = details {
                expected["details"] = json!(details);
            }
            for server in seen(&caller, n) {
                assert_eq!(server["status"], "ERROR");
                assert_eq!(server["fault"], expected, "{who:?} 2.{minor}");
                assert_eq!(server.get("progress"), None);
            }
            if who != Reader {
                assert_eq!(put(&caller, n)["fault"], expected, "{who:?} 2.{minor}");
            }
        }
        let owner = crew.client(Owner, minor).expect("everybody is there");
        assert_eq!(seen(&owner, 1)[0].get("fault"), None);
    }
}

#[test]
fn statuses_are_those_of_v2_1() {
    let Some(cloud) = start_seeded(MEMBERS) else { return };
    for minor in [1, 104] {
        for (n, status, progress) in [
            (MOVING, "MIGRATING", Some(0)),
            (REBUILDING, "REBUILD", Some(0)),
            (BUILDING, "BUILD", Some(0)),
        ] {
            for server in seen(&at(cloud.owner(), minor), n) {
                assert_eq!(server["status"], status, "2.{minor}");
                assert_eq!(server.get("progress"), progress.map(Value::from).as_ref());
            }
        }
    }
}

#[test]
fn a_server_that_booted_from_a_volume_has_no_image() {
    let Some(cloud) = start_seeded(MEMBERS) else { return };
    for minor in [1, 97, 98, 104] {
        for server in seen(&at(cloud.owner(), minor), PLAIN) {
            assert_eq!(server["image"], "", "2.{minor}");
        }
    }
}

#[test]
fn what_a_server_lacks_is_null_or_empty() {
    let Some(cloud) = start_seeded(MEMBERS) else { return };
    for server in seen(cloud.owner(), PLAIN) {
        for (key, value) in [
            ("description", Value::Null),
            ("tags", json!([])),
            ("locked", json!(false)),
            ("locked_reason", Value::Null),
            ("trusted_image_certificates", Value::Null),
            ("pinned_availability_zone", Value::Null),
            ("accessIPv4", json!("")),
            ("accessIPv6", json!("")),
            ("config_drive", json!("")),
            ("key_name", Value::Null),
            ("os-extended-volumes:volumes_attached", json!([])),
            ("metadata", json!({})),
        ] {
            assert_eq!(server.get(key), Some(&value), "{key}");
        }
    }
    let shown = &seen(cloud.owner(), PLAIN)[0];
    assert_eq!(shown["server_groups"], json!([]));
}

#[test]
fn a_server_without_a_request_spec_has_no_hints_in_show_and_null_in_detail() {
    let Some(cloud) = start_seeded(MEMBERS) else { return };
    for minor in [100, 104] {
        let owner = at(cloud.owner(), minor);

        let [shown, listed] = seen(&owner, PLAIN);

        assert_eq!(shown["scheduler_hints"], json!({}));
        assert_eq!(listed["scheduler_hints"], Value::Null);
        assert_eq!(put(&owner, PLAIN)["scheduler_hints"], json!({}));
    }
    for server in seen(cloud.owner(), NO_HOST) {
        assert_eq!(server["scheduler_hints"], json!({}));
    }
}

/// A cloud of [`MEMBERS`] with these rules in place of the defaults.
fn start_ruled(rules: &[(&str, &str)]) -> Option<Cloud> {
    let options =
        Options { seed: Some(MEMBERS), policy: Some(policy(rules)), ..Options::default() };
    start_with(&options)
}

#[test]
fn the_policy_decides_who_sees_the_attributes_of_a_host() {
    let rules = [("os_compute_api:os-extended-server-attributes", "@")];
    let Some(cloud) = start_ruled(&rules) else { return };
    for (minor, n_attributes) in [(2, 3), (3, 10), (104, 10)] {
        for server in seen(&at(cloud.owner(), minor), 1) {
            let attributes =
                keys(&server).into_iter().filter(|it| it.starts_with("OS-EXT-SRV-ATTR:"));
            assert_eq!(attributes.count(), n_attributes, "2.{minor}");
        }
    }
}

#[test]
fn the_policy_decides_who_sees_the_extra_specs_of_a_flavor() {
    let rules = [("os_compute_api:servers:show:flavor-extra-specs", "!")];
    let Some(cloud) = start_ruled(&rules) else { return };
    for minor in [47, 104] {
        let owner = at(cloud.owner(), minor);
        let [shown, listed] = seen(&owner, 1);
        for server in [shown, listed, put(&owner, 1)] {
            let members = ["disk", "ephemeral", "original_name", "ram", "swap", "vcpus"];
            let mut keys = keys(&server["flavor"]);
            keys.sort_unstable();
            assert_eq!(keys, members, "2.{minor}");
        }
    }
}

#[test]
fn the_policy_decides_who_sees_the_status_of_a_host() {
    let rules = [("os_compute_api:servers:show:host_status", "@")];
    let Some(cloud) = start_ruled(&rules) else { return };
    for server in seen(&at(cloud.owner(), 16), DOWN) {
        assert_eq!(server["host_status"], "DOWN");
    }
    for server in seen(&at(cloud.owner(), 15), DOWN) {
        assert_eq!(server.get("host_status"), None);
    }
}

#[test]
fn the_policy_can_open_all_filters_and_all_projects() {
    let rules = [
        ("os_compute_api:servers:allow_all_filters", "@"),
        ("os_compute_api:servers:index:get_all_tenants", "@"),
    ];
    let Some(cloud) = start_ruled(&rules) else { return };

    let by_holder = cloud.owner().get("servers?locked_by=owner").expect(200);
    let foreign = cloud.other().get("servers?all_tenants=1&locked_by=owner").expect(200);
    let detail = cloud.other().get("servers/detail?all_tenants=1");

    assert_eq!(by_holder.at("/servers/0/id"), RICH);
    assert_eq!(by_holder.at("/servers").as_array().map(Vec::len), Some(1));
    assert_eq!(foreign.at("/servers/0/id"), RICH);
    assert_eq!(detail.status(), 403);
    let refused = cloud.owner().get("servers?metadata=x");
    assert_eq!(answer(&refused), bad_request("Invalid filter field: metadata."));
}

#[test]
fn the_policy_decides_who_locks_and_who_unlocks_what_others_locked() {
    let rules = [
        ("os_compute_api:os-lock-server:lock", "role:reader and project_id:%(project_id)s"),
        ("os_compute_api:os-lock-server:unlock:unlock_override", "role:member"),
    ];
    let options =
        Options { seed: Some(MEMBERS), policy: Some(policy(&rules)), ..Options::default() };
    let Some(crew) = Crew::start_with(&options) else { return };
    let reader = crew.client(Reader, 104).expect("everybody is there");
    let owner = crew.client(Owner, 104).expect("everybody is there");
    let admin = at(crew.cloud.admin(), 104);

    reader.action(&id(PLAIN), &json!({"lock": null})).assert_status(202);
    admin.action(&id(PLAIN), &json!({"lock": null})).assert_status(403);
    reader.action(&id(PLAIN), &json!({"unlock": null})).assert_status(403);
    owner.action(&id(PLAIN), &json!({"unlock": null})).assert_status(202);
}
