//! Filtering lists by lock.

use ferronova_testkit::{Client, Cloud, Options};
use serde_json::json;

use crate::support::{
    self, Fleet,
    Held::{ByAdmin, ByOwner},
    LOCK_ALIAS, LOCK_RULE, follow, hold, next_link, start_with_policy,
};

const NAMES: &[&str] = &["free", "owners", "admins"];

/// Three servers: one unlocked, one locked by its owner, one by an administrator.
fn boot_fleet(cloud: &Cloud) -> Fleet {
    let fleet = Fleet::boot(cloud.owner(), NAMES);
    hold(cloud, fleet.id("owners"), ByOwner);
    hold(cloud, fleet.id("admins"), ByAdmin);
    fleet
}

#[test]
fn lists_are_filtered_by_whether_and_by_whom_servers_are_locked() {
    let Some(cloud) = support::start_showing_locks() else { return };
    let fleet = boot_fleet(&cloud);
    let all: &[&str] = &["admins", "owners", "free"];
    let locked: &[&str] = &["admins", "owners"];
    let mut rows: Vec<(String, &[&str])> = Vec::new();
    for word in ["1", "t", "true", "on", "y", "yes", "True", "YES"] {
        rows.push((format!("locked={word}"), locked));
    }
    for word in ["0", "f", "false", "off", "n", "no", "False", "NO"] {
        rows.push((format!("locked={word}"), &["free"]));
    }
    rows.extend([
        ("locked_by=owner".to_owned(), &["owners"] as &[&str]),
        ("locked_by=admin".to_owned(), &["admins"]),
        ("locked=true&locked_by=admin".to_owned(), &["admins"]),
        ("locked=false&locked_by=admin".to_owned(), &[]),
        ("locked=false&locked=true".to_owned(), locked),
        ("locked_by=owner&locked_by=admin".to_owned(), &["admins"]),
        ("locked=true&status=ACTIVE".to_owned(), locked),
        ("locked=true&status=PAUSED".to_owned(), &[]),
        ("locked=true&name=owners".to_owned(), &["owners"]),
        ("locked=true&flavor=1".to_owned(), locked),
        ("Locked=true".to_owned(), all),
    ]);
    for path in ["servers", "servers/detail"] {
        for (query, expected) in &rows {
            let listed = cloud.owner().get(&format!("{path}?{query}"));

            assert_eq!(fleet.found_in(&listed), *expected, "{path}?{query}");
        }
    }
}

#[test]
fn an_administrator_lists_the_locked_servers_of_all_projects() {
    let Some(cloud) = support::start_showing_locks() else { return };
    let fleet = boot_fleet(&cloud);
    let others = Fleet::boot(cloud.other(), &["theirs"]);
    cloud.other().action(others.id("theirs"), &json!({"lock": null})).assert_status(202);
    for (query, of_owner, of_other) in [
        ("all_tenants=1&locked=true", &["admins", "owners"] as &[&str], &["theirs"] as &[&str]),
        ("all_tenants=1&locked=false", &["free"], &[]),
        ("all_tenants=1&locked_by=owner", &["owners"], &["theirs"]),
        ("all_tenants=1&locked_by=admin", &["admins"], &[]),
        ("locked=true", &[], &[]),
    ] {
        let listed = cloud.admin().get(&format!("servers?{query}"));

        assert_eq!(fleet.found_in(&listed), of_owner, "{query}");
        assert_eq!(others.found_in(&listed), of_other, "{query}");
    }
}

#[test]
fn nobody_finds_the_locked_servers_of_another_project() {
    let Some(cloud) = support::start_showing_locks() else { return };
    let fleet = boot_fleet(&cloud);
    for query in ["locked=true", "locked_by=admin", "all_tenants=1&locked=true"] {
        let listed = cloud.other().get(&format!("servers?{query}"));

        assert_eq!(fleet.found_in(&listed), [""; 0], "{query}");
    }
}

#[test]
fn a_lock_is_found_as_soon_as_it_is_there_and_not_when_it_is_gone() {
    let Some(cloud) = support::start_showing_locks() else { return };
    let fleet = Fleet::boot(cloud.owner(), &["web"]);
    let found = |query: &str| fleet.found_in(&cloud.owner().get(query)) == ["web"];
    assert!(!found("servers?locked=true") && found("servers?locked=false"));

    hold(&cloud, fleet.id("web"), ByOwner);
    assert!(found("servers?locked_by=owner") && !found("servers?locked=false"));

    hold(&cloud, fleet.id("web"), ByAdmin);
    assert!(found("servers?locked_by=admin") && !found("servers?locked_by=owner"));

    cloud.admin().action(fleet.id("web"), &json!({"unlock": null})).assert_status(202);
    assert!(found("servers?locked=false") && !found("servers?locked=true"));
}

