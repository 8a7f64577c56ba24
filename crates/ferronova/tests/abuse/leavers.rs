//! Clients that request large responses and leave, or don't read them.

use serde_json::{Value, json};

use crate::{
    cloud::{Cloud, SHORT},
    raw::{Raw, wait_until},
    support::caller::Caller,
};

/// The address space of the process, in KiB: 4 GiB.
const ADDRESS_SPACE: u32 = 4 << 20;

#[test]
fn many_that_leave_before_their_answer_is_made_cost_no_memory() {
    let cloud = Cloud::start_limited(&format!("-v {ADDRESS_SPACE}"));
    cloud.boot_large_servers(280);

    cloud.beside_others(|| {
        for _ in 0..4 {
            let leavers: Vec<Raw> = (0..100).map(|_| ask(&cloud)).collect();
            drop(leavers);
        }
    });

    wait_until("all memory is given back", || held(&cloud) < 1 << 20);
}

#[test]
fn one_project_does_not_take_the_memory_for_large_answers_from_another() {
    let cloud = Cloud::start(["--max-memory", "128MiB", "--send-timeout", "1h"]);
    cloud.boot_large_servers(200);
    let other = Caller::log_in(&cloud.owner.base_url, "alt");
    let fleet = cloud.new_server(&json!({"min_count": 300}));
    assert_eq!(other.call("POST", "servers", Some(&fleet)).status, 202);

    // These clients read nothing, so that the responses stay in memory.
    let readers: Vec<Raw> = (0..8).map(|_| ask(&cloud)).collect();
    wait_until("an answer is made", || held(&cloud) >= 12 << 20);

    let refused = cloud.owner.call("GET", "servers/detail", None);
    assert_eq!(refused.status, 503, "{}", refused.body);
    let message = &refused.body["serviceUnavailable"]["message"];
    let expected = "The server is short of memory: this request can take 17825792 bytes, and all \
                    such requests together may take 16777216. Try again later.";
    assert_eq!(message, &Value::from(expected));
    assert_eq!(refused.headers["retry-after"], "5");
    let listed = other.call("GET", "servers/detail", None);
    assert_eq!(listed.body["servers"].as_array().map(Vec::len), Some(300));
    let brief = cloud.owner.call("GET", "servers?limit=5", None);
    assert_eq!(brief.status, 200, "a small answer needs no room");
    drop(readers);
}

#[test]
fn who_closes_one_side_of_the_connection_still_gets_a_small_answer() {
    let cloud = Cloud::start(SHORT);
    let mut raw = cloud.connect();
    raw.send(format!("{}Connection: close\r\n\r\n", cloud.head("GET", "servers/detail")));

    raw.finish_sending();

    assert_eq!(raw.status(), 200);
}

fn ask(cloud: &Cloud) -> Raw {
    let mut raw = cloud.connect();
    raw.send(format!("{}\r\n", cloud.head("GET", "servers/detail")));
    raw
}

/// Returns the memory that requests and responses hold, according to the metrics.
#[track_caller]
fn held(cloud: &Cloud) -> u64 {
    let mut raw = cloud.connect();
    raw.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let metrics = raw.read_to_end();
    let line = metrics.lines().find_map(|it| it.strip_prefix("ferronova_http_memory_bytes "));
    line.and_then(|it| it.parse().ok()).expect("it says how much is held")
}
