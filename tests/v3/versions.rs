//! `/v3` and `/v3/versions`.

use crate::support::{self, assert_unrouted};

#[test]
fn the_version_shows_itself_to_everybody_with_and_without_a_slash() {
    let cloud = support::start();
    let nobody = cloud.nobody();

    for path in ["/v3", "/v3/"] {
        let response = nobody.get(path).expect(200);

        assert_eq!(response.header("content-type"), Some("application/json"));
        response.assert_golden(&nobody, "v3/versions/document");
    }
}

#[test]
fn the_version_is_v2_1_as_juno_calls_it_and_experimental() {
    let cloud = support::start();

    let version = cloud.owner().get("/v3/").expect(200).at("/version");

    assert_eq!(version["id"], "v2.1");
    assert_eq!(version["status"], "EXPERIMENTAL");
    assert_eq!(version["updated"], "2013-07-23T11:33:21Z");
    assert_eq!(version["links"][0]["href"], format!("{}/", cloud.owner().url()));
}

#[test]
fn each_version_is_shown_by_its_id_as_if_it_were_here() {
    let cloud = support::start();
    let owner = cloud.owner();

    for (id, golden) in [("v2.0", "v3/versions/show_v2_0"), ("v2.1", "v3/versions/document")] {
        let response = owner.get(&format!("versions/{id}")).expect(200);

        assert_eq!(response.header("content-type"), Some("application/json"));
        response.assert_golden(owner, golden);
    }
}

#[test]
fn a_version_that_nobody_knows_is_not_found() {
    let cloud = support::start();

    for id in ["v3.0", "v3", "v2", "2.1", "v2.10", "nope"] {
        let response = cloud.owner().get(&format!("versions/{id}"));

        response.assert_fault(404, "itemNotFound", "The resource could not be found.");
    }
}

#[test]
fn the_versions_are_listed_at_the_root_only() {
    let cloud = support::start();

    let listed = cloud.owner().get("versions");

    listed.assert_fault(404, "itemNotFound", "The resource could not be found.");
    let v2 = cloud.owner().get(&format!("{}/versions", cloud.owner().v2_url()));
    assert_eq!(v2.status(), 404);
}

#[test]
fn the_root_does_not_list_v3() {
    let cloud = support::start();

    let listed = cloud.nobody().get("/").expect(200);

    assert!(!listed.text().contains("/v3/"), "{}", listed.text());
}

#[test]
fn a_version_is_only_read() {
    let cloud = support::start();

    for (method, path) in
        [("POST", "versions/v2.1"), ("DELETE", "versions/v2.1"), ("PUT", "versions/v2.1")]
    {
        assert_unrouted(&cloud.admin().call(method, path).send());
    }
}
