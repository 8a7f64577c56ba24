//! What `os-hide-server-addresses` hides.

use std::time::Duration;

use ferronova_testkit::{Client, Cloud, Options};
use serde_json::json;

/// A cloud in which a new server is being built for as long as the test runs.
fn start(options: Options) -> Option<Cloud> {
    Cloud::start_with(&Options { build_time: Duration::from_hours(1), ..options })
}

/// Creates a server of the owner that stays in the state of being built.
#[track_caller]
fn build(cloud: &Cloud) -> String {
    let owner = cloud.owner();
    let created = owner.post("servers", &owner.new_server("web")).expect(202);
    created.at("/server/id").as_str().expect("a new server has an id").to_owned()
}

/// Whether show and detail both have the addresses of the server, or both have none.
#[track_caller]
fn sees_addresses(client: &Client, id: &str) -> bool {
    let detail = client.get("servers/detail?all_tenants=1").expect(200);
    let shown = client.show(id).expect(200).at("/server");

    assert_eq!(shown["status"], "BUILD");
    assert_eq!(detail.at("/servers/0/addresses"), shown["addresses"]);
    shown["addresses"] != json!({})
}

#[test]
fn the_addresses_of_a_server_that_is_being_built_are_for_administrators() {
    let Some(cloud) = start(Options::default()) else { return };
    let id = build(&cloud);

    let seen = [cloud.owner(), cloud.admin()].map(|it| sees_addresses(it, &id));

    assert_eq!(seen, [false, true]);
}

#[test]
fn the_policy_decides_from_whom_they_are_hidden() {
    let policy = Some("compute_extension:hide_server_addresses: is_admin:True");
    let Some(cloud) = start(Options { policy, ..Options::default() }) else { return };
    let id = build(&cloud);

    let seen = [cloud.owner(), cloud.admin()].map(|it| sees_addresses(it, &id));

    assert_eq!(seen, [true, false]);
}

#[test]
fn switched_off_the_extension_hides_nothing() {
    let disabled = vec!["os-hide-server-addresses"];
    let Some(cloud) = start(Options { disabled, ..Options::default() }) else { return };
    let id = build(&cloud);

    let seen = [cloud.owner(), cloud.admin()].map(|it| sees_addresses(it, &id));

    assert_eq!(seen, [true, true]);
}
