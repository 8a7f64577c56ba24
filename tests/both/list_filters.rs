//! The filters of lists that everybody may use, on servers of one project.

use ferronova_testkit::{Client, Cloud};
use serde_json::json;

use crate::support::{self, CREW, Fleet, answer, encode, fault, names};

/// In the order of lists.
const LIVING: &[&str] = &["rebooting", "Käse (1)", "Web-2", "web-1"];

fn cloud_with_fleet() -> Option<Cloud> {
    support::start_seeded(include_str!("../v2/seeds/fleet.yaml"))
}

/// Checks what an owner's lists hold with each of these queries.
#[track_caller]
fn assert_found(caller: &Client, rows: &[(&str, &[&str])]) {
    for (query, expected) in rows {
        for path in ["servers", "servers/detail"] {
            let listed = caller.get(&format!("{path}?{query}"));

            assert_eq!(names(&listed), *expected, "{path}?{query}");
        }
    }
}

#[track_caller]
fn assert_refused(caller: &Client, query: &str, text: &str) {
    for path in ["servers", "servers/detail"] {
        let listed = caller.get(&format!("{path}?{query}"));

        assert_eq!(answer(&listed), fault(400, "badRequest", text), "{path}?{query}");
    }
}

#[test]
fn name_is_a_pattern_anywhere_in_the_name_whatever_its_case() {
    let Some(cloud) = cloud_with_fleet() else { return };

    assert_found(
        cloud.owner(),
        &[
            ("name=web", &["Web-2", "web-1"]),
            ("name=WEB", &["Web-2", "web-1"]),
            ("name=eb-1", &["web-1"]),
            ("name=%5Eweb-1%24", &["web-1"]),
            ("name=%5Eeb", &[]),
            ("name=web-[12]", &["Web-2", "web-1"]),
            ("name=1%7C2", &["Käse (1)", "Web-2", "web-1"]),
            ("name=(web)-1", &["web-1"]),
            ("name=K%C3%A4SE", &["Käse (1)"]),
            ("name=K%C3%A4se+%5C(1%5C)", &["Käse (1)"]),
            ("name=K%C3%A4se%20", &["Käse (1)"]),
            ("name=web%25", &[]),
            ("name=none", &[]),
            ("name=", LIVING),
            ("name", LIVING),
            ("name=rebooting&name=web-1", &["web-1"]),
            ("Name=web-1", LIVING),
        ],
    );
}

#[test]
fn a_name_that_is_no_pattern_is_refused() {
    let cloud = support::start();
    for pattern in ["(", "*", "[", "web(?=1)", r"(a)\1"] {
        let query = format!("name={}", encode(pattern));

        let text = format!("Invalid name filter '{pattern}': it is not a regular expression");
        assert_refused(cloud.owner(), &query, &text);
        assert_refused(cloud.admin(), &query, &text);
    }
}

#[test]
fn a_name_that_is_too_large_a_pattern_is_refused() {
    let cloud = support::start();
    let pattern = "(a{1000}){1000}";

    let text = format!("Invalid name filter '{pattern}': it is too large");
    assert_refused(cloud.owner(), &format!("name={}", encode(pattern)), &text);
}

#[test]
fn a_name_that_is_too_long_a_pattern_is_refused() {
    let cloud = support::start();
    let pattern = "x".repeat(1025);

    let text = "Invalid name filter: it is longer than 1024 bytes";
    assert_refused(cloud.owner(), &format!("name={pattern}"), text);
}

#[test]
fn status_finds_the_servers_that_show_it_whatever_its_case() {
    let Some(cloud) = cloud_with_fleet() else { return };

    assert_found(
        cloud.owner(),
        &[
            ("status=ACTIVE", &["web-1"]),
            ("status=active", &["web-1"]),
            ("status=SHUTOFF", &["Web-2"]),
            ("status=Paused", &["Käse (1)"]),
            ("status=HARD_REBOOT", &["rebooting"]),
            ("status=REBOOT", &[]),
            ("status=BUILD", &[]),
        ],
    );
}

