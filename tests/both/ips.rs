//! `/servers/{id}/ips`.

use ferronova_testkit::Options;
use serde_json::{Value, json};

use crate::support::{self, OF_AN_ADDRESS, answer, fault, start_seeded};

const SEED: &str = include_str!("../v2/seeds/extensions.yaml");

const EVERYTHING: &str = "5e000000-0000-4000-8000-000000000001";
const NOTHING: &str = "5e000000-0000-4000-8000-000000000002";
const UNKNOWN: &str = "dead0000-0000-4000-8000-000000000000";

/// An address as this version shows it.
fn address(ip: &str, kind: &str) -> Value {
    let mut address = json!({"addr": ip, "version": 4});
    for key in OF_AN_ADDRESS {
        address[*key] = if *key == "type" { json!(kind) } else { json!("fa:16:3e:00:00:01") };
    }
    address
}

#[test]
fn the_addresses_of_a_server_are_listed_by_network() {
    let Some(cloud) = start_seeded(SEED) else { return };
    let owner = cloud.owner();
    let addresses = json!([address("10.0.0.11", "fixed"), address("192.0.2.11", "floating")]);

    let all = owner.get(&format!("servers/{EVERYTHING}/ips"));
    let of_network = owner.get(&format!("servers/{EVERYTHING}/ips/private"));
    let by_number = owner.get("servers/4711/ips");

    assert_eq!(answer(&all), (200, json!({"addresses": {"private": addresses}})));
    assert_eq!(answer(&of_network), (200, json!({"private": addresses})));
    assert_eq!(answer(&by_number), answer(&all));
}

#[test]
fn a_server_may_have_no_addresses() {
    let Some(cloud) = start_seeded(SEED) else { return };

    let all = cloud.owner().get(&format!("servers/{NOTHING}/ips"));

    assert_eq!(answer(&all), (200, json!({"addresses": {}})));
}

#[test]
fn a_network_that_a_server_is_not_on_is_not_found() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    for label in ["nope", "Private", "%FF"] {
        let response = cloud.owner().get(&format!("servers/{id}/ips/{label}"));

        let message = "Instance is not a member of specified network";
        response.assert_fault(404, "itemNotFound", message);
    }
}

#[test]
fn the_addresses_of_a_server_that_is_not_there_are_not_found() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    for (client, id) in [(cloud.owner(), UNKNOWN), (cloud.owner(), "nope"), (cloud.other(), &*id)] {
        for path in [format!("servers/{id}/ips"), format!("servers/{id}/ips/private")] {
            let response = client.get(&path);

            let expected = fault(404, "itemNotFound", "Instance does not exist");
            assert_eq!(answer(&response), expected, "{path}");
        }
    }
}

#[test]
fn addresses_are_shown_while_a_server_is_built() {
    let options = Options { build_time: std::time::Duration::from_hours(1), ..Options::default() };
    let Some(cloud) = support::start_with(&options) else { return };
    let owner = cloud.owner();
    let created = owner.post("servers", &owner.new_server("web")).expect(202);
    let id = created.at("/server/id").as_str().expect("a new server has an id").to_owned();

    let hidden = owner.show(&id).expect(200).at("/server/addresses");
    let listed = owner.get(&format!("servers/{id}/ips")).expect(200).at("/addresses");

    assert_eq!(hidden, json!({}));
    assert_eq!(listed["private"].as_array().map(Vec::len), Some(1), "{listed}");
}
