//! `/images`, as clients of 2014 ask for the images of the image service.

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::{Value, json};

const BASE: &str = "1a9e0000-0000-4000-8000-000000000001";
const SNAPSHOT: &str = "1a9e0000-0000-4000-8000-000000000002";
const OF_ALT: &str = "1a9e0000-0000-4000-8000-000000000008";

/// What the owner sees, newest first.
const NEWEST_FIRST: &[&str] =
    &["pending-delete", "deleted", "killed", "saving", "queued", "snapshot", "base"];

fn start() -> Option<Cloud> {
    let seed = Some(include_str!("seeds/images.yaml"));
    Cloud::start_with(&Options { seed, ..Options::default() })
}

/// The names of the images in a list.
#[track_caller]
fn names(response: &Response) -> Vec<String> {
    let images = response.clone().expect(200).at("/images");
    let images = images.as_array().expect("there is a list of images");
    images.iter().map(|it| it["name"].as_str().expect("a name is a text").to_owned()).collect()
}

/// The names that a query finds.
#[track_caller]
fn find(client: &Client, query: &str) -> Vec<String> {
    names(&client.get(&format!("images?{query}")))
}

#[test]
fn images_are_listed_in_brief_and_in_detail() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let owner = cloud.owner();

    for (path, golden) in [("images", "v2/images/list"), ("images/detail", "v2/images/detail")] {
        let response = owner.get(path).expect(200);

        assert_eq!(response.header("content-type"), Some("application/json"));
        response.assert_golden(owner, golden);
    }
}

#[test]
fn an_image_is_shown_by_its_id() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let owner = cloud.owner();

    let response = owner.get(&format!("images/{}", owner.image_id())).expect(200);

    response.assert_golden(owner, "v2/images/show");
}

#[test]
fn a_snapshot_shows_its_server() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();

    let response = owner.get(&format!("images/{SNAPSHOT}")).expect(200);

    response.assert_golden(owner, "v2/images/show_snapshot");
}

#[test]
fn an_image_shows_what_servers_need_for_it_and_what_users_note_about_it() {
    let Some(cloud) = start() else { return };

    let image = cloud.owner().get(&format!("images/{BASE}")).expect(200).at("/image");

    assert_eq!((&image["minRam"], &image["minDisk"]), (&json!(512), &json!(1)));
    assert_eq!(image["metadata"], json!({"os": "linux", "the \"key\"": "a\nb"}));
    assert_eq!(image["created"], "2014-10-01T00:00:00Z");
    assert_eq!(image["updated"], "2014-10-02T00:00:00Z");
}

#[test]
fn the_status_and_the_progress_follow_from_the_status_in_the_image_service() {
    let Some(cloud) = start() else { return };

    let images = cloud.owner().get("images/detail").expect(200).at("/images");

    let expected = json!({
        "base": ["ACTIVE", 100],
        "snapshot": ["ACTIVE", 100],
        "queued": ["SAVING", 25],
        "saving": ["SAVING", 50],
        "killed": ["ERROR", 0],
        "deleted": ["DELETED", 0],
        "pending-delete": ["DELETED", 0],
    });
    let images = images.as_array().expect("there are images");
    assert_eq!(images.len(), 7);
    for image in images {
        let name = image["name"].as_str().expect("a name is a text");
        assert_eq!(json!([image["status"], image["progress"]]), expected[name], "{name}");
    }
}

#[test]
fn an_image_of_another_project_is_not_found() {
    let Some(cloud) = start() else { return };
    let path = format!("images/{OF_ALT}");

    let seen = [cloud.owner(), cloud.other(), cloud.admin()].map(|it| it.get(&path).status());

    assert_eq!(seen, [404, 200, 200]);
}

#[test]
fn what_is_no_image_is_not_found() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let upper = owner.image_id().to_uppercase();

    for id in ["dead0000-0000-4000-8000-000000000000", "cirros", "1", "new", &upper] {
        let response = owner.get(&format!("images/{id}"));

        response.assert_fault(404, "itemNotFound", "Image not found.");
    }
}

