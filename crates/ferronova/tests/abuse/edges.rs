//! Edge cases of HTTP: invalid heads, requests for another protocol, and raw bytes in a target.

use serde_json::{Value, json};

use crate::{
    cloud::Cloud,
    raw::{Raw, status_in},
};

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// Returns the only response before the connection is closed.
#[track_caller]
fn last_answer(raw: &mut Raw) -> (String, Value) {
    let answer = raw.read_to_end();
    let (head, body) = answer.split_once("\r\n\r\n").expect("there is an answer");
    let body = serde_json::from_str(body).unwrap_or_else(|_| panic!("no JSON: {answer}"));
    (head.to_lowercase(), body)
}

#[test]
fn what_is_no_head_is_answered_with_a_fault_and_the_end_of_the_connection() {
    let cloud = Cloud::start([]);

    cloud.beside_others(|| {
        for bad in [
            "\0\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHo st: localhost\r\n\r\n",
            "GET / HTTP/3.0\r\nHost: localhost\r\n\r\n",
            "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        ] {
            for n_before in [0, 1, 3] {
                let mut raw = cloud.connect();
                for _ in 0..n_before {
                    raw.send(HEALTH);
                    assert_eq!(raw.status(), 200);
                    assert_eq!(raw.read_exact(3), "ok\n");
                }
                raw.send(bad);
                let (head, body) = last_answer(&mut raw);

                assert!(head.starts_with("http/1.1 400 "), "{bad:?} after {n_before}: {head}");
                assert!(head.contains("\r\nconnection: close"), "{head}");
                assert!(head.contains("\r\nx-openstack-request-id: req-"), "{head}");
                assert_eq!(body["badRequest"]["code"], 400, "{body}");
            }
        }
    });
}

#[test]
fn what_was_asked_before_a_bad_head_is_answered_before_it() {
    let cloud = Cloud::start([]);
    let mut raw = cloud.connect();

    raw.send(format!("{}\0\r\n\r\n{HEALTH}", HEALTH.repeat(40)));
    let answers = raw.read_to_end();

    assert_eq!(answers.matches("HTTP/1.1 200 ").count(), 40, "{answers}");
    assert_eq!(answers.matches("HTTP/1.1 400 ").count(), 1, "{answers}");
    let closing = answers.to_lowercase().matches("connection: close").count();
    assert_eq!(closing, 1, "{answers}");
}

#[test]
fn a_head_that_is_too_long_is_a_fault_too() {
    let cloud = Cloud::start([]);
    let many = "X-Many: x\r\n".repeat(100);
    let mut raw = cloud.connect();

    raw.send(format!("{HEALTH}GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n"));
    assert_eq!(raw.status(), 200);
    assert_eq!(raw.read_exact(3), "ok\n");
    let (head, body) = last_answer(&mut raw);

    assert!(head.starts_with("http/1.1 431 "), "{head}");
    assert!(head.contains("\r\nx-openstack-request-id: req-"), "{head}");
    assert!(body.to_string().contains("128 KiB and 96 headers"), "{body}");
}

/// A deadline so late that a response before it shows that nothing waited for it.
const LATE: [&str; 2] = ["--request-timeout", "1h"];

#[test]
fn the_wish_for_another_protocol_is_passed_over() {
    let cloud = Cloud::start(LATE);

    for wish in [
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
        "Upgrade: websocket\r\n",
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
        "Connection: upgrade\r\n",
    ] {
        let mut raw = cloud.connect();
        for method in ["GET", "HEAD", "DELETE"] {
            let head = cloud.head(method, "servers/none");
            raw.send(format!("{head}{wish}\r\n"));
            let head = raw.head().to_lowercase();

            assert!(head.starts_with("http/1.1 404 "), "{wish}: {head}");
            assert!(!head.contains("upgrade"), "{head}");
            if method != "HEAD" {
                raw.read_body(&head);
            }
        }
        let body = cloud.new_server(&json!({})).to_string();
        let head = cloud.head("POST", "servers");
        let length = body.len();
        let framing = format!("Content-Type: application/json\r\nContent-Length: {length}\r\n");
        raw.send(format!("{head}{framing}{wish}\r\n{body}{HEALTH}"));

        let head = raw.head().to_lowercase();
        assert!(head.starts_with("http/1.1 202 "), "{wish}: {head}");
        raw.read_body(&head);
        assert_eq!(raw.status(), 200, "{wish}");
    }
}

#[test]
fn nobody_is_connected_to_anybody() {
    let cloud = Cloud::start(LATE);

    for length in ["", "Content-Length: 0\r\n", "Upgrade: websocket\r\n"] {
        let mut raw = cloud.connect();
        raw.send(format!("CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n{length}\r\n"));
        let head = raw.head().to_lowercase();

        assert!(head.starts_with("http/1.1 501 "), "{head}");
        assert!(head.contains("\r\nconnection: close"), "{head}");
    }
}

#[test]
fn raw_bytes_in_a_target_get_the_answer_of_their_encoded_form() {
    let cloud = Cloud::start([]);
    for name in ["Größe", "a<b>c", "x|y^z`"] {
        let server = cloud.new_server(&json!({"name": name}));
        assert_eq!(cloud.owner.call("POST", "servers", Some(&server)).status, 202);
    }
    // The link to the next page repeats the query, so a page of one server shows how the server has
    // read it.
    let ask = |query: &[u8]| {
        let mut raw = cloud.connect();
        let head = cloud.head("GET", "servers?limit=1&");
        let (before, after) = head.split_once(" HTTP").expect("the target ends there");
        let after = format!(" HTTP{after}Connection: close\r\n\r\n");
        raw.send([before.as_bytes(), query, after.as_bytes()].concat());
        let answer = raw.read_to_end();
        let body = answer.split_once("\r\n\r\n").map(|it| it.1.to_owned());
        (status_in(&answer), body.unwrap_or_default())
    };

    for (raw, encoded, n_found) in [
        ("name=Größe".as_bytes(), "name=Gr%C3%B6%C3%9Fe", 1),
        (b"name=Gr\xf6\xdfe", "name=Gr%F6%DFe", 0),
        (b"name=a<b>c", "name=a%3Cb%3Ec", 1),
        (b"name=x%5C|y^z`", "name=x%5C%7Cy%5Ez%60", 0),
        (b"name=x\\|y\\^z`", "name=x%5C%7Cy%5C%5Ez%60", 1),
        (b"metadata={\"role\":\"c\"}", "metadata=%7B%22role%22:%22c%22%7D", 1),
        (b"name={", "name=%7B", 0),
        (b"name=\"", "name=%22", 0),
    ] {
        let (from_raw, from_encoded) = (ask(raw), ask(encoded.as_bytes()));

        assert_eq!(from_raw, from_encoded, "{encoded}");
        let (status, body) = from_raw;
        assert!(matches!(status, Some(200 | 400)), "{encoded}: {status:?} {body}");
        assert_eq!(body.matches("\"name\"").count(), n_found, "{encoded}: {body}");
    }
}
