//! `/ferronova/api-ref`: the API reference, to read in a browser.

use ferronova_testkit::{Cloud, Options};
use serde_json::json;

use crate::support::VERSIONS;

#[test]
fn everybody_may_read_the_reference() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let nobody = cloud.nobody();

    let page = nobody.get("/ferronova/api-ref/").expect(200);
    let v2 = nobody.get("/ferronova/api-ref/v2.json").expect(200);
    let v3 = nobody.get("/ferronova/api-ref/v3.json").expect(200);

    assert_eq!(page.header("content-type"), Some("text/html; charset=UTF-8"));
    for (document, key) in [(v2, "locked"), (v3, "OS-EXT-STS:locked")] {
        assert_eq!(document.header("content-type"), Some("application/json"));
        assert_eq!(document.at("/openapi"), "3.1.1");
        let place = format!("/components/schemas/Server/properties/{key}");
        assert!(document.at(&place).is_object(), "{key}");
    }
}

#[test]
fn the_page_without_its_slash_leads_to_the_one_with_it() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let nobody = cloud.nobody();

    let response = nobody.get("/ferronova/api-ref").expect(302);

    let page = format!("{}/ferronova/api-ref/", nobody.base_url());
    assert_eq!(response.header("location"), Some(&*page));
}

#[test]
fn whatever_the_page_loads_comes_from_beside_it() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let nobody = cloud.nobody();
    let page = nobody.get("/ferronova/api-ref/").expect(200);

    let policy = page.header("content-security-policy").unwrap_or_default();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; "), "{policy}");
    let attributes = page.text().split([' ', '>']);
    let loaded = attributes.filter_map(|it| it.strip_prefix("href=").or(it.strip_prefix("src=")));
    let mut n_loaded = 0;
    for name in loaded.map(|it| it.trim_matches('"')).filter(|it| *it != "data:,") {
        let response = nobody.get(&format!("/ferronova/api-ref/{name}")).expect(200);
        let expected = match name.rsplit('.').next() {
            Some("css") => "text/css; charset=UTF-8",
            Some("js") => "text/javascript; charset=UTF-8",
            Some("json") => "application/json",
            _ => "text/html; charset=UTF-8",
        };
        assert_eq!(response.header("content-type"), Some(expected), "{name}");
        assert!(!response.text().is_empty());
        n_loaded += 1;
    }
    assert_eq!(n_loaded, 4 + 2 * VERSIONS.len());
}

#[test]
fn the_document_begins_urls_as_links_do() {
    let public_url = "https://cloud.example.org/\"compute";
    let options = Options { public_url: Some(public_url), ..Options::default() };
    let Some(configured) = Cloud::start_with(&options) else { return };
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };

    let of_request = cloud.nobody().get("/ferronova/api-ref/v2.json").expect(200);
    let of_settings = configured.nobody().get("/ferronova/api-ref/v2.json").expect(200);

    assert_eq!(of_request.at("/servers"), json!([{"url": cloud.nobody().base_url()}]));
    assert_eq!(of_settings.at("/servers"), json!([{ "url": public_url }]));
}

#[test]
fn the_document_describes_the_extensions_that_are_loaded() {
    let options = Options { disabled: vec!["os-server-locked-status"], ..Options::default() };
    let Some(cloud) = Cloud::start_with(&options) else { return };

    let document = cloud.nobody().get("/ferronova/api-ref/v2.json").expect(200);

    let properties = document.at("/components/schemas/Server/properties");
    assert!(properties.get("locked").is_none(), "{properties}");
    assert!(properties.get("OS-EXT-STS:vm_state").is_some(), "{properties}");
}

#[test]
fn nothing_else_is_there() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };

    for (method, path) in [
        ("POST", "/ferronova/api-ref/"),
        ("GET", "/ferronova/api-ref/v9.json"),
        ("GET", "/ferronova/api-ref/v2"),
        ("GET", "/ferronova/api-ref/v2.json/"),
        ("GET", "/ferronova/api-ref/../reset"),
        ("GET", "/ferronova/api-reference"),
    ] {
        let response = cloud.nobody().call(method, path).send();

        response.assert_status(404);
    }
}
