//! `imageRef` and `flavorRef` in `POST /servers`: what a new server is made from.

use ferronova_testkit::{Client, Cloud, Response};
use serde_json::{Value, json};

use crate::support;

const SMALL_IMAGE: &str = "1a9e0000-0000-4000-8000-000000000001";
const QUEUED_IMAGE: &str = "1a9e0000-0000-4000-8000-000000000002";
const IMAGE_THAT_WANTS_MEMORY: &str = "1a9e0000-0000-4000-8000-000000000003";
const IMAGE_THAT_WANTS_DISK: &str = "1a9e0000-0000-4000-8000-000000000004";
const LARGE_IMAGE: &str = "1a9e0000-0000-4000-8000-000000000005";
const IMAGE_OF_DEMO: &str = "1a9e0000-0000-4000-8000-000000000006";
const IMAGE_OF_ALT: &str = "1a9e0000-0000-4000-8000-000000000007";

fn start() -> Option<Cloud> {
    support::start_seeded(include_str!("../v2/seeds/create.yaml"))
}

/// Creates a server with one member of the request added or changed.
fn create_with(client: &Client, member: &str, value: &Value) -> Response {
    let mut body = client.new_server("web");
    body["server"][member] = value.clone();
    client.post("servers", &body)
}

/// What is shown of a server that was created that way.
#[track_caller]
fn shown_with(client: &Client, member: &str, value: &Value) -> Value {
    let id = create_with(client, member, value).expect(202).at("/server/id");
    client.show(id.as_str().expect("a new server has an id")).expect(200).at("/server")
}

#[test]
fn an_image_is_named_by_its_id_or_a_url_that_ends_in_it() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.image_id();

    for reference in [id.to_owned(), format!("http://glance/v1/images/{id}"), format!("/{id}")] {
        let server = shown_with(owner, "imageRef", &json!(reference));

        assert_eq!(server["image"]["id"], id);
    }
}

#[test]
fn an_image_has_a_uuid() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.image_id();

    for reference in [
        json!("cirros"),
        json!(format!("{id}/")),
        json!(id.to_uppercase()),
        json!(id.replace('-', "")),
    ] {
        let response = create_with(owner, "imageRef", &reference);

        response.assert_fault(400, "badRequest", "Invalid imageRef provided.");
    }
}

#[test]
fn an_image_that_is_not_there_is_a_bad_request() {
    let cloud = support::start();
    let unknown = json!("dead0000-0000-4000-8000-000000000000");

    let response = create_with(cloud.owner(), "imageRef", &unknown);

    response.assert_fault(400, "badRequest", "Can not find requested image");
}

#[test]
fn an_image_of_another_project_is_not_there() {
    let Some(cloud) = start() else { return };

    let own = create_with(cloud.owner(), "imageRef", &json!(IMAGE_OF_DEMO));
    let other = create_with(cloud.owner(), "imageRef", &json!(IMAGE_OF_ALT));

    own.assert_status(202);
    other.assert_fault(400, "badRequest", "Can not find requested image");
}

#[test]
fn an_image_is_active_and_fits_the_flavor() {
    let Some(cloud) = start() else { return };
    let not_active = format!("Image {QUEUED_IMAGE} is not active.");

    for (image, message) in [
        (QUEUED_IMAGE, &*not_active),
        (IMAGE_THAT_WANTS_MEMORY, "Flavor's memory is too small for requested image."),
        (IMAGE_THAT_WANTS_DISK, "Flavor's disk is too small for requested image."),
        (LARGE_IMAGE, "Flavor's disk is too small for requested image."),
    ] {
        let response = create_with(cloud.owner(), "imageRef", &json!(image));

        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn a_flavor_without_a_disk_fits_an_image_of_any_size() {
    let Some(cloud) = start() else { return };

    for image in [SMALL_IMAGE, IMAGE_THAT_WANTS_DISK, LARGE_IMAGE] {
        let mut body = cloud.owner().new_server("web");
        body["server"]["imageRef"] = json!(image);
        body["server"]["flavorRef"] = json!("0");

        let response = cloud.owner().post("servers", &body);

        response.assert_status(202);
    }
}

#[test]
fn a_flavor_is_named_by_its_id_as_a_text_or_a_number_or_a_url_that_ends_in_it() {
    let cloud = support::start();
    let owner = cloud.owner();

    for reference in [json!("2"), json!(2), json!("http://nova/p/flavors/2")] {
        let server = shown_with(owner, "flavorRef", &reference);

        assert_eq!(server["flavor"]["id"], "2");
    }
}

#[test]
fn a_flavor_that_is_not_there_is_a_bad_request() {
    let cloud = support::start();

    for reference in [json!("nope"), json!(4711), json!("m1.tiny")] {
        let response = create_with(cloud.owner(), "flavorRef", &reference);

        response.assert_fault(400, "badRequest", "Invalid flavorRef provided.");
    }
}

#[test]
fn a_private_flavor_is_for_its_projects_and_a_disabled_one_for_nobody() {
    let Some(cloud) = start() else { return };
    let create = |client: &Client, id| create_with(client, "flavorRef", &json!(id));

    let own = create(cloud.owner(), "for-demo");
    let refused = [
        create(cloud.owner(), "for-alt"),
        create(cloud.owner(), "disabled"),
        create(cloud.admin(), "disabled"),
    ];

    own.assert_status(202);
    for response in refused {
        response.assert_fault(400, "badRequest", "Invalid flavorRef provided.");
    }
}
