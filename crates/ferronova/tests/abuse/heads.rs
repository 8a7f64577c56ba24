//! Heads that are incomplete or too long.

use crate::cloud::{Cloud, SHORT};

#[test]
fn a_head_that_does_not_come_to_its_end_is_answered_408_and_the_connection_closed() {
    let cloud = Cloud::start(SHORT);

    let answer = cloud.beside_others(|| {
        let mut raw = cloud.connect();
        raw.send("GET / HTTP/1.1\r\nHost: loc");
        raw.read_to_end()
    });

    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[test]
fn a_head_that_trickles_is_cut_off() {
    let cloud = Cloud::start(SHORT);

    let is_cut_off = cloud.beside_others(|| {
        let mut raw = cloud.connect();
        raw.send("GET / HTTP/1.1\r\nX-Long: ");
        raw.trickle(b'x')
    });

    assert!(is_cut_off);
}

#[test]
fn the_head_of_a_later_request_that_trickles_is_cut_off_too() {
    let cloud = Cloud::start(SHORT);

    let is_cut_off = cloud.beside_others(|| {
        let mut raw = cloud.connect();
        raw.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert_eq!(raw.status(), 200);
        raw.send("GET / HTTP/1.1\r\nX-Long: ");
        raw.trickle(b'x')
    });

    assert!(is_cut_off);
}

#[test]
fn a_connection_without_a_request_is_closed() {
    let cloud = Cloud::start(SHORT);

    cloud.beside_others(|| {
        let mut silent = cloud.connect();
        let mut idle = cloud.connect();
        idle.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");

        silent.read_to_end();
        assert!(idle.read_to_end().starts_with("HTTP/1.1 200 "));
    });
}

#[test]
fn a_head_of_any_length_has_an_answer() {
    let cloud = Cloud::start([]);
    let long = |length: usize| "x".repeat(length);

    cloud.beside_others(|| {
        for (line, expected) in [
            (format!("X-Long: {}", long(100_000)), 200),
            (format!("X-Long: {}", long(200_000)), 431),
            (format!("Accept: {}", ",".repeat(100_000)), 200),
            ("X-Many: x\r\n".repeat(100).trim_end().to_owned(), 431),
        ] {
            let mut raw = cloud.connect();
            drop(raw.try_send(format!("GET / HTTP/1.1\r\nHost: localhost\r\n{line}\r\n\r\n")));
            assert_eq!(raw.status(), expected, "{} bytes", line.len());
        }
    });
}

#[test]
fn a_path_or_token_of_any_length_has_an_answer() {
    let cloud = Cloud::start([]);
    let long = "x".repeat(100_000);
    let path = |path: &str| format!("{}\r\n", cloud.head("GET", path));
    let token = format!(
        "GET {} HTTP/1.1\r\nHost: localhost\r\nX-Auth-Token: {long}\r\n\r\n",
        cloud.path("servers")
    );

    cloud.beside_others(|| {
        for (request, expected) in [
            (path(&long), 404),
            (path(&format!("servers/{long}")), 404),
            (path(&"a/".repeat(30_000)), 404),
            (path(&"%2e".repeat(20_000)), 404),
            (token, 401),
            // URIs have their own limit.
            (path(&"x".repeat(70_000)), 400),
        ] {
            let mut raw = cloud.connect();
            raw.send(&request);
            let status = raw.status();
            let is_expected = status == expected || (request.len() > 65_536 && status == 400);
            assert!(is_expected, "{} bytes: {status}", request.len());
        }
    });
}

#[test]
fn a_host_that_can_be_none_is_not_repeated_in_links() {
    let cloud = Cloud::start([]);
    let host = "x".repeat(100_000);
    let mut raw = cloud.connect();

    raw.send(format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
    let answer = raw.read_to_end();

    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.len() < 10_000, "{}", answer.len());
    assert!(answer.contains(&cloud.owner.base_url), "{answer}");
}
