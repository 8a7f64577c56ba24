//! `/images` on v3.

use ferronova_testkit::Options;
use serde_json::{Value, json};

use crate::support;

const SEED: &str = include_str!("../v2/seeds/images.yaml");

const SNAPSHOT: &str = "1a9e0000-0000-4000-8000-000000000002";
const OF_ALT: &str = "1a9e0000-0000-4000-8000-000000000008";

#[test]
fn images_are_listed_in_brief_and_in_detail_and_shown() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();

    for (path, golden) in [
        ("images", "v3/images/list"),
        ("images/detail", "v3/images/detail"),
        (&*format!("images/{}", owner.image_id()), "v3/images/show"),
    ] {
        let response = owner.get(path).expect(200);

        assert_eq!(response.header("content-type"), Some("application/json"));
        response.assert_golden(owner, golden);
    }
}

#[test]
fn a_snapshot_shows_its_server_with_links_without_a_project() {
    let Some(cloud) = support::start_seeded(SEED) else { return };
    let owner = cloud.owner();

    let response = owner.get(&format!("images/{SNAPSHOT}")).expect(200);

    response.assert_golden(owner, "v3/images/show_snapshot");
}

#[test]
fn an_image_of_another_project_is_not_found() {
    let Some(cloud) = support::start_seeded(SEED) else { return };
    let path = format!("images/{OF_ALT}");

    let refused = cloud.owner().get(&path);

    refused.assert_fault(404, "itemNotFound", "Image not found.");
    cloud.other().get(&path).assert_status(200);
    cloud.admin().get(&path).assert_status(200);
}

#[test]
fn a_list_is_filtered_and_has_pages() {
    let Some(cloud) = support::start_seeded(SEED) else { return };
    let owner = cloud.owner();
    let first = owner.get("images/detail?limit=1&status=active").expect(200);
    let link = first.at("/images_links/0/href");
    let path = link.as_str().and_then(|it| it.strip_prefix(owner.base_url()));

    let second = owner.get(path.expect("there is a next page")).expect(200);

    assert_eq!(first.at("/images/0/name"), "snapshot");
    assert_eq!(second.at("/images/0/name"), "base");
    let start = format!("{}/images/detail?", owner.url());
    assert!(link.as_str().is_some_and(|it| it.starts_with(&start)), "{link}");
    assert_eq!(owner.get("images?name=base").at("/images").as_array().map(Vec::len), Some(1));
}

#[test]
fn wrong_parameters_are_refused() {
    let cloud = support::start();

    for (query, message) in [
        ("changes-since=yesterday", "Invalid changes-since value"),
        ("limit=x", "limit param must be an integer"),
        ("limit=-1", "limit param must be positive"),
        ("marker=base", "marker [base] not found"),
    ] {
        let response = cloud.owner().get(&format!("images?{query}"));

        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn images_are_not_made_here() {
    let cloud = support::start();

    let response = cloud.owner().post("images", &json!({"image": {}}));

    response.assert_fault(404, "itemNotFound", "The resource could not be found.");
    assert_eq!(cloud.owner().get("images").at("/images_links"), Value::Null);
}
