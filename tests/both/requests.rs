//! What holds for every request: media types, bodies and request ids.

use ferronova_testkit::{Client, Options, Response, Version};
use serde_json::json;

use crate::support::{self, DOCUMENT, REQUEST_ID, VERSION, root};

const UNKNOWN: &str = "dead0000-0000-4000-8000-000000000000";

/// Asks for a path with this `Accept`.
fn get_accepting(client: &Client, path: &str, accept: &str) -> Response {
    client.call("GET", path).header("accept", accept).send()
}

#[test]
fn json_is_the_answer_to_every_accept() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();

    for accept in [
        "application/json",
        "",
        "*/*",
        "image/png",
        "application/xml",
        "application/vnd.openstack.compute+xml",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/json;q=0.1,application/vnd.openstack.compute+json;q=0",
        ";;;",
        "application/json;q=high",
    ] {
        let response = get_accepting(owner, "flavors/1", accept).expect(200);

        assert_eq!(response.header("content-type"), Some("application/json"), "{accept}");
        assert_eq!(response.at("/flavor/id"), "1");
    }
    let response = owner.get("flavors/1.xml").expect(200);
    assert_eq!(response.header("content-type"), Some("application/json"));
}

#[test]
fn the_media_type_of_the_api_is_echoed_to_those_who_prefer_it() {
    let cloud = support::start();
    let owner = cloud.owner();
    let vendor = "application/vnd.openstack.compute+json";

    for (path, accept, expected) in [
        ("flavors/1", vendor, vendor),
        ("flavors/1", "application/vnd.openstack.compute+json;version=2", vendor),
        ("flavors/1", "application/json;q=0.5,application/vnd.openstack.compute+json", vendor),
        (
            "flavors/1",
            "application/json,application/vnd.openstack.compute+json;q=0.5",
            "application/json",
        ),
        ("flavors/1.json", vendor, "application/json"),
        (DOCUMENT, vendor, vendor),
        ("/", vendor, vendor),
        ("/v4/", vendor, vendor),
    ] {
        let response = get_accepting(owner, path, accept);

        assert!(response.status() < 400, "{path}");
        assert_eq!(response.header("content-type"), Some(expected), "{path} {accept}");
    }
}

#[test]
fn a_fault_has_the_base_of_the_media_type_that_is_preferred() {
    let cloud = support::start();
    let accept = "application/vnd.openstack.compute+json";

    let response = get_accepting(cloud.owner(), "images/nope", accept);

    response.assert_fault(404, "itemNotFound", "Image not found.");
}

#[test]
fn a_body_that_is_no_json_is_malformed() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let deep = "[".repeat(100_000);
    let deep = format!(r#"{{"server": {deep}"#);
    let no_utf8 = b"{\"server\": {\"name\": \"\xff\xfe\"}}";
    let bodies: [&[u8]; 7] = [
        b"{",
        b"server",
        b" ",
        b"{\"server\": {}} trailing",
        b"{'server': {}}",
        no_utf8,
        deep.as_bytes(),
    ];

    for (method, path) in [("POST", "servers"), ("PUT", &*format!("servers/{id}"))] {
        for body in bodies {
            let call = owner.call(method, path).header("content-type", "application/json");
            let response = call.body(body).send();

            response.assert_fault(400, "badRequest", "Malformed request body");
        }
    }
}

#[test]
fn a_body_of_another_media_type_is_refused() {
    let cloud = support::start();
    let owner = cloud.owner();
    let body = owner.new_server("web").to_string();

    for content_type in ["text/plain", "application/octet-stream", "application/jsonp", "json", ""]
    {
        let call = owner.call("POST", "servers").header("content-type", content_type);
        let response = call.body(&*body).send();

        response.assert_fault(400, "badRequest", "Unsupported Content-Type");
    }
    let untyped = owner.call("POST", "servers").body(&*body).send();
    untyped.assert_fault(400, "badRequest", "Unsupported Content-Type");
}

#[test]
fn a_body_of_xml_is_refused() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();

    let call = owner.call("POST", "servers").header("content-type", "application/xml");
    let response = call.body(r#"<server name="web"/>"#).send();

    response.assert_fault(400, "badRequest", "Unsupported Content-Type");
}

#[test]
fn a_body_of_json_may_say_more_about_itself() {
    let cloud = support::start();
    let owner = cloud.owner();
    let body = owner.new_server("web").to_string();

    for content_type in [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "Application/JSON",
        "application/vnd.openstack.compute+json",
        "application/vnd.openstack.compute+json;version=2",
    ] {
        let call = owner.call("POST", "servers").header("content-type", content_type);
        let response = call.body(&*body).send();

        response.assert_status(202);
    }
}

