//! `networks` in `POST /servers`: where a new server gets its addresses.

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::{Value, json};

const PRIVATE: &str = "0e000000-0000-4000-8000-000000000001";
const SECOND: &str = "0e000000-0000-4000-8000-000000000002";
/// It has one address for servers.
const TINY: &str = "0e000000-0000-4000-8000-000000000003";

fn start() -> Option<Cloud> {
    let seed = Some(include_str!("seeds/create.yaml"));
    Cloud::start_with(&Options { seed, ..Options::default() })
}

fn create_on(client: &Client, networks: &Value) -> Response {
    let mut body = client.new_server("web");
    body["server"]["networks"] = networks.clone();
    client.post("servers", &body)
}

/// What is shown of a server on these networks.
#[track_caller]
fn shown_on(client: &Client, networks: &Value) -> Value {
    let created = create_on(client, networks).expect(202);
    let id = created.at("/server/id");
    client.show(id.as_str().expect("a new server has an id")).expect(200).at("/server")
}

/// The networks on which a server has an address.
fn networks_of(server: &Value) -> Vec<&String> {
    server["addresses"].as_object().expect("addresses are an object").keys().collect()
}

#[test]
fn a_server_that_names_no_network_gets_an_address_on_the_first_one() {
    let Some(cloud) = start() else { return };
    let id = cloud.owner().boot("web");

    let server = cloud.owner().show(&id).expect(200).at("/server");

    assert_eq!(networks_of(&server), ["private"]);
    assert_eq!(server["addresses"]["private"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_server_that_names_an_empty_list_gets_an_address_on_the_first_one() {
    let Some(cloud) = start() else { return };

    for networks in [json!([]), json!(null)] {
        let server = shown_on(cloud.owner(), &networks);

        assert_eq!(networks_of(&server), ["private"]);
    }
}

#[test]
fn a_server_gets_an_address_on_every_network_it_names() {
    let Some(cloud) = start() else { return };

    let one = shown_on(cloud.owner(), &json!([{"uuid": SECOND}]));
    let two = shown_on(cloud.owner(), &json!([{"uuid": SECOND}, {"uuid": PRIVATE}]));

    assert_eq!(networks_of(&one), ["second"]);
    assert_eq!(networks_of(&two), ["second", "private"]);
}

#[test]
fn a_server_gets_the_address_it_asks_for() {
    let Some(cloud) = start() else { return };

    let server = shown_on(cloud.owner(), &json!([{"uuid": SECOND, "fixed_ip": "10.0.1.77"}]));

    assert_eq!(server["addresses"]["second"][0]["addr"], "10.0.1.77");
}

#[test]
fn no_two_servers_have_one_address() {
    let Some(cloud) = start() else { return };
    let networks = json!([{"uuid": SECOND, "fixed_ip": "10.0.1.77"}]);
    create_on(cloud.other(), &networks).assert_status(202);

    let response = create_on(cloud.owner(), &networks);

    let message = "Fixed IP address 10.0.1.77 is already in use.";
    response.assert_fault(400, "badRequest", message);
}

#[test]
fn the_address_of_a_deleted_server_is_free_again() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    let networks = json!([{"uuid": TINY, "fixed_ip": "10.0.2.2"}]);
    let created = create_on(owner, &networks).expect(202).at("/server/id");
    let id = created.as_str().expect("a new server has an id");
    owner.delete(&format!("servers/{id}")).assert_status(204);
    owner.wait_until_gone(id);

    let response = create_on(owner, &networks);

    response.assert_status(202);
}

#[test]
fn an_address_is_one_of_its_network() {
    let Some(cloud) = start() else { return };

    let networks = json!([{"uuid": SECOND, "fixed_ip": "10.0.9.77"}]);
    let response = create_on(cloud.owner(), &networks);

    let message = format!("Fixed IP address 10.0.9.77 does not belong to network {SECOND}.");
    response.assert_fault(400, "badRequest", &message);
}

#[test]
fn what_is_no_network_is_refused() {
    let Some(cloud) = start() else { return };
    let unknown = "dead0000-0000-4000-8000-000000000000";
    let not_found = format!("Network {unknown} could not be found.");
    let not_proper = "Bad networks format: network uuid is not in proper format";

    for (networks, message) in [
        (json!("private"), "Bad networks format".to_owned()),
        (json!(["private"]), "Bad networks format".to_owned()),
        (json!([{}]), "Bad network format: missing 'uuid'".to_owned()),
        (json!([{"uuid": "private"}]), format!("{not_proper} (private)")),
        (json!([{"uuid": ""}]), format!("{not_proper} ()")),
        (json!([{"uuid": unknown}]), not_found),
        (json!([{"port": unknown}]), format!("Port {unknown} could not be found.")),
        (
            json!([{"uuid": PRIVATE, "fixed_ip": "10.0.0"}]),
            "Invalid fixed IP address (10.0.0)".to_owned(),
        ),
    ] {
        let response = create_on(cloud.owner(), &networks);

        response.assert_fault(400, "badRequest", &message);
    }
}

#[test]
fn a_server_for_which_no_address_is_left_is_created_in_error() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    create_on(owner, &json!([{"uuid": TINY}])).assert_status(202);

    let server = shown_on(owner, &json!([{"uuid": TINY}]));

    assert_eq!(server["status"], "ERROR");
    assert_eq!(server["fault"]["code"], 500);
    assert_eq!(server["fault"]["message"], "Zero fixed ips available.");
    assert_eq!(server["addresses"], json!({}));
    assert_eq!(server["hostId"], "");
}