#[test]
fn images_are_listed_newest_first() {
    let Some(cloud) = start() else { return };

    let found = find(cloud.owner(), "");

    assert_eq!(found, NEWEST_FIRST);
}

#[test]
fn administrators_are_listed_every_image() {
    let Some(cloud) = start() else { return };

    let found = find(cloud.admin(), "");

    assert_eq!(found[0], "of-alt");
    assert_eq!(found[1..], *NEWEST_FIRST);
}

#[test]
fn images_are_found_by_every_filter() {
    let Some(cloud) = start() else { return };
    let server = "5e000000-0000-4000-8000-000000000001";

    for (query, expected) in [
        ("name=base".to_owned(), &["base"][..]),
        ("name=bas".to_owned(), &[]),
        ("status=ACTIVE".to_owned(), &["snapshot", "base"]),
        ("status=active".to_owned(), &["snapshot", "base"]),
        ("status=SAVING".to_owned(), &["saving", "queued"]),
        ("status=ERROR".to_owned(), &["killed"]),
        ("status=DELETED".to_owned(), &["pending-delete", "deleted"]),
        ("status=NONSENSE".to_owned(), &[]),
        (format!("server={server}"), &["snapshot"]),
        (format!("server=http://nova/v2/p/servers/{server}"), &["snapshot"]),
        ("server=dead0000-0000-4000-8000-000000000000".to_owned(), &[]),
        ("type=snapshot".to_owned(), &["snapshot"]),
        ("minRam=512".to_owned(), &["base"]),
        ("minDisk=1".to_owned(), &["base"]),
        ("minDisk=2".to_owned(), &[]),
        ("property-os=linux".to_owned(), &["base"]),
        ("property-os=windows".to_owned(), &[]),
        ("changes-since=2014-10-07T00:00:00Z".to_owned(), &["pending-delete", "deleted"]),
        ("type=base&status=ACTIVE".to_owned(), &["base"]),
        ("nobody-knows-this=x".to_owned(), NEWEST_FIRST),
    ] {
        let found = find(cloud.owner(), &query);

        assert_eq!(found, expected, "{query}");
    }
}

#[test]
fn a_time_that_cannot_be_read_is_refused() {
    let cloud = Cloud::start();

    for value in ["", "yesterday"] {
        let response = cloud.owner().get(&format!("images?changes-since={value}"));

        response.assert_fault(400, "badRequest", "Invalid changes-since value");
    }
}

#[test]
fn a_full_page_has_a_link_to_the_next_one() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    let first = owner.get("images/detail?limit=2&status=active").expect(200);
    let link = first.at("/images_links/0/href");
    let path = link.as_str().and_then(|it| it.strip_prefix(owner.base_url()));

    let second = owner.get(path.expect("there is a next page")).expect(200);

    assert_eq!(names(&first), ["snapshot", "base"]);
    assert_eq!(first.at("/images_links/0/rel"), "next");
    let expected = format!("/v2/{}/images/detail", owner.project_id());
    assert_eq!(path, Some(&*format!("{expected}?limit=2&status=active&marker={BASE}")));
    assert_eq!(second.at("/images"), json!([]));
    assert_eq!(second.at("/images_links"), Value::Null);
}

#[test]
fn a_page_after_an_image_that_is_not_there_is_refused() {
    let Some(cloud) = start() else { return };

    for marker in [OF_ALT, "dead0000-0000-4000-8000-000000000000", "base"] {
        let response = cloud.owner().get(&format!("images?marker={marker}"));

        response.assert_fault(400, "badRequest", &format!("marker [{marker}] not found"));
    }
}

#[test]
fn a_limit_is_a_number_and_not_negative() {
    let cloud = Cloud::start();

    for (limit, message) in
        [("x", "limit param must be an integer"), ("-1", "limit param must be positive")]
    {
        let response = cloud.owner().get(&format!("images?limit={limit}"));

        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn images_are_not_made_here() {
    let cloud = Cloud::start();

    let response = cloud.owner().post("images", &json!({"image": {}}));

    let message = "The server could not comply with the request since it is either malformed or \
                   otherwise incorrect.";
    response.assert_fault(405, "badMethod", message);
}
