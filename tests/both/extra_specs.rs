//! `/flavors/{id}/os-extra_specs`.

use ferronova_testkit::Cloud;
use serde_json::json;

use crate::support::{self, EXTRA_SPEC_RULE, EXTRA_SPECS_RULE, answer, assert_unrouted, forbidden};

const SEED: &str = r#"
flavors:
  - id: 1
    name: plain
    ram: 512
    disk: 1
    vcpus: 1
  - id: pinned
    name: pinned
    ram: 512
    disk: 1
    vcpus: 1
    extra_specs: {"hw:cpu_policy": dedicated, "key with ü": "1"}
  - {id: of-alt, name: of-alt, ram: 512, disk: 1, vcpus: 1, access: [alt], extra_specs: {a: b}}
"#;

fn start() -> Option<Cloud> {
    support::start_seeded(SEED)
}

#[test]
fn the_extra_specs_of_a_flavor_are_shown_whole_and_by_their_keys() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();

    for (path, body) in [
        ("1/os-extra_specs", json!({"extra_specs": {}})),
        (
            "pinned/os-extra_specs",
            json!({"extra_specs": {"hw:cpu_policy": "dedicated", "key with ü": "1"}}),
        ),
        ("pinned/os-extra_specs/hw:cpu_policy", json!({"hw:cpu_policy": "dedicated"})),
        ("pinned/os-extra_specs/key%20with%20%C3%BC", json!({"key with ü": "1"})),
    ] {
        let response = owner.get(&format!("flavors/{path}"));

        assert_eq!(answer(&response), (200, body), "{path}");
    }
}

#[test]
fn a_flavor_or_a_key_that_is_not_there_is_not_found() {
    let Some(cloud) = start() else { return };

    for (path, message) in [
        ("nope/os-extra_specs", "The resource could not be found."),
        ("of-alt/os-extra_specs", "The resource could not be found."),
        ("nope/os-extra_specs/a", "Flavor nope could not be found."),
        ("of-alt/os-extra_specs/a", "Flavor of-alt could not be found."),
        ("1/os-extra_specs/a", "Flavor 1 has no extra specs with key a."),
    ] {
        let response = cloud.owner().get(&format!("flavors/{path}"));

        response.assert_fault(404, "itemNotFound", message);
    }
}

#[test]
fn a_private_flavor_shows_its_extra_specs_to_those_who_may_use_it() {
    let Some(cloud) = start() else { return };

    for client in [cloud.other(), cloud.admin()] {
        let response = client.get("flavors/of-alt/os-extra_specs/a");

        assert_eq!(answer(&response), (200, json!({"a": "b"})));
    }
}

#[test]
fn the_policy_can_close_them() {
    let rules = [(EXTRA_SPECS_RULE, "rule:admin_api"), (EXTRA_SPEC_RULE, "rule:admin_api")];
    let Some(cloud) = support::start_with_policy(&rules) else { return };
    let owner = cloud.owner();

    let whole = owner.get("flavors/1/os-extra_specs");
    let one = owner.get("flavors/nope/os-extra_specs/a");

    assert_eq!(answer(&whole), forbidden(EXTRA_SPECS_RULE));
    assert_eq!(answer(&one), forbidden(EXTRA_SPEC_RULE));
}

#[test]
fn nobody_writes_them() {
    let cloud = support::start();

    for (method, path) in [
        ("POST", "flavors/1/os-extra_specs"),
        ("PUT", "flavors/1/os-extra_specs/a"),
        ("DELETE", "flavors/1/os-extra_specs/a"),
    ] {
        assert_unrouted(&cloud.admin().call(method, path).send());
    }
}
