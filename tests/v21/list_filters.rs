//! The filters of lists of servers: which there are, and who can use them from which microversion.

use ferronova_testkit::Client;
use serde_json::json;

use crate::support::{
    Crew, FLEET, Fleet,
    Who::{AdminInside, Colleague, Owner, Reader},
    answer, at, bad_parameter, bad_request, encode, fault, names, start, start_seeded,
};

/// Filters that find the server `alpha` alone, each with the microversion from which all can use
/// it. Administrators can use each at every microversion.
const OPEN: &[(&str, &str, u16)] = &[
    ("reservation_id", "r-aaaaaaaa", 1),
    ("name", "ALPH", 1),
    ("status", "reboot", 1),
    ("image", "1a9e0000-0000-4000-8000-000000000002", 1),
    ("flavor", "2", 1),
    ("ip", "10.0.0.9", 1),
    ("ip6", "fd00::9", 5),
    ("tags", "prod", 26),
    ("tags", "blue,prod", 26),
    ("tags-any", "prod,none", 26),
    ("locked", "true", 73),
    ("availability_zone", "north", 83),
    ("config_drive", "True", 83),
    ("key_name", "mykey", 83),
    ("created_at", "00:00:01", 83),
    ("launched_at", "00:01:00", 83),
    ("terminated_at", "00:02:00", 83),
    ("power_state", "1", 83),
    ("task_state", "rebooting", 83),
    ("vm_state", "active", 83),
    ("progress", "42", 83),
    ("user_id", "colleague", 83),
    ("hostname", "example", 90),
];

/// Filters that find the server `alpha` alone, and that only administrators can use.
const OF_ADMINS: &[(&str, &str)] = &[
    ("launch_index", "3"),
    ("image_ref", "1a9e0000-0000-4000-8000-000000000002"),
    ("kernel_id", "kernel"),
    ("ramdisk_id", "ramdisk"),
    ("host", "compute-1"),
    ("node", "compute-1"),
    ("display_name", "alpha"),
    ("display_description", "a description"),
    ("locked_by", "owner"),
    ("uuid", "5e000000-0000-4000-8000-000000000001"),
    ("root_device_name", "xvda"),
    ("access_ip_v4", "192.0.2.1"),
    ("access_ip_v6", "2001:db8::1"),
    ("auto_disk_config", "1"),
];

const ALL: &[&str] = &["Beta", "alpha"];

/// Checks what both lists have.
#[track_caller]
fn assert_found(caller: &Client, query: &str, expected: &[&str]) {
    for path in ["servers", "servers/detail"] {
        let listed = caller.get(&format!("{path}?{query}"));

        assert_eq!(names(&listed), expected, "{path}?{query}");
    }
}

#[test]
fn each_filter_is_open_to_all_from_its_microversion_on_and_ignored_below() {
    let Some(crew) = Crew::start_seeded(FLEET) else { return };
    for (name, value, since) in OPEN {
        let query = format!("{name}={}", encode(value));
        for minor in [1, since - 1, *since, 104].into_iter().filter(|it| *it > 0) {
            let expected = if minor < *since { ALL } else { &["alpha"] };
            for who in [Owner, Colleague, Reader] {
                let caller = crew.client(who, minor).expect("everybody is there");
                assert_found(&caller, &query, expected);
            }
        }
    }
}

#[test]
fn an_administrator_can_use_the_filters_of_all_before_they_are_open() {
    let Some(crew) = Crew::start_seeded(FLEET) else { return };
    // The schema and the meaning of tags begin with their microversion.
    for (name, value, since) in OPEN.iter().filter(|(name, ..)| !name.starts_with("tags")) {
        let query = format!("{name}={}", encode(value));
        for minor in [1, *since, 104] {
            let admin = crew.client(AdminInside, minor).expect("everybody is there");
            assert_found(&admin, &query, &["alpha"]);
        }
    }
}

#[test]
fn filters_of_administrators_are_ignored_for_others() {
    let Some(crew) = Crew::start_seeded(FLEET) else { return };
    for (name, value) in OF_ADMINS {
        let query = format!("{name}={}", encode(value));
        for minor in [1, 74, 75, 104] {
            let admin = crew.client(AdminInside, minor).expect("everybody is there");
            let owner = crew.client(Owner, minor).expect("everybody is there");

            assert_found(&admin, &query, &["alpha"]);
            assert_found(&owner, &query, ALL);
        }
    }
}

#[test]
fn a_description_is_no_filter() {
    let Some(crew) = Crew::start_seeded(FLEET) else { return };
    for minor in [1, 74, 75, 104] {
        for who in [Owner, AdminInside] {
            let caller = crew.client(who, minor).expect("everybody is there");
            assert_found(&caller, "description=nonsense", ALL);
        }
    }
}