#[test]
fn a_list_of_locked_servers_has_pages() {
    let Some(cloud) = support::start_showing_locks() else { return };
    let fleet = Fleet::boot(cloud.owner(), &["a", "b", "c", "d", "e"]);
    for name in ["a", "c", "d"] {
        hold(&cloud, fleet.id(name), ByOwner);
    }

    let first = cloud.owner().get(&format!("servers?locked=1&name={}&limit=2", fleet.mark()));
    let link = next_link(&first).expect("a full page has a link");
    let second = follow(cloud.owner(), &link);

    assert_eq!(fleet.found_in(&first), ["d", "c"]);
    assert_eq!(fleet.found_in(&second), ["a"]);
    assert_eq!(next_link(&second), None);
}

#[test]
fn a_server_that_is_not_locked_can_be_the_marker_of_a_list_of_locked_servers() {
    let Some(cloud) = support::start_showing_locks() else { return };
    let fleet = Fleet::boot(cloud.owner(), &["a", "b", "c"]);
    hold(&cloud, fleet.id("a"), ByOwner);
    hold(&cloud, fleet.id("c"), ByOwner);

    let listed = cloud.owner().get(&format!("servers?locked=1&marker={}", fleet.id("b")));

    assert_eq!(fleet.found_in(&listed), ["a"]);
}

#[track_caller]
fn assert_refused(caller: &Client, query: &str, value: &str, acceptable: &str) {
    for path in ["servers", "servers/detail"] {
        caller.get(&format!("{path}?{query}")).assert_fault(
            400,
            "badRequest",
            &format!("Unrecognized value '{value}', acceptable values are: {acceptable}"),
        );
    }
}

#[test]
fn a_value_that_is_no_truth_is_refused_by_locked() {
    let Some(cloud) = support::start_showing_locks() else { return };
    let words = "'0', '1', 'f', 'false', 'n', 'no', 'off', 'on', 't', 'true', 'y', 'yes'";
    for caller in [cloud.owner(), cloud.admin()] {
        assert_refused(caller, "locked=", "", words);
        assert_refused(caller, "locked", "", words);
        assert_refused(caller, "locked=2", "2", words);
        assert_refused(caller, "locked=owner", "owner", words);
        assert_refused(caller, "locked=%22%5C%00", "\"\\\0", words);
        assert_refused(caller, "locked=true&locked=x", "x", words);
    }
}

#[test]
fn a_value_that_is_neither_owner_nor_admin_is_refused_by_locked_by() {
    let Some(cloud) = support::start_showing_locks() else { return };
    let words = "'admin', 'owner'";
    for caller in [cloud.owner(), cloud.admin()] {
        assert_refused(caller, "locked_by=", "", words);
        assert_refused(caller, "locked_by=nobody", "nobody", words);
        assert_refused(caller, "locked_by=null", "null", words);
        assert_refused(caller, "locked_by=Owner", "Owner", words);
        assert_refused(caller, "locked_by=o", "o", words);
        assert_refused(caller, "locked_by=a%2A", "a*", words);
    }
}

#[test]
fn without_the_keys_of_the_lock_there_are_no_filters_by_it() {
    let options = Options { disabled: vec![LOCK_ALIAS], ..Options::default() };
    let Some(cloud) = support::start_with(&options) else { return };
    let fleet = boot_fleet(&cloud);
    for query in ["locked=true", "locked=false", "locked=x", "locked_by=owner", "locked_by=x"] {
        for caller in [cloud.owner(), cloud.admin()] {
            let listed = caller.get(&format!("servers?all_tenants=1&{query}"));

            assert_eq!(fleet.found_in(&listed), ["admins", "owners", "free"], "{query}");
        }
    }
}

#[test]
fn a_caller_who_does_not_see_the_keys_does_not_filter_by_them() {
    let Some(cloud) = start_with_policy(&[(LOCK_RULE, "rule:admin_api")]) else { return };
    let fleet = boot_fleet(&cloud);
    for query in ["locked=true", "locked=x", "locked_by=owner", "locked_by=x"] {
        let listed = cloud.owner().get(&format!("servers?{query}"));

        assert_eq!(fleet.found_in(&listed), ["admins", "owners", "free"], "{query}");
    }
    let listed = cloud.admin().get("servers?all_tenants=1&locked_by=owner");
    assert_eq!(fleet.found_in(&listed), ["owners"]);
}
