//! The order of lists of servers: `sort_key` and `sort_dir`.

use ferronova_testkit::Client;

use crate::support::{
    Crew, FLEET, Fleet,
    Who::{AdminInside, Owner},
    answer, at, bad_request, fault, names, start, start_seeded,
};

/// Checks the order of both lists.
#[track_caller]
fn assert_order(caller: &Client, query: &str, expected: &[&str]) {
    for path in ["servers", "servers/detail"] {
        let listed = caller.get(&format!("{path}?{query}"));

        assert_eq!(names(&listed), expected, "{path}?{query}");
    }
}

/// `alpha` before `Beta`, and the other way round.
const UP: &[&str] = &["alpha", "Beta"];
const DOWN: &[&str] = &["Beta", "alpha"];

#[test]
fn servers_are_sorted_by_each_key_ascending_and_descending() {
    let Some(crew) = Crew::start_seeded(FLEET) else { return };
    for (key, ascending) in [
        ("access_ip_v4", DOWN),
        ("access_ip_v6", DOWN),
        ("auto_disk_config", DOWN),
        ("config_drive", DOWN),
        ("created_at", UP),
        ("display_description", UP),
        ("display_name", UP),
        ("hostname", UP),
        ("instance_type_id", DOWN),
        ("kernel_id", DOWN),
        ("key_name", DOWN),
        ("launch_index", DOWN),
        ("launched_at", UP),
        ("locked_by", DOWN),
        ("power_state", UP),
        ("progress", DOWN),
        ("ramdisk_id", DOWN),
        ("task_state", DOWN),
        ("terminated_at", DOWN),
        ("updated_at", DOWN),
        ("user_id", UP),
        ("uuid", UP),
        ("vm_state", UP),
    ] {
        let descending: Vec<&str> = ascending.iter().rev().copied().collect();
        for minor in [1, 74, 75, 104] {
            let owner = crew.client(Owner, minor).expect("everybody is there");
            assert_order(&owner, &format!("sort_key={key}&sort_dir=asc"), ascending);
            assert_order(&owner, &format!("sort_key={key}&sort_dir=desc"), &descending);
            assert_order(&owner, &format!("sort_key={key}"), &descending);
        }
    }
}

#[test]
fn only_administrators_sort_by_host_and_node() {
    let Some(crew) = Crew::start_seeded(FLEET) else { return };
    for minor in [1, 75, 104] {
        for key in ["host", "node"] {
            let query = format!("sort_key={key}&sort_dir=asc");
            let admin = crew.client(AdminInside, minor).expect("everybody is there");
            let owner = crew.client(Owner, minor).expect("everybody is there");

            assert_order(&admin, &query, UP);
            let refused = owner.get(&format!("servers?{query}"));
            let text = format!("Only administrators can sort servers by {key}");
            assert_eq!(answer(&refused), fault(403, "forbidden", &text));
        }
    }
}

#[test]
fn the_lock_is_a_key_from_2_73_on_and_ignored_below() {
    let Some(crew) = Crew::start_seeded(FLEET) else { return };
    for (minor, ascending, descending) in [
        // Ties are sorted by id.
        (1, UP, UP),
        (72, UP, UP),
        (73, DOWN, UP),
        (104, DOWN, UP),
    ] {
        let owner = crew.client(Owner, minor).expect("everybody is there");
        assert_order(&owner, "sort_key=locked&sort_dir=asc", ascending);
        assert_order(&owner, "sort_key=locked&sort_dir=desc", descending);
    }
}

#[test]
fn keys_without_an_effect_are_ignored_below_2_75_and_refused_from_there_on() {
    let Some(crew) = Crew::start_seeded(FLEET) else { return };
    for key in [
        "architecture",
        "cell_name",
        "cleaned",
        "default_ephemeral_device",
        "default_swap_device",
        "deleted",
        "deleted_at",
        "disable_terminate",
        "ephemeral_gb",
        "ephemeral_key_uuid",
        "id",
        "key_data",
        "launched_on",
        "memory_mb",
        "os_type",
        "reservation_id",
        "root_gb",
        "shutdown_terminate",
        "user_data",
        "vcpus",
        "vm_mode",
    ] {
        for minor in [1, 74] {
            let owner = crew.client(Owner, minor).expect("everybody is there");
            assert_order(&owner, &format!("sort_key={key}&sort_dir=desc"), UP);
            // An ignored key takes its direction with it.
            let query = format!("sort_key={key}&sort_key=created_at&sort_dir=asc&sort_dir=desc");
            assert_order(&owner, &query, DOWN);
        }
        for minor in [75, 104] {
            let owner = crew.client(Owner, minor).expect("everybody is there");
            assert_refused(&owner, key);
        }
    }
}

