//! Bodies that are incomplete or too long.

use crate::{
    cloud::{Cloud, SHORT},
    raw::{Raw, status_in},
};

/// Maximum size of a body, in bytes.
const LIMIT: usize = 114_688;

#[test]
fn a_body_that_does_not_come_to_its_end_is_answered_408() {
    let cloud = Cloud::start(SHORT);

    for framing in ["Content-Length: 1000\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n5\r\n{"] {
        let answer = cloud.beside_others(|| {
            let mut raw = begin(&cloud, framing);
            raw.read_to_end()
        });

        assert_eq!(status_in(&answer), Some(408), "{answer}");
        let page = "408 Request Timeout\n\nThe request body did not arrive in time.";
        assert!(answer.contains(page), "{answer}");
        assert!(answer.to_lowercase().contains("connection: close"), "{answer}");
    }
}

#[test]
fn a_body_that_trickles_is_cut_off() {
    let cloud = Cloud::start(SHORT);

    cloud.beside_others(|| {
        for framing in
            ["Content-Length: 100000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n10000\r\n"]
        {
            assert!(begin(&cloud, framing).trickle(b' '), "{framing}");
        }
    });
}

#[test]
fn a_body_in_chunks_obeys_the_limit() {
    let cloud = Cloud::start([]);

    cloud.beside_others(|| {
        for size in [LIMIT + 1, 1000] {
            let mut raw = begin(&cloud, "Transfer-Encoding: chunked\r\n\r\n");
            for _ in 0..=LIMIT / size {
                drop(raw.try_send(format!("{size:x}\r\n{}\r\n", " ".repeat(size))));
            }
            assert_eq!(raw.status(), 413, "chunks of {size}");
        }
    });
}

#[test]
fn the_rest_of_a_body_that_is_too_long_is_not_read_for_ever() {
    let cloud = Cloud::start([]);
    let megabyte = " ".repeat(1 << 20);

    cloud.beside_others(|| {
        let mut declared = begin(&cloud, "Content-Length: 1000000000000\r\n\r\n");
        let mut in_chunks = begin(&cloud, "Transfer-Encoding: chunked\r\n\r\n");

        assert_eq!(declared.status(), 413);
        assert!(declared.flood(&megabyte));
        let chunk = format!("100000\r\n{megabyte}\r\n");
        assert!(in_chunks.flood(&chunk));
    });
}

/// Begins a request for a new server; `framing` ends the head and begins the body.
#[track_caller]
fn begin(cloud: &Cloud, framing: &str) -> Raw {
    let mut raw = cloud.connect();
    let head = cloud.head("POST", "servers");
    raw.send(format!("{head}Content-Type: application/json\r\n{framing}"));
    raw
}
