//! Calls in a cloud of which one cell does not answer, beyond those that were recorded. Nova answers
//! most of those that need the cell with an internal error; ours is a 503.

use serde_json::{Value, json};

use crate::{
    cloud::{Caller, Cloud},
    one_cell_away::{AWAY, with_a_cell_away},
    seeds::SEED,
};

fn start() -> Cloud {
    Cloud::start_with_ports(SEED, with_a_cell_away)
}

/// The entries of a list.
fn list(cloud: &Cloud, caller: Caller, microversion: &str, path: &str) -> Vec<Value> {
    let body = cloud.get(&cloud.log_in(caller), microversion, path).body();
    body["servers"].as_array().expect("there is a list of servers").clone()
}

/// The number of servers in a list, and the place at which it has the server that is away.
fn place(cloud: &Cloud, caller: Caller, version: &str, path: &str) -> (usize, Option<usize>) {
    let servers = list(cloud, caller, version, path);
    (servers.len(), servers.iter().position(|it| it["id"] == json!(AWAY.to_string())))
}

#[test]
fn lists_have_its_server_before_all_others_from_2_69_on() {
    let cloud = start();

    let place = |version, path| place(&cloud, Caller::Owner, version, path);

    for path in ["/v2.1/servers", "/v2.1/servers/detail"] {
        assert_eq!(place("2.68", path), (57, None), "{path}");
        assert_eq!(place("2.69", path), (58, Some(0)), "{path}");
        assert_eq!(place("2.104", path), (58, Some(0)), "{path}");
    }
}

#[test]
fn lists_with_filter_limit_marker_or_order_leave_its_server_out() {
    let cloud = start();

    for query in [
        "name=zoo",
        "locked=false",
        "limit=100",
        "marker=a2100000-0000-4000-8000-000000000036",
        "sort_key=created_at",
    ] {
        for path in ["/v2.1/servers", "/v2.1/servers/detail"] {
            let path = format!("{path}?{query}");
            let (n_servers, place) = place(&cloud, Caller::Owner, "2.104", &path);
            assert!(n_servers > 0, "{path}");
            assert_eq!(place, None, "{path}");
        }
    }
}

#[test]
fn lists_of_all_projects_have_its_server() {
    let cloud = start();

    let found = place(&cloud, Caller::Admin, "2.69", "/v2.1/servers?all_tenants=1");

    assert_eq!(found, (58, Some(0)));
}

#[test]
fn its_server_is_hidden_from_other_projects() {
    let cloud = start();
    let foreigner = cloud.log_in(Caller::Foreigner);
    let path = format!("/v2.1/servers/{AWAY}");
    let headers = [("X-Auth-Token", foreigner.as_str()), ("OpenStack-API-Version", "compute 2.69")];

    let listed = list(&cloud, Caller::Foreigner, "2.69", "/v2.1/servers");
    let shown = cloud.send("GET", &path, &headers, "");

    assert_eq!(listed, [] as [Value; 0]);
    assert_eq!(shown.status, 404, "{}", shown.text);
}

#[test]
fn its_server_is_shown_only_to_those_who_pass_the_rule() {
    let without_reader = SEED.replace("roles: {demo: [reader]}", "roles: {demo: [guest]}");
    let seed = format!("roles:\n  - name: guest\n{without_reader}");
    let cloud = Cloud::start_with_ports(&seed, with_a_cell_away);
    let guest = cloud.log_in(Caller::Reader);
    let headers = [("X-Auth-Token", guest.as_str()), ("OpenStack-API-Version", "compute 2.69")];

    let shown = cloud.send("GET", &format!("/v2.1/servers/{AWAY}"), &headers, "");

    assert_eq!(shown.status, 403, "{}", shown.text);
    assert!(shown.text.contains("os_compute_api:servers:show"), "{}", shown.text);
}

#[test]
fn the_entry_of_its_server_says_what_the_cell_need_not_be_asked_for() {
    let cloud = start();

    let listed = list(&cloud, Caller::Owner, "2.69", "/v2.1/servers/detail");

    let link = |rel: &str, path: &str| json!({"rel": rel, "href": format!("http://127.0.0.1:8774{path}/servers/{AWAY}")});
    let expected = json!({
        "id": AWAY.to_string(),
        "status": "UNKNOWN",
        "tenant_id": "11111111111111111111111111111111",
        "created": "2026-01-01T00:18:10Z",
        "links": [link("self", "/v2.1"), link("bookmark", "")],
    });
    assert_eq!(listed[0], expected);
}

#[test]
fn its_server_is_shown_at_every_microversion_from_2_69_on() {
    let cloud = start();
    let owner = cloud.log_in(Caller::Owner);

    // Nova fails from 2.98 on, because it looks in the cell for the properties of the image.
    for version in ["2.69", "2.70", "2.98", "2.100", "2.104"] {
        let shown = cloud.get(&owner, version, &format!("/v2.1/servers/{AWAY}")).body();

        assert_eq!(shown["server"]["status"], "UNKNOWN", "{version}");
        assert_eq!(shown["server"].get("locked"), None, "{version}");
        let has_group = shown["server"].get("server_groups").is_some();
        assert_eq!(has_group, !["2.69", "2.70"].contains(&version), "{version}");
    }
}

#[test]
fn calls_that_need_the_cell_are_503() {
    let cloud = start();
    let owner = cloud.log_in(Caller::Owner);

    for (method, below, body) in [
        ("PUT", "", r#"{"server": {"name": "x"}}"#),
        ("POST", "/action", r#"{"lock": null}"#),
        ("POST", "/action", r#"{"unlock": null}"#),
        ("GET", "/os-instance-actions", ""),
        ("GET", "/metadata", ""),
        ("GET", "/tags", ""),
        ("PUT", "/tags/new", ""),
    ] {
        let path = format!("/v2.1/servers/{AWAY}{below}");
        let headers = [
            ("X-Auth-Token", owner.as_str()),
            ("OpenStack-API-Version", "compute 2.104"),
            ("Content-Type", "application/json"),
        ];

        let answer = cloud.send(method, &path, &headers, body);

        assert_eq!(answer.status, 503, "{method} {path} {body}: {}", answer.text);
    }
}
