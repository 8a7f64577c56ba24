//! `GET /servers/{id}` on v3: what each caller sees of a server.

use std::time::Duration;

use ferronova_testkit::{Cloud, Options};
use serde_json::{Value, json};

use crate::support;

const FULL: &str = "5e000000-0000-4000-8000-000000000001";
const FROM_A_VOLUME: &str = "5e000000-0000-4000-8000-000000000002";
const FAILED: &str = "5e000000-0000-4000-8000-000000000008";
const DELETED: &str = "5e000000-0000-4000-8000-00000000000b";
const SOFT_DELETED: &str = "5e000000-0000-4000-8000-00000000000c";

fn start() -> Option<Cloud> {
    support::start_seeded(include_str!("../v2/seeds/show.yaml"))
}

#[test]
fn a_server_shows_the_keys_of_every_plugin() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    let response = owner.show(&id).expect(200);

    assert_eq!(response.header("content-type"), Some("application/json"));
    response.assert_golden(owner, "v3/servers/show");
}

#[test]
fn an_administrator_is_shown_where_a_server_lives_as_well() {
    let Some(cloud) = start() else { return };

    let response = cloud.admin().show(FULL).expect(200);

    response.assert_golden(cloud.admin(), "v3/servers/show_to_admin");
}

#[test]
fn a_server_shows_everything_it_has() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();

    let response = owner.show(FULL).expect(200);

    response.assert_golden(owner, "v3/servers/show_full");
    assert_eq!(response.at("/server/created"), "2014-10-16T12:00:01Z");
    assert_eq!(response.at("/server/updated"), "2014-10-17T00:00:00Z");
}

#[test]
fn an_address_has_its_type_and_its_interface_without_a_prefix() {
    let Some(cloud) = start() else { return };

    let addresses = cloud.owner().show(FULL).expect(200).at("/server/addresses");

    let all: Vec<&Value> = addresses
        .as_object()
        .into_iter()
        .flatten()
        .flat_map(|(_, it)| it.as_array().expect("a network has addresses"))
        .collect();
    assert_eq!(all.len(), 3);
    for address in all {
        let members = address.as_object().expect("an address is an object");
        let names: Vec<&str> = members.keys().map(String::as_str).collect();
        assert_eq!(names, ["addr", "version", "type", "mac_addr"]);
        let kind = if address["addr"] == "192.0.2.11" { "floating" } else { "fixed" };
        assert_eq!(address["type"], kind, "{address}");
    }
}

#[test]
fn a_server_that_boots_from_a_volume_has_an_empty_text_for_an_image() {
    let Some(cloud) = start() else { return };

    let response = cloud.owner().show(FROM_A_VOLUME).expect(200);

    assert_eq!(response.at("/server/image"), "");
}

#[test]
fn links_have_no_project() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    for client in [cloud.owner(), cloud.admin()] {
        let server = client.show(&id).expect(200).at("/server");

        let base = client.base_url();
        let bookmark = |path: &str| format!("{base}/{path}");
        assert_eq!(
            server["links"],
            json!([
                {"rel": "self", "href": format!("{base}/v3/servers/{id}")},
                {"rel": "bookmark", "href": bookmark(&format!("servers/{id}"))},
            ])
        );
        let image = bookmark(&format!("images/{}", client.image_id()));
        assert_eq!(server["image"]["links"], json!([{"rel": "bookmark", "href": image}]));
        let flavor = bookmark("flavors/1");
        assert_eq!(server["flavor"]["links"], json!([{"rel": "bookmark", "href": flavor}]));
    }
}

#[test]
fn a_server_builds_for_its_time() {
    let build_time = Duration::from_hours(1);
    let Some(cloud) = support::start_with(&Options { build_time, ..Options::default() }) else {
        return;
    };
    let owner = cloud.owner();
    let id = support::created_id(&owner.post("servers", &owner.new_server("web")).expect(202));

    let response = owner.show(&id).expect(200);

    response.assert_golden(owner, "v3/servers/show_building");
}

#[test]
fn a_server_in_error_shows_its_fault_and_the_details_to_administrators() {
    let Some(cloud) = start() else { return };

    let [owners, admins] =
        [cloud.owner(), cloud.admin()].map(|it| it.show(FAILED).expect(200).at("/server/fault"));

    let message = "No valid host was found.";
    let created = "2014-10-16T12:00:02Z";
    assert_eq!(owners, json!({"code": 500, "created": created, "message": message}));
    let details = "in select_destinations";
    let fault = json!({"code": 500, "created": created, "message": message, "details": details});
    assert_eq!(admins, fault);
}

#[test]
fn a_server_is_found_by_its_number_too_and_when_it_is_soft_deleted() {
    let Some(cloud) = start() else { return };

    let by_number = cloud.owner().show("4711").expect(200);
    let soft_deleted = cloud.owner().show(SOFT_DELETED).expect(200);

    assert_eq!(by_number.at("/server/id"), FULL);
    assert_eq!(soft_deleted.at("/server/status"), "SOFT_DELETED");
}

#[test]
fn what_is_not_there_or_of_another_project_is_not_found_under_the_id_that_was_asked_for() {
    let Some(cloud) = start() else { return };
    let upper = FULL.to_uppercase();

    for (client, id) in [
        (cloud.owner(), "dead0000-0000-4000-8000-000000000000"),
        (cloud.owner(), "web"),
        (cloud.owner(), "999999999"),
        (cloud.owner(), "-1"),
        (cloud.owner(), &*upper),
        (cloud.owner(), DELETED),
        (cloud.admin(), DELETED),
        (cloud.other(), FULL),
        (cloud.other(), "4711"),
    ] {
        let response = client.show(id);

        let message = format!("Instance {id} could not be found.");
        response.assert_fault(404, "itemNotFound", &message);
    }
}
