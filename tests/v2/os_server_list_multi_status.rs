//! What `os-server-list-multi-status` makes of a repeated `status`.

use ferronova_testkit::{Cloud, Options};

use crate::support::names;

const SEED: &str = include_str!("seeds/states.yaml");

fn start(disabled: Vec<&'static str>) -> Option<Cloud> {
    Cloud::start_with(&Options { seed: Some(SEED), disabled, ..Options::default() })
}

/// The names of the servers that a query finds, sorted.
#[track_caller]
fn find(cloud: &Cloud, query: &str) -> Vec<String> {
    let mut found = names(&cloud.owner().get(&format!("servers?{query}")));
    found.sort();
    found
}

#[test]
fn a_repeated_status_finds_the_servers_of_each() {
    let Some(cloud) = start(vec![]) else { return };

    let found = find(&cloud, "status=PAUSED&status=suspended&status=nonsense&status=PAUSED");

    assert_eq!(found, ["paused", "suspended"]);
}

#[test]
fn statuses_that_are_none_find_nothing() {
    let Some(cloud) = start(vec![]) else { return };

    let found = find(&cloud, "status=nonsense&status=");

    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_user_may_not_ask_for_deleted_servers_alone() {
    let Some(cloud) = start(vec![]) else { return };

    let response = cloud.owner().get("servers?status=deleted&status=DELETED");

    let message = "Only administrators may list deleted instances";
    response.assert_fault(403, "forbidden", message);
}

#[test]
fn switched_off_the_extension_leaves_the_last_status() {
    let Some(cloud) = start(vec!["os-server-list-multi-status"]) else { return };

    let found = find(&cloud, "status=PAUSED&status=SUSPENDED");

    assert_eq!(found, ["suspended"]);
}