#[test]
fn unknown_parameters_are_ignored_below_2_75_and_refused_from_there_on() {
    let cloud = start();
    for caller in [cloud.owner(), cloud.admin()] {
        for path in ["servers", "servers/detail"] {
            for name in ["x", "fixed_ip", "Name", "hidden", "vcpus"] {
                let path = format!("{path}?{name}=nonsense");
                at(caller, 1).get(&path).assert_status(200);
                at(caller, 74).get(&path).assert_status(200);
                for minor in [75, 104] {
                    let refused = at(caller, minor).get(&path);
                    let text = format!("'{name}' does not match any of the regexes: '^_'");
                    assert_eq!(answer(&refused), bad_request(&text), "2.{minor}");
                }
            }
        }
    }
}

#[test]
fn names_of_side_tables_and_internal_names_are_refused_to_administrators() {
    let cloud = start();
    for minor in [1, 75, 104] {
        for name in [
            "block_device_mapping",
            "services",
            "metadata",
            "system_metadata",
            "info_cache",
            "security_groups",
            "pci_devices",
            "_x",
        ] {
            let path = format!("servers?{name}=1");

            let refused = at(cloud.admin(), minor).get(&path);

            let text = format!("Invalid filter field: {name}.");
            assert_eq!(answer(&refused), bad_request(&text), "2.{minor}");
            at(cloud.owner(), minor).get(&path).assert_status(200);
        }
    }
}

#[test]
fn what_each_value_of_a_filter_finds() {
    let Some(cloud) = start_seeded(FLEET) else { return };
    for (query, expected) in [
        ("name=alpha&name=beta", &["Beta"][..]),
        ("name=%5EB", &["Beta"]),
        ("name=alpha%7Cbeta", &[]),
        ("name=(alpha)", &["alpha"]),
        ("image=", &["Beta"]),
        ("image=nonsense", &[]),
        ("flavor=nonsense", &[]),
        ("flavor=1", &["Beta"]),
        ("ip=10.0.0.1", &["Beta"]),
        ("ip=10.0.0", ALL),
        ("ip=0.0.9", &[]),
        ("user_id=demo", &["Beta"]),
        ("user_id=alt", &[]),
        ("user_id=dem", &[]),
        ("vm_state=act", &[]),
        ("task_state=nonsense", &[]),
        ("tags=blue", ALL),
        ("tags=BLUE", ALL),
        ("tags=prod,none", &[]),
        ("tags-any=none", &[]),
        ("not-tags=blue,prod", &["Beta"]),
        ("not-tags=none", ALL),
        ("not-tags-any=prod,none", &["Beta"]),
        ("not-tags-any=blue", &[]),
        ("tags=blue&not-tags=prod", &["Beta"]),
        ("locked=false", &["Beta"]),
        ("locked=1&locked=0", &["Beta"]),
        ("status=SHUTOFF", &["Beta"]),
        ("status=REBOOT&status=shutoff", ALL),
        ("status=nonsense&status=shutoff", &["Beta"]),
        ("status=ACTIVE", &[]),
        ("changes-since=2026-01-03", &["soft-deleted", "deleted", "alpha"]),
        ("changes-since=2026-01-03T00:00:00Z", &["soft-deleted", "deleted", "alpha"]),
        ("changes-since=2026-01-03T00:00:01Z", &["soft-deleted", "deleted"]),
        ("changes-before=2026-01-03T00:00:00Z", ALL),
        ("changes-before=2026-01-02T23:59:59Z", &["Beta"]),
        ("changes-since=2026-01-03&changes-before=2026-01-03", &["alpha"]),
        ("project_id=alt", ALL),
        ("tenant_id=alt", ALL),
        ("host=compute-1", ALL),
        ("deleted=true", ALL),
        ("all_tenants=false", ALL),
    ] {
        assert_found(cloud.owner(), query, expected);
    }
}

#[test]
fn changes_before_is_ignored_below_2_66() {
    let Some(crew) = Crew::start_seeded(FLEET) else { return };
    for (minor, expected) in [(1, ALL), (65, ALL), (66, &["Beta"][..]), (104, &["Beta"])] {
        let owner = crew.client(Owner, minor).expect("everybody is there");
        assert_found(&owner, "changes-before=2026-01-02T12:00:00Z", expected);
    }
}

#[test]
fn words_for_true_and_false_are_those_of_openstack() {
    let Some(crew) = Crew::start_seeded(FLEET) else { return };
    let owner = crew.client(Owner, 73).expect("everybody is there");
    for word in ["true", "T", "1", "on", "y", "YES", "%20True%20"] {
        assert_found(&owner, &format!("locked={word}"), &["alpha"]);
    }
    for word in ["false", "F", "0", "off", "n", "No", "%20False"] {
        assert_found(&owner, &format!("locked={word}"), &["Beta"]);
    }
    for word in ["", "2", "locked"] {
        let text = format!(
            "Unrecognized value '{word}', acceptable values are: '0', '1', 'f', 'false', 'n', \
             'no', 'off', 'on', 't', 'true', 'y', 'yes'"
        );
        let query = format!("servers?locked={word}");
        assert_eq!(answer(&owner.get(&query)), bad_request(&text));
        at(&owner, 72).get(&query).assert_status(200);
        let query = format!("servers?all_tenants={word}");
        if !word.is_empty() {
            assert_eq!(answer(&owner.get(&query)), bad_request(&text));
        }
    }
}

