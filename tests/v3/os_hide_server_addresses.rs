//! The plugin `os-hide-server-addresses`: a server that is being built hides them from users.

use ferronova_testkit::Cloud;
use serde_json::json;

use crate::support::{self, Fleet, HIDE_ADDRESSES_RULE};

const SEED: &str = include_str!("../v2/seeds/show.yaml");

const BUILDING: &str = "5e000000-0000-4000-8000-000000000007";
const FAILED: &str = "5e000000-0000-4000-8000-000000000008";

/// Whether the owner and an administrator see addresses of a server.
fn see(cloud: &Cloud, id: &str) -> [bool; 2] {
    [cloud.owner(), cloud.admin()]
        .map(|it| it.show(id).expect(200).at("/server/addresses") != json!({}))
}

#[test]
fn addresses_are_hidden_from_users_while_the_server_builds_and_in_no_other_state() {
    let Some(cloud) = support::start_seeded(SEED) else { return };

    assert_eq!(see(&cloud, BUILDING), [false, true]);
    assert_eq!(see(&cloud, FAILED), [true, true]);
    let listed = cloud.owner().get("servers/detail?name=building$").expect(200);
    assert_eq!(listed.at("/servers/0/addresses"), json!({}));
}

#[test]
fn a_running_server_shows_its_addresses_to_its_owner() {
    let cloud = support::start();
    let fleet = Fleet::boot(cloud.owner(), &["web"]);

    assert_eq!(see(&cloud, fleet.id("web")), [true, true]);
}

#[test]
fn the_rule_decides_from_whom_they_are_hidden() {
    let policy: &'static str = format!("{HIDE_ADDRESSES_RULE}: ''").leak();
    let (seed, policy) = (Some(SEED), Some(policy));
    let options = ferronova_testkit::Options { seed, policy, ..Default::default() };
    let Some(cloud) = support::start_with(&options) else { return };

    assert_eq!(see(&cloud, BUILDING), [false, false]);
}

#[test]
fn switched_off_the_plugin_hides_nothing() {
    let disabled = vec!["os-hide-server-addresses"];
    let options = ferronova_testkit::Options { seed: Some(SEED), disabled, ..Default::default() };
    let Some(cloud) = support::start_with(&options) else { return };

    assert_eq!(see(&cloud, BUILDING), [true, true]);
}
