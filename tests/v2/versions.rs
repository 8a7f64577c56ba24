//! `/`, `/v2`, and paths outside of every version.

use ferronova_testkit::Cloud;

use crate::support::{Fleet, next_link};

#[test]
fn the_root_lists_the_versions_to_everybody() {
    let cloud = Cloud::start();
    let nobody = cloud.nobody();

    let response = nobody.get("/").expect(200);

    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_eq!(response.at("/versions/0/updated"), "2011-01-21T11:33:21Z");
    response.assert_golden(&nobody, "v2/versions/list");
}

#[test]
fn the_root_answers_post_and_head_as_it_does_get() {
    let cloud = Cloud::start();
    let nobody = cloud.nobody();
    let got = nobody.get("/").expect(200);

    let posted = nobody.call("POST", "/").send();
    let head = nobody.call("HEAD", "/").send();

    assert_eq!((posted.status(), posted.text()), (200, got.text()));
    assert_eq!((head.status(), head.text()), (200, ""));
    assert_eq!(head.header("content-type"), Some("application/json"));
}

#[test]
fn a_version_shows_itself_to_everybody_with_and_without_a_slash() {
    let cloud = Cloud::start();
    let nobody = cloud.nobody();

    for path in ["/v2", "/v2/", "/v1.1", "/v1.1/"] {
        let response = nobody.get(path).expect(200);

        assert_eq!(response.header("content-type"), Some("application/json"));
        assert_eq!(response.at("/version/updated"), "2011-01-21T11:33:21Z");
        response.assert_golden(&nobody, "v2/versions/show");
    }
}

#[test]
fn a_version_shows_itself_with_a_token_too() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    let response = owner.get("/v2/").expect(200);

    response.assert_golden(owner, "v2/versions/show");
}

#[test]
fn a_path_outside_of_every_version_is_answered_with_the_choices() {
    let cloud = Cloud::start();
    let nobody = cloud.nobody();

    let response = nobody.get("/v4/servers/detail").expect(300);

    assert_eq!(response.header("content-type"), Some("application/json"));
    response.assert_golden(&nobody, "v2/versions/choices");
}

#[test]
fn the_choices_lead_to_the_path_that_was_asked_for() {
    let cloud = Cloud::start();
    let nobody = cloud.nobody();
    let owner = cloud.owner();

    for path in ["/servers", "/foo/", "/v4/", "/v2.xml", "/v20/servers", "/servers.json"] {
        let asked = [nobody.get(path), owner.get(path), nobody.call("POST", path).send()];

        for response in asked {
            response.assert_status(300);
            let link = response.at("/choices/0/links/0/href");
            assert_eq!(link, format!("{}/v2{path}", nobody.base_url()));
        }
    }
}

#[test]
fn a_path_outside_of_every_version_belongs_to_the_version_that_accept_names() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let path = format!("/{}/flavors/1", owner.project_id());

    let asked = owner.call("GET", &path);
    let response =
        asked.header("accept", "application/vnd.openstack.compute+json;version=2").send();

    let content_type = response.header("content-type").map(str::to_owned);
    assert_eq!(content_type.as_deref(), Some("application/vnd.openstack.compute+json"));
    assert_eq!(response.expect(200).json(), owner.get("flavors/1").expect(200).json());
}

#[test]
fn the_root_stays_the_root_whatever_version_accept_names() {
    let cloud = Cloud::start();
    let nobody = cloud.nobody();

    let asked = nobody.call("GET", "/");
    let response =
        asked.header("accept", "application/vnd.openstack.compute+json;version=2").send();

    response.expect(200).assert_golden(&nobody, "v2/versions/list");
}

#[test]
fn both_mounts_reach_the_same_servers_each_with_links_to_itself() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let project = owner.project_id();

    let response = owner.get(&format!("/v1.1/{project}/servers/{id}")).expect(200);

    let base_url = owner.base_url();
    let links = response.at("/server/links");
    assert_eq!(links[0]["href"], format!("{base_url}/v1.1/{project}/servers/{id}"));
    assert_eq!(links[1]["href"], format!("{base_url}/{project}/servers/{id}"));
}

#[test]
fn the_link_of_a_list_under_v1_1_stays_there() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, &["web"]);
    let path = format!("/v1.1/{}/servers", owner.project_id());

    let page = owner.get(&format!("{path}?limit=1&name={}", fleet.mark()));

    let link = next_link(&page).expect("a full page has a link");
    assert!(link.starts_with(&format!("{}{path}?limit=1", owner.base_url())), "{link}");
}
