//! `/ferronova` and `/ferronova/api-ref`: the start page and the API reference, for browsers.

use ferronova_testkit::{Cloud, Options, Response};
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
    let v2_1 = nobody.get("/ferronova/api-ref/v2.1.json").expect(200);
    assert_eq!(v2_1.at("/openapi"), "3.1.1");
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
    for name in loaded.map(|it| it.trim_matches('"')).filter(|it| !["data:,", ".."].contains(it)) {
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

    for path in [
        "/ferronova/api-ref/v9.json",
        "/ferronova/api-ref/v2",
        "/ferronova/api-ref/v2.json/",
        "/ferronova/api-ref/../reset",
        "/ferronova/api-reference",
        "/ferronova/start",
    ] {
        let response = cloud.nobody().get(path);

        response.assert_status(404);
    }
}

#[test]
fn pages_can_only_be_read() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };

    for path in ["/ferronova", "/ferronova/", "/ferronova/api-ref/", "/ferronova/api-ref/v2.json"] {
        for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let refused = cloud.admin().call(method, path).header("accept", "*/*").send();

            assert_eq!((refused.status(), refused.header("allow")), (405, Some("GET, HEAD")));
            assert!(refused.text().contains("<h1>405 Method Not Allowed</h1>"), "{method} {path}");
        }
        let read = cloud.nobody().get(path).expect(200);
        let head = cloud.nobody().call("HEAD", path).send().expect(200);
        assert_eq!(head.text(), "");
        for name in ["content-type", "content-length", "etag", "content-security-policy"] {
            assert_eq!(head.header(name), read.header(name), "{name} of {path}");
        }
    }
}

#[test]
fn the_start_page_says_where_everything_is() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let nobody = cloud.nobody();

    let page = nobody.get("/ferronova").expect(200);
    let with_slash = nobody.get("/ferronova/").expect(200);

    assert_eq!(page.text(), with_slash.text());
    assert_eq!(page.header("content-type"), Some("text/html; charset=UTF-8"));
    assert!(page.text().contains(env!("CARGO_PKG_VERSION")));
    let base = nobody.base_url();
    for face in ["v2", "v3", "identity", "image", "network"] {
        let link = format!("<a href=\"{base}/{face}\">{base}/{face}</a>");
        assert!(page.text().contains(&link), "{link}");
    }
    for version in VERSIONS {
        let name = version.as_str();
        let link = format!("<a href=\"{base}/ferronova/api-ref/?version={name}\">");
        assert!(page.text().contains(&link), "{link}");
    }
    let links = page.text().split("href=\"").skip(1).filter_map(|it| it.split('"').next());
    for link in links.filter(|it| *it != "data:,") {
        let path = link.strip_prefix(base).expect("it leads here");
        nobody.get(path).assert_status(if path == "/image" { 300 } else { 200 });
    }
}

#[test]
fn the_start_page_begins_links_as_others_do_and_runs_nothing() {
    let public_url = "https://cloud.example.org/\"><script>alert(1)</script>&'";
    let options = Options { public_url: Some(public_url), ..Options::default() };
    let Some(cloud) = Cloud::start_with(&options) else { return };

    let page = cloud.nobody().get("/ferronova").expect(200);

    let escaped =
        "https://cloud.example.org/&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#39;";
    assert!(page.text().contains(&format!("<a href=\"{escaped}/v2\">")), "{}", page.text());
    assert!(!page.text().contains("<script"), "{}", page.text());
    let policy = page.header("content-security-policy").unwrap_or_default();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("script-src") && !policy.contains("unsafe"), "{policy}");
}

#[test]
fn what_browsers_load_is_compressed_for_those_who_take_it() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let nobody = cloud.nobody();
    let length = |it: &Response| it.header("content-length").map(|it| it.parse::<usize>().unwrap());

    for name in ["", "page.js", "page.css", "swagger-ui-bundle.js", "swagger-ui.css", "v2.json"] {
        let path = format!("/ferronova/api-ref/{name}");
        let plain = nobody.call("GET", &path).header("accept-encoding", "identity").send();
        let refused = nobody.call("GET", &path).header("accept-encoding", "br, gzip;q=0").send();
        let gzip = nobody.call("HEAD", &path).header("accept-encoding", "br, gzip").send();

        for response in [&plain, &refused, &gzip] {
            assert_eq!(response.status(), 200, "{path}");
            assert_eq!(response.header("vary"), Some("Accept-Encoding"), "{path}");
            assert_eq!(response.header("cache-control"), Some("no-cache"), "{path}");
            assert_eq!(response.header("x-content-type-options"), Some("nosniff"), "{path}");
            assert_eq!(response.header("content-type"), plain.header("content-type"), "{path}");
        }
        assert_eq!(plain.header("content-encoding"), None, "{path}");
        assert_eq!(refused.text(), plain.text(), "{path}");
        assert_eq!(gzip.header("content-encoding"), Some("gzip"), "{path}");
        assert!(length(&gzip).unwrap() * 10 < plain.text().len() * 6, "{path}");
    }
}

#[test]
fn what_a_browser_has_is_not_sent_again() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let nobody = cloud.nobody();

    for name in ["", "page.js", "swagger-ui-bundle.js", "v2.json", "v3.json"] {
        let path = format!("/ferronova/api-ref/{name}");
        let had = |tag: &str| nobody.call("GET", &path).header("if-none-match", tag).send();
        let first = nobody.get(&path).expect(200);
        let tag = first.header("etag").expect("there is a tag").to_owned();

        let again = had(&tag);
        let other = had("\"another\"");

        assert_eq!((again.status(), again.text()), (304, ""), "{path}");
        for kept in ["etag", "vary", "cache-control", "content-security-policy"] {
            assert_eq!(again.header(kept), first.header(kept), "{kept} of {path}");
        }
        assert_eq!((other.status(), other.text()), (200, first.text()), "{path}");
    }
}

#[test]
fn a_document_with_other_urls_has_another_tag() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let nobody = cloud.nobody();
    let tag_for = |host: &str| {
        let lines = ["GET /ferronova/api-ref/v2.json HTTP/1.1", &format!("Host: {host}")];
        nobody.send_raw(&lines, b"").header("etag").map(str::to_owned)
    };

    assert!(tag_for("a.example").is_some());
    assert_ne!(tag_for("a.example"), tag_for("b.example"));
    assert_eq!(tag_for("a.example"), tag_for("a.example"));
}
