//! Lists with queries that are long or expensive.

use serde_json::json;

use crate::{cloud::Cloud, support::caller::Caller};

/// Number of servers.
const SERVERS: usize = 1000;

#[test]
fn a_pattern_that_is_hard_to_match_keeps_nobody_waiting() {
    let cloud = cloud_with_fleet();
    // A pattern with many possible states at every character.
    let hard = "(?:a*b*){400}z";
    let path = format!("servers?name={}", hard.replace('{', "%7B").replace('}', "%7D"));

    let answer = cloud.beside_others(|| cloud.owner.call("GET", &path, None));

    let found = answer.body["servers"].as_array().map(Vec::len);
    assert_eq!((answer.status, found), (200, Some(0)));
}

#[test]
fn a_pattern_that_is_too_long_or_too_large_is_refused() {
    let cloud = Cloud::start([]);

    cloud.beside_others(|| {
        for pattern in [
            "%5Cw".repeat(15_000),
            "%5CpL".repeat(300),
            "x".repeat(60_000),
            "(".repeat(1000),
            "(((a%7B100%7D)%7B100%7D)%7B100%7D)%7B100%7D".to_owned(),
        ] {
            let answer = cloud.owner.call("GET", &format!("servers?name={pattern}"), None);
            let message = answer.body["badRequest"]["message"].as_str().unwrap_or_default();
            assert_eq!(answer.status, 400, "{message}");
            assert!(message.starts_with("Invalid name filter"), "{message}");
        }
    });
}

#[test]
fn parameters_in_thousands_have_an_answer() {
    let cloud = cloud_with_fleet();
    let admin = Caller::log_in(&cloud.owner.base_url, "admin");
    let repeated = |text: &str| text.repeat(60_000 / text.len());
    let different: Vec<String> = (0..6000).map(|n| format!("x{n}=1")).collect();

    cloud.beside_others(|| {
        for query in [
            repeated("status=ERROR&"),
            format!("{}status=ACTIVE", repeated("status=ERROR&")),
            repeated("tenant_id=a&"),
            repeated("name=web&"),
            repeated("locked=true&"),
            repeated("limit=1&"),
            repeated("marker=&"),
            repeated("&"),
            repeated("%"),
            format!("all_tenants=1&{}", different.join("&")),
            format!("limit={}", "9".repeat(60_000)),
        ] {
            for caller in [&cloud.owner, &admin] {
                let answer = caller.call("GET", &format!("servers/detail?{query}"), None);
                let start: String = query.chars().take(40).collect();
                assert!([200, 400].contains(&answer.status), "{start}: {}", answer.status);
            }
        }
    });
}

#[track_caller]
fn cloud_with_fleet() -> Cloud {
    let cloud = Cloud::start([]);
    let name = "ab".repeat(120);
    let members = json!({"name": name, "min_count": SERVERS});
    let created = cloud.owner.call("POST", "servers", Some(&cloud.new_server(&members)));
    assert_eq!(created.status, 202, "{}", created.body);
    cloud
}