#[test]
fn a_body_may_come_in_chunks() {
    let cloud = support::start();
    let owner = cloud.owner();
    let body = owner.new_server("web").to_string();
    let (one, two) = body.split_at(10);
    let chunks = format!("a\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n", two.len());

    let response = owner.send_raw(
        &[
            &format!("POST {}/servers HTTP/1.1", root(owner)),
            "Host: localhost",
            &format!("X-Auth-Token: {}", owner.token()),
            "Content-Type: application/json",
            "Transfer-Encoding: chunked",
        ],
        chunks.as_bytes(),
    );

    response.assert_status(202);
}

#[test]
fn a_body_of_114688_bytes_is_read_and_a_longer_one_is_not() {
    let cloud = support::start();
    let owner = cloud.owner();
    let body = owner.new_server("web").to_string();
    let padded = |length: usize| format!("{body}{}", " ".repeat(length - body.len()));
    let post = |length| {
        let call = owner.call("POST", "servers").header("content-type", "application/json");
        call.body(padded(length)).send()
    };

    let fitting = post(114_688);
    let too_long = post(114_689);

    fitting.assert_status(202);
    let page = "413 Request Entity Too Large\n\nRequest is too large.\n\n   ";
    assert_eq!((too_long.status(), too_long.text()), (413, page));
    assert_eq!(too_long.header("content-type"), Some("text/plain; charset=UTF-8"));
    assert!(too_long.header(REQUEST_ID).is_some());
}

#[test]
fn a_body_that_is_too_long_is_refused_before_anything_else() {
    let cloud = support::start();
    let owner = cloud.owner();
    let post = |lines: &[&str], body: &[u8]| {
        let request = format!("POST {}/nonsense HTTP/1.1", root(&cloud.other().without_token()));
        owner.send_raw(&[&[&*request, "Host: localhost"], lines].concat(), body)
    };
    let chunk = format!("1c001\r\n{}\r\n0\r\n\r\n", " ".repeat(0x1c001));

    let declared = post(&["Content-Length: 114689"], b"");
    let in_chunks = post(&["Transfer-Encoding: chunked"], chunk.as_bytes());

    assert_eq!(declared.status(), 413);
    assert_eq!(in_chunks.status(), 413);
}

#[test]
fn the_page_for_a_body_that_is_too_long_is_html_for_those_who_take_it() {
    let cloud = support::start();

    let call = cloud.owner().call("POST", "servers").header("accept", "*/*");
    let response = call.body(vec![b' '; 114_689]).send();

    assert_eq!(response.status(), 413);
    assert_eq!(response.header("content-type"), Some("text/html; charset=UTF-8"));
    assert!(response.text().contains("Request is too large."), "{}", response.text());
}

#[test]
fn every_answer_below_a_mount_has_a_request_id_of_its_own() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let mut seen = Vec::new();

    for response in [
        owner.get("servers"),
        owner.get("servers"),
        owner.get("nonsense"),
        owner.show(UNKNOWN),
        owner.get(DOCUMENT),
        owner.post("servers", &owner.new_server("web")),
        owner.action(&id, &json!({"pause": null})),
        owner.delete(&format!("servers/{id}")),
        cloud.nobody().get("servers"),
    ] {
        let request_id = response.header(REQUEST_ID).expect("there is a request id");
        let uuid = request_id.strip_prefix("req-").expect("a request id begins with `req-`");
        assert_eq!((uuid.len(), &uuid[14..15]), (36, "4"), "{uuid}");
        assert!(!seen.contains(&uuid.to_owned()), "{uuid} was given twice");
        if VERSION == Version::V3 {
            assert_eq!(response.header("x-compute-request-id"), None);
        }
        seen.push(uuid.to_owned());
    }
}

#[test]
fn a_client_cannot_choose_the_request_id() {
    let cloud = support::start();
    let chosen = "req-dead0000-0000-4000-8000-000000000000";
    let call = cloud.owner().call("GET", "servers");

    let call = call.header("x-compute-request-id", chosen);
    let response = call.header("x-openstack-request-id", chosen).send();

    assert!(response.headers().all(|(_, value)| value != chosen));
}

#[test]
fn one_connection_serves_many_requests_whatever_they_are_answered() {
    let cloud = support::start();
    let owner = cloud.owner();

    for _ in 0..20 {
        owner.get("flavors/1").assert_status(200);
        owner.show(UNKNOWN).assert_status(404);
        owner.get("flavors/nope").assert_status(404);
        owner.call("POST", "nonsense").body("never read").send().assert_status(404);
    }
}