#[test]
fn a_repeated_status_finds_the_servers_of_each() {
    let Some(cloud) = cloud_with_fleet() else { return };

    assert_found(
        cloud.owner(),
        &[
            ("status=ACTIVE&status=SHUTOFF", &["Web-2", "web-1"]),
            ("status=SHUTOFF&status=ACTIVE", &["Web-2", "web-1"]),
            ("status=ACTIVE&status=ACTIVE", &["web-1"]),
            ("status=ACTIVE&status=nonsense", &["web-1"]),
            ("status=ACTIVE&name=web&status=SHUTOFF", &["Web-2", "web-1"]),
            ("status=ACTIVE&status=DELETED", &["web-1"]),
        ],
    );
}

#[test]
fn an_unknown_or_empty_status_finds_nothing() {
    let Some(cloud) = cloud_with_fleet() else { return };

    for caller in [cloud.owner(), cloud.admin()] {
        assert_found(
            caller,
            &[
                ("status=nonsense", &[]),
                ("status=", &[]),
                ("status", &[]),
                ("status=&status=nonsense", &[]),
                ("status=UNKNOWN", &[]),
                ("status=ACTIVE%20", &[]),
            ],
        );
    }
}

#[test]
fn image_finds_the_servers_made_from_exactly_that_image() {
    let Some(cloud) = cloud_with_fleet() else { return };

    assert_found(
        cloud.owner(),
        &[
            ("image=1a9e0000-0000-4000-8000-000000000002", &["Web-2"]),
            ("image=1a9e0000-0000-4000-8000-000000000001", &["rebooting", "web-1"]),
            ("image=1A9E0000-0000-4000-8000-000000000002", &["Web-2"]),
            ("image=1a9e0000", &[]),
            ("image=c0ffee00-0000-4000-8000-000000000000", &[]),
            ("image=", &[]),
        ],
    );
}

#[test]
fn flavor_finds_the_servers_of_exactly_that_flavor() {
    let Some(cloud) = cloud_with_fleet() else { return };

    assert_found(
        cloud.owner(),
        &[
            ("flavor=2", &["Web-2"]),
            ("flavor=1", &["rebooting", "Käse (1)", "web-1"]),
            ("flavor=3", &[]),
            ("flavor=m1.small", &[]),
            ("flavor=nonsense", &[]),
        ],
    );
}

#[test]
fn ip_is_a_pattern_from_the_start_of_a_fixed_address_of_version_4() {
    let Some(cloud) = cloud_with_fleet() else { return };

    assert_found(
        cloud.owner(),
        &[
            ("ip=10.0.0.1", &["Web-2", "web-1"]),
            ("ip=10.0.0.1%24", &["web-1"]),
            ("ip=10", &["Käse (1)", "Web-2", "web-1"]),
            ("ip=10.(1%7C2)", &["Käse (1)"]),
            ("ip=0.0.1", &[]),
            ("ip=203", &[]),
            ("ip=fd00", &[]),
            ("ip=9%7C10.1", &["Käse (1)"]),
            ("ip=9%7C0.0.1", &[]),
            ("ip=", LIVING),
        ],
    );
}

#[test]
fn an_ip_that_is_no_pattern_is_refused() {
    let cloud = support::start();
    for (query, pattern) in [("ip=*", "*"), ("ip=)%7C(", ")|("), ("ip=(", "(")] {
        let text = format!("Invalid ip filter '{pattern}': it is not a regular expression");
        assert_refused(cloud.owner(), query, &text);
    }
}

#[test]
fn an_address_of_a_server_finds_the_server() {
    let cloud = support::start();
    let fleet = Fleet::boot(cloud.owner(), &["a", "b"]);
    let addresses = cloud.owner().show(fleet.id("a")).at("/server/addresses");
    let networks = addresses.as_object().expect("a server has addresses");
    let first = networks.values().next().expect("a server has an address");
    let ip = first[0]["addr"].as_str().expect("an address is a text");

    let listed = cloud.owner().get(&format!("servers?ip=%5E{}%24", ip.replace('.', "%5C.")));

    assert_eq!(fleet.found_in(&listed), ["a"]);
}

#[test]
fn reservation_id_is_a_pattern() {
    let Some(cloud) = cloud_with_fleet() else { return };

    assert_found(
        cloud.owner(),
        &[
            ("reservation_id=r-aaaaaaaa", &["web-1"]),
            ("reservation_id=bbbb", &["Käse (1)", "Web-2"]),
            ("reservation_id=%5Er-a", &["Käse (1)", "web-1"]),
            ("reservation_id=none", &[]),
            ("reservation_id=", LIVING),
        ],
    );
    let text = "Invalid reservation_id filter '(': it is not a regular expression";
    assert_refused(cloud.owner(), "reservation_id=(", text);
}