#[test]
fn other_keys_are_refused() {
    let cloud = start();
    for minor in [1, 74, 75, 104] {
        for key in ["name", "nonsense", "", "Display_name", "uuid,host", "metadata", "_x"] {
            assert_refused(&at(cloud.owner(), minor), key);
        }
    }
}

/// Checks the refusal of a key, without the list of keys at its end.
#[track_caller]
fn assert_refused(caller: &Client, key: &str) {
    let refused = caller.get(&format!("servers?sort_key={key}"));

    assert_eq!(refused.status(), 400, "{}", refused.text());
    let message = refused.at("/badRequest/message");
    let message = message.as_str().expect("a fault has a message");
    let beginning = format!(
        "Invalid input for query parameters sort_key. Value: {key}. '{key}' is not one of ["
    );
    assert!(message.starts_with(&beginning), "{message}");
    assert!(message.contains("'created_at', ") && message.ends_with("']"), "{message}");
}

#[test]
fn directions_belong_to_keys_in_their_order() {
    let Some(cloud) = start_seeded(FLEET) else { return };
    for (query, expected) in [
        ("", DOWN),
        ("sort_dir=asc", UP),
        ("sort_dir=desc", DOWN),
        ("sort_dir=%20asc%20", UP),
        ("sort_key=image_ref&sort_key=created_at&sort_dir=asc&sort_dir=desc", DOWN),
        ("sort_key=created_at&sort_key=uuid&sort_dir=asc", UP),
        // Both belong to no project alone, so the first key is a tie.
        ("sort_key=project_id&sort_key=created_at&sort_dir=asc", UP),
        ("sort_key=project_id&sort_key=created_at", DOWN),
        ("sort_key=project_id&sort_key=created_at&sort_dir=desc&sort_dir=asc", UP),
        ("sort_key=project_id&sort_dir=desc", UP),
        ("sort_key=project_id&sort_dir=asc", UP),
        ("sort_key=project_id&sort_key=uuid&sort_dir=desc", DOWN),
    ] {
        assert_order(cloud.owner(), query, expected);
    }
}

#[test]
fn a_direction_that_is_none_and_one_too_many_are_refused() {
    let cloud = start();
    let unknown = "Invalid input received: Unknown sort direction, must be 'desc' or 'asc'";
    let many = "Invalid input received: Sort direction size exceeds sort key size";
    for minor in [1, 75, 104] {
        for (query, text) in [
            ("sort_dir=up", unknown),
            ("sort_dir=", unknown),
            ("sort_dir=ASC", unknown),
            ("sort_key=uuid&sort_dir=down", unknown),
            ("sort_dir=asc&sort_dir=asc", many),
            ("sort_key=uuid&sort_dir=asc&sort_dir=desc", many),
        ] {
            for path in ["servers", "servers/detail"] {
                let refused = at(cloud.owner(), minor).get(&format!("{path}?{query}"));
                assert_eq!(answer(&refused), bad_request(text), "2.{minor} {query}");
            }
        }
    }
}

#[test]
fn new_servers_are_sorted_by_name_whatever_its_case() {
    let cloud = start();
    let fleet = Fleet::boot(cloud.owner(), &["b", "C", "a"]);
    let list = |order: &str| {
        let query = format!("servers?name={}&sort_key=display_name&sort_dir={order}", fleet.mark());
        fleet.found_in(&cloud.owner().get(&query))
    };

    assert_eq!(list("asc"), ["a", "b", "C"]);
    assert_eq!(list("desc"), ["C", "b", "a"]);
}
