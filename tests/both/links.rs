//! What links begin with.

use ferronova_testkit::{Client, Options};
use serde_json::Value;

use crate::support::{self, bookmarks, root};

/// The links of flavor 1, asked for with these headers.
#[track_caller]
fn links_with(client: &Client, version: &str, headers: &[&str]) -> [Value; 2] {
    let request = format!("GET {}/flavors/1 {version}", root(client));
    let token = format!("X-Auth-Token: {}", client.token());
    let lines = [&[&*request, &*token], headers].concat();
    let response = client.send_raw(&lines, b"").expect(200);
    ["/flavor/links/0/href", "/flavor/links/1/href"].map(|it| response.at(it))
}

#[test]
fn links_begin_with_the_host_that_was_asked() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();
    let (root, bookmarks) = (root(owner), bookmarks(owner));

    for host in ["cloud.example.org", "cloud.example.org:8774", "[::1]:80", "LOCALHOST"] {
        let links = links_with(owner, "HTTP/1.1", &[&format!("Host: {host}")]);

        assert_eq!(links[0], format!("http://{host}{root}/flavors/1"));
        assert_eq!(links[1], format!("http://{host}{bookmarks}/flavors/1"));
    }
}

#[test]
fn links_begin_with_the_address_of_the_server_if_no_host_was_asked() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();
    let expected = format!("{}/flavors/1", owner.url());

    for headers in [&[][..], &["Host: "]] {
        let links = links_with(owner, "HTTP/1.0", headers);

        assert_eq!(links[0], expected);
    }
}

#[test]
fn what_a_proxy_says_about_the_host_is_ignored() {
    let cloud = support::start();
    let owner = cloud.owner();
    let host = owner.base_url().trim_start_matches("http://");

    let links = links_with(
        owner,
        "HTTP/1.1",
        &[
            &format!("Host: {host}"),
            "X-Forwarded-Host: evil.example.org",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Port: 1",
            "X-Forwarded-Prefix: /evil",
            "Forwarded: host=evil.example.org;proto=https",
        ],
    );

    assert_eq!(links[0], format!("{}/flavors/1", owner.url()));
}

#[test]
fn a_host_of_any_characters_leaves_the_answer_json() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();

    for host in ["a\"b", "a\\b", "</a>", "a\tb"] {
        let links = links_with(owner, "HTTP/1.1", &[&format!("Host: {host}")]);

        let link = links[0].as_str().expect("a link is a text");
        assert!(link.starts_with(&format!("http://{host}{}/", root(owner))), "{link}");
    }
}

#[test]
fn links_begin_with_the_public_url_if_there_is_one() {
    let public_url = Some("https://cloud.example.org:8443/compute/");
    let options = Options { public_url, ..Options::default() };
    let Some(cloud) = support::start_with(&options) else { return };
    let owner = cloud.owner();
    let (root, bookmarks) = (root(owner), bookmarks(owner));
    let id = owner.boot("web");

    let server = owner.show(&id).expect(200).at("/server");
    let created = owner.post("servers", &owner.new_server("web")).expect(202);
    let page = owner.get("flavors?limit=1").expect(200);
    let versions = owner.get("/").expect(200);

    let public_url = "https://cloud.example.org:8443/compute";
    let links = &server["links"];
    assert_eq!(links[0]["href"], format!("{public_url}{root}/servers/{id}"));
    assert_eq!(links[1]["href"], format!("{public_url}{bookmarks}/servers/{id}"));
    let location = created.header("location").expect("there is a location");
    assert!(location.starts_with(&format!("{public_url}{root}/servers/")), "{location}");
    let next = format!("{public_url}{root}/flavors?limit=1&marker=1");
    assert_eq!(page.at("/flavors_links/0/href"), next);
    assert_eq!(versions.at("/versions/0/links/0/href"), format!("{public_url}/v2/"));
}