#[test]
fn changes_since_finds_what_was_updated_then_or_later_deleted_servers_included() {
    let Some(cloud) = cloud_with_fleet() else { return };

    assert_found(
        cloud.owner(),
        &[
            ("changes-since=2014-10-20T00:00:00Z", &["soft-deleted"]),
            ("changes-since=2014-10-19T00:00:01Z", &["soft-deleted"]),
            ("changes-since=2014-10-19T00:00:00Z", &["soft-deleted", "deleted"]),
            ("changes-since=2014-10-18T00:00:00Z", &["soft-deleted", "deleted", "Web-2"]),
            ("changes-since=2014-10-20T00:00:01Z", &[]),
            (
                "changes-since=2014-01-01T00:00:00Z",
                &["soft-deleted", "deleted", "rebooting", "Käse (1)", "Web-2", "web-1"],
            ),
            ("changes-since=2014-10-18T00:00:00Z&name=web", &["Web-2"]),
            ("changes-since=2014-10-17T00:00:00Z&status=ACTIVE", &["web-1"]),
        ],
    );
}

#[test]
fn changes_since_takes_the_forms_of_iso_8601() {
    let Some(cloud) = cloud_with_fleet() else { return };
    for time in [
        "2014-10-20T00:00:00Z",
        "2014-10-20T00:00:00",
        "2014-10-20T00:00:00.000000",
        "2014-10-20T02:00:00%2B02:00",
        "2014-10-20T02:00:00+02:00",
        "2014-10-19T22:00:00-02:00",
        "2014-10-20%2000:00:00",
        "2014-10-20",
        "20141020T000000Z",
    ] {
        assert_found(cloud.owner(), &[(&format!("changes-since={time}"), &["soft-deleted"])]);
    }
}

#[test]
fn changes_since_that_is_no_time_is_refused() {
    let cloud = support::start();
    for value in ["", "yesterday", "2014-13-01T00:00:00Z", "1413460800", "2014-10-20T25:00:00Z"] {
        for caller in [cloud.owner(), cloud.admin()] {
            let query = format!("changes-since={value}");
            assert_refused(caller, &query, "Invalid changes-since value");
        }
    }
}

#[test]
fn changes_since_finds_a_server_whose_lock_changed() {
    let Some(cloud) = support::start_seeded(CREW) else { return };
    let query = "changes-since=2014-10-16T12:00:01Z";
    assert_found(cloud.owner(), &[(query, &[])]);
    let id = "5e000000-0000-4000-8000-000000000000";
    cloud.owner().action(id, &json!({"lock": null})).assert_status(202);

    assert_found(cloud.owner(), &[(query, &["unlocked"])]);
}

#[test]
fn several_filters_find_what_all_of_them_find() {
    let Some(cloud) = cloud_with_fleet() else { return };

    assert_found(
        cloud.owner(),
        &[
            ("name=web&flavor=2", &["Web-2"]),
            ("name=web&status=ACTIVE&ip=10.0.0.1", &["web-1"]),
            ("name=web&status=PAUSED", &[]),
            ("name=web&limit=1", &["Web-2"]),
        ],
    );
}

#[test]
fn filters_that_are_not_for_everybody_and_unknown_ones_are_ignored() {
    let Some(cloud) = cloud_with_fleet() else { return };
    let nothing = "c0ffee00000000000000000000000000";
    let others = cloud.other().project_id();
    for query in [
        "host=cmp2".to_owned(),
        format!("tenant_id={others}"),
        format!("project_id={others}"),
        format!("all_tenants=1&project_id={others}"),
        format!("user_id={nothing}"),
        "uuid=f1ee0000-0000-4000-8000-000000000001".to_owned(),
        "vm_state=stopped".to_owned(),
        "task_state=rebooting_hard".to_owned(),
        "ip6=fd00".to_owned(),
        "ip6=(".to_owned(),
        "fixed_ip=10.0.0.1".to_owned(),
        "metadata=%7B%22tier%22:%222%22%7D".to_owned(),
        "metadata=x".to_owned(),
        "display_name=(".to_owned(),
        "key_name=key".to_owned(),
        "deleted=1".to_owned(),
        "unknown=1".to_owned(),
        "=1".to_owned(),
        "&&".to_owned(),
    ] {
        assert_found(cloud.owner(), &[(&query, LIVING)]);
    }
}
