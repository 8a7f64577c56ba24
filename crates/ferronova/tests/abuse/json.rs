//! JSON that is deeply nested or large in other ways.

use serde_json::{Value, json};

use crate::{cloud::Cloud, raw::Raw};

/// Depth of nesting, close to the maximum that fits into a body.
const DEPTH: usize = 50_000;

#[test]
fn deep_json_is_refused_wherever_it_is_read() {
    let cloud = Cloud::start([]);
    let created = cloud.owner.call("POST", "servers", Some(&cloud.new_server(&json!({}))));
    let id = created.body["server"]["id"].as_str().expect("it has an id").to_owned();
    let (server, v3) = (cloud.path(&format!("servers/{id}")), format!("/v3/servers/{id}"));
    let tokens = "/identity/v3/auth/tokens".to_owned();
    let places = [
        ("POST", cloud.path("servers")),
        ("PUT", server.clone()),
        ("POST", format!("{server}/action")),
        ("PUT", format!("{server}/metadata")),
        ("POST", "/v3/servers".to_owned()),
        ("POST", format!("{v3}/action")),
        ("POST", tokens),
        ("POST", "/identity/v2.0/tokens".to_owned()),
    ];

    cloud.beside_others(|| {
        for (method, path) in &places {
            for body in deep_bodies() {
                let status = send(&cloud, method, path, &body);
                let start: String = body.chars().take(40).collect();
                // Any value is accepted by `lock`.
                let locks = path.ends_with("/action") && body.starts_with(r#"{"lock":[[[["#);
                let is_expected = if locks { status == 202 } else { (400..500).contains(&status) };
                assert!(is_expected, "{method} {path} {start}: {status}");
            }
        }
    });
}

#[test]
fn members_in_thousands_are_read_or_refused() {
    let cloud = Cloud::start([]);
    let network = |n: usize| json!({"uuid": format!("00000000-0000-4000-8000-{n:012x}")});
    let many = |name: &str, value: Value| cloud.new_server(&json!({ name: value }));
    let metadata: Value = (0..5000).map(|n| (n.to_string(), json!("x"))).collect();

    cloud.beside_others(|| {
        for (body, expected) in [
            (many("networks", (0..2000).map(network).collect()), 400),
            (many("networks", (0..2000).map(|_| network(1)).collect()), 400),
            (many("metadata", metadata), 403),
            (many("name", "x".repeat(65_536).into()), 400),
            (many("key_name", "x".repeat(65_536).into()), 400),
            (many("min_count", 4_000_000_000_u32.into()), 403),
            (many("max_count", u64::MAX.into()), 202),
        ] {
            let answer = cloud.owner.call("POST", "servers", Some(&body));
            let text = answer.body.to_string();
            let text: String = text.chars().take(200).collect();
            assert_eq!(answer.status, expected, "{text}");
        }
    });
}

/// Nested arrays and objects, complete and incomplete, at the top level and inside valid bodies.
fn deep_bodies() -> Vec<String> {
    let arrays = "[".repeat(DEPTH);
    let closed = format!("{arrays}{}", "]".repeat(DEPTH));
    let objects = r#"{"a":"#.repeat(DEPTH / 3);
    let mut bodies = vec![arrays, closed.clone(), objects.clone()];
    for name in ["server", "lock", "reboot", "os-resetState", "metadata", "auth", "addFixedIp"] {
        bodies.push(format!(r#"{{"{name}":{closed}}}"#));
        bodies.push(format!(r#"{{"{name}":{{"type":{objects}"#));
    }
    bodies
}

fn send(cloud: &Cloud, method: &str, path: &str, body: &str) -> u16 {
    let mut raw: Raw = cloud.connect();
    let token = &cloud.owner.token;
    let length = body.len();
    raw.send(format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nX-Auth-Token: {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    ));
    raw.status()
}