#[test]
fn an_unknown_status_finds_nothing_below_2_38_and_is_refused_from_there_on() {
    let cloud = start();
    for query in ["status=nonsense", "status=", "status=nonsense&status=other"] {
        for caller in [cloud.owner(), cloud.admin()] {
            assert_found(&at(caller, 1), query, &[]);
            assert_found(&at(caller, 37), query, &[]);
            for minor in [38, 104] {
                let refused = at(caller, minor).get(&format!("servers?{query}"));
                assert_eq!(answer(&refused), bad_request("Invalid status value"), "{query}");
            }
        }
    }
}

#[test]
fn all_tenants_is_for_administrators() {
    let Some(crew) = Crew::start_seeded(FLEET) else { return };
    let everybody = &["theirs", "Beta", "alpha"][..];
    for minor in [1, 75, 104] {
        let admin = at(crew.cloud.admin(), minor);
        let owner = crew.client(Owner, minor).expect("everybody is there");
        for query in ["all_tenants", "all_tenants=", "all_tenants=1", "all_tenants=yes"] {
            assert_found(&admin, query, everybody);
            for (path, rule) in [
                ("servers", "os_compute_api:servers:index:get_all_tenants"),
                ("servers/detail", "os_compute_api:servers:detail:get_all_tenants"),
            ] {
                let refused = owner.get(&format!("{path}?{query}"));
                let text = format!("Policy doesn't allow {rule} to be performed.");
                assert_eq!(answer(&refused), fault(403, "forbidden", &text), "2.{minor}");
            }
        }
        assert_found(&admin, "all_tenants=0", &[]);
        let demo = crew.cloud.owner().project_id();
        assert_found(&admin, &format!("all_tenants=1&project_id={demo}"), ALL);
        assert_found(&admin, &format!("all_tenants=1&tenant_id={demo}"), ALL);
        assert_found(&admin, &format!("project_id={demo}"), &[]);
    }
}

#[test]
fn deleted_servers_are_for_administrators() {
    let Some(crew) = Crew::start_seeded(FLEET) else { return };
    let admin = crew.client(AdminInside, 104).expect("everybody is there");
    for (query, expected) in [
        ("deleted=true", &["soft-deleted", "deleted"][..]),
        ("deleted=false", ALL),
        ("deleted=nonsense", ALL),
        ("soft_deleted=true", &["soft-deleted", "Beta", "alpha"]),
        ("status=deleted", &["deleted"]),
        ("changes-since=2026-01-04&deleted=false", &[]),
    ] {
        assert_found(&admin, query, expected);
    }
    for minor in [1, 104] {
        let owner = crew.client(Owner, minor).expect("everybody is there");
        assert_found(&owner, "deleted=true", ALL);
        assert_found(&owner, "soft_deleted=true", ALL);
        let refused = owner.get("servers?status=deleted");
        let text = "Only administrators may list deleted instances";
        assert_eq!(answer(&refused), fault(403, "forbidden", text));
    }
}

#[test]
fn values_that_the_schema_refuses() {
    let cloud = start();
    let no_regex = |value: &str| format!("'{value}' is not a 'regex'");
    for (name, since) in [("name", 1), ("ip", 1), ("flavor", 1), ("key_name", 1), ("tags", 26)] {
        for minor in [since, 104] {
            for value in ["", "*", "("] {
                let query = format!("servers?{name}={}", encode(value));
                let refused = at(cloud.owner(), minor).get(&query);
                let expected = bad_parameter(name, value, &no_regex(value));
                assert_eq!(answer(&refused), expected, "2.{minor} {query}");
            }
        }
    }
    for (name, since) in [("changes-since", 1), ("changes-before", 66)] {
        for value in ["", "x", "2026-13-01"] {
            let refused = at(cloud.owner(), since).get(&format!("servers?{name}={value}"));
            let expected = bad_parameter(name, value, &format!("'{value}' is not a 'date-time'"));
            assert_eq!(answer(&refused), expected, "{name}={value}");
        }
    }
    let since_after_before = "servers?changes-since=2026-01-02&changes-before=2026-01-01";
    let text = "The value of changes-since must be less than or equal to changes-before.";
    assert_eq!(answer(&cloud.owner().get(since_after_before)), bad_request(text));
    at(cloud.owner(), 65).get(since_after_before).assert_status(200);
}

#[test]
fn a_new_server_is_found_by_its_lock_and_its_tags() {
    let cloud = start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, &["first", "second"]);
    owner.action(fleet.id("first"), &json!({"lock": null})).assert_status(202);
    let tag = format!("servers/{}/tags/{}", fleet.id("second"), fleet.mark());
    owner.call("PUT", &tag).send().assert_status(201);

    let locked = owner.get(&format!("servers?locked=true&name={}", fleet.mark()));
    let tagged = owner.get(&format!("servers?tags={}", fleet.mark()));

    assert_eq!(fleet.found_in(&locked), ["first"]);
    assert_eq!(fleet.found_in(&tagged), ["second"]);
}
