//! `/metrics`: what it counts, and what it must not contain.

use std::{
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use ferronova_testkit::{Client, Cloud, Options, Version};
use serde_json::json;

use crate::metrics_text::{Samples, parse};

/// How long a test waits for a connection to be noticed.
const PATIENCE: Duration = Duration::from_mins(1);

fn start() -> Option<Cloud> {
    Cloud::start_with(&Options::default())
}

fn scrape(cloud: &Cloud) -> Samples {
    parse(cloud.nobody().get("/metrics").expect(200).text())
}

/// What `work` adds to the counters of this name, without requests to `/metrics` itself.
fn added(cloud: &Cloud, name: &str, work: impl FnOnce()) -> Vec<(String, f64)> {
    let before = scrape(cloud);
    work();
    let mut after = scrape(cloud);
    after.retain(|series, count| {
        *count -= before.get(series).unwrap_or(&0.0);
        series.starts_with(name) && !series.contains("api=\"metrics\"") && *count != 0.0
    });
    after.into_iter().collect()
}

fn requests(api: &str, method: &str, route: &str, status: u16, count: f64) -> (String, f64) {
    let labels = format!(r#"api="{api}",method="{method}",route="{route}",status="{status}""#);
    (format!("ferronova_http_requests_total{{{labels}}}"), count)
}

fn refusals(api: &str, call: &str, count: f64) -> (String, f64) {
    (format!(r#"ferronova_lock_refusals_total{{api="{api}",call="{call}"}}"#), count)
}

/// How many servers are unlocked, locked by their owner, and locked by an administrator.
fn servers(cloud: &Cloud) -> [String; 3] {
    let samples = scrape(cloud);
    let of = |holder| samples[&format!(r#"ferronova_servers{{locked_by="{holder}"}}"#)].to_string();
    ["none", "owner", "admin"].map(of)
}

fn locked_by_admin(cloud: &Cloud) -> String {
    let id = cloud.owner().boot("web");
    cloud.admin().action(&id, &json!({"lock": null})).assert_status(202);
    id
}

#[test]
fn anybody_may_ask_and_gets_the_text_format_of_prometheus() {
    let Some(cloud) = start() else { return };
    let nobody = cloud.nobody();

    let got = nobody.get("/metrics").expect(200);
    let head = nobody.call("HEAD", "/metrics").send();

    let samples = parse(got.text());
    assert_eq!(got.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    assert_eq!((head.status(), head.text()), (200, ""));
    assert!(samples.keys().any(|it| it.starts_with("ferronova_build_info{version=\"")));
    assert!(got.text().contains("\nferronova_store_healthy 1\n"));
    assert!(got.text().contains("\nferronova_store_commit_failures_total 0\n"));
    assert!(samples["process_start_time_seconds"] > 1.7e9);
}

#[test]
fn metrics_are_asked_for_by_get_and_head_at_one_path_only() {
    let Some(cloud) = start() else { return };

    for (method, path) in [
        ("POST", "/metrics"),
        ("DELETE", "/metrics"),
        ("GET", "/metrics/"),
        ("GET", "/metrics/servers"),
    ] {
        let response = cloud.admin().call(method, path).send();

        response.assert_status(404);
    }
}

#[test]
fn a_request_is_counted_by_its_route_and_its_answer() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");
    let v3 = owner.speaking(Version::V3);

    let added = added(&cloud, "ferronova_http_requests_total", || {
        for _ in 0..3 {
            owner.show(&id).assert_status(200);
        }
        owner.show("nonsense").assert_status(404);
        v3.show(&id).assert_status(200);
        owner.action(&id, &json!({"lock": null})).assert_status(202);
        owner.get("/healthz").assert_status(200);
        owner.get("/image/v2/images").assert_status(200);
        owner.call("HEAD", "/image/v2/images").send().assert_status(200);
        owner.get("/").assert_status(200);
        cloud.nobody().get("servers").assert_status(401);
    });

    let mut expected = vec![
        requests("v2", "GET", "/servers/{id}", 200, 3.0),
        requests("v2", "GET", "/servers/{id}", 404, 1.0),
        requests("v3", "GET", "/servers/{id}", 200, 1.0),
        requests("v2", "POST", "/servers/{id}/action", 202, 1.0),
        requests("healthz", "GET", "/", 200, 1.0),
        requests("image", "GET", "/v2/images", 200, 1.0),
        requests("image", "HEAD", "/v2/images", 200, 1.0),
        requests("versions", "GET", "/", 200, 1.0),
        requests("v2", "GET", "none", 401, 1.0),
    ];
    expected.sort_by(|(one, _), (other, _)| one.cmp(other));
    assert_eq!(added, expected);
}

#[test]
fn a_request_is_in_the_times_of_its_route() {
    let Some(cloud) = start() else { return };
    let id = cloud.owner().boot("web");
    let labels = r#"{api="v2",method="GET",route="/servers/{id}"}"#;

    let added = added(&cloud, "ferronova_http_request_duration_seconds", || {
        for _ in 0..3 {
            cloud.owner().show(&id).assert_status(200);
        }
    });

    let name = "ferronova_http_request_duration_seconds";
    let of = |suffix: &str| added.iter().find(|(it, _)| *it == format!("{name}{suffix}{labels}"));
    assert_eq!(of("_count").map(|(_, count)| *count), Some(3.0));
    assert!(of("_sum").is_some_and(|(_, seconds)| *seconds > 0.0), "{added:?}");
    assert!(added.iter().all(|(it, _)| it.contains("route=\"/servers/{id}\"")), "{added:?}");
}

#[test]
fn no_client_makes_new_series_with_paths_or_methods_of_its_own() {
    let Some(cloud) = start() else { return };
    let ask = |name: &str, method: &str| {
        let callers = [cloud.owner().clone(), cloud.nobody()];
        for path in
            [name, &format!("servers/{name}"), &format!("/v3/{name}"), &format!("/{name}/x")]
        {
            for caller in &callers {
                drop(caller.call("GET", path).send());
                drop(caller.call(method, path).send());
            }
        }
        for path in [format!("/identity/{name}"), format!("/metrics/{name}")] {
            callers[0].get(&path).assert_status(404);
        }
    };
    ask("first", "BREW");
    drop(scrape(&cloud));
    let before = scrape(&cloud);

    for n in 0..20 {
        ask(&format!("name-{n}"), &format!("METHOD{n}"));
    }

    let new = scrape(&cloud).into_keys().find(|it| !before.contains_key(it));
    assert_eq!(new, None);
    assert!(before.contains_key(&requests("v2", "other", "none", 404, 0.0).0));
}

#[test]
fn what_a_lock_refuses_is_counted_by_the_call() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    let v3 = owner.speaking(Version::V3);
    let id = locked_by_admin(&cloud);
    let reboot = json!({"reboot": {"type": "SOFT"}});

    let added = added(&cloud, "ferronova_lock_refusals_total", || {
        for _ in 0..2 {
            owner.action(&id, &reboot).assert_status(409);
        }
        owner.delete(&format!("servers/{id}")).assert_status(409);
        owner.action(&id, &json!({"os-stop": null})).assert_status(409);
        v3.action(&id, &reboot).assert_status(409);
        v3.delete(&format!("servers/{id}")).assert_status(409);
    });

    let mut expected = vec![
        refusals("v2", "reboot", 2.0),
        refusals("v2", "/servers/{id}", 1.0),
        refusals("v2", "os-stop", 1.0),
        refusals("v3", "reboot", 1.0),
        refusals("v3", "/servers/{id}", 1.0),
    ];
    expected.sort_by(|(one, _), (other, _)| one.cmp(other));
    assert_eq!(added, expected);
}

#[test]
fn a_conflict_that_is_not_about_the_lock_is_no_refusal_of_it() {
    let Some(cloud) = start() else { return };
    let id = cloud.owner().boot("web");

    let added = added(&cloud, "ferronova_lock_refusals_total", || {
        cloud.owner().action(&id, &json!({"os-start": null})).assert_status(409);
        cloud.owner().action(&id, &json!({"unpause": null})).assert_status(409);
    });

    assert_eq!(added, []);
}

#[test]
fn servers_are_counted_by_who_locked_them() {
    let Some(cloud) = start() else { return };
    let (owner, admin) = (cloud.owner(), cloud.admin());
    assert_eq!(servers(&cloud), ["0", "0", "0"]);
    let [first, second] = ["first", "second"].map(|it| owner.boot(it));
    assert_eq!(servers(&cloud), ["2", "0", "0"]);

    owner.action(&first, &json!({"lock": null})).assert_status(202);
    assert_eq!(servers(&cloud), ["1", "1", "0"]);
    admin.action(&first, &json!({"lock": null})).assert_status(202);
    admin.action(&second, &json!({"lock": null})).assert_status(202);
    assert_eq!(servers(&cloud), ["0", "0", "2"]);
    admin.action(&second, &json!({"unlock": null})).assert_status(202);
    assert_eq!(servers(&cloud), ["1", "0", "1"]);
    owner.delete(&format!("servers/{second}")).assert_status(204);
    owner.wait_until_gone(&second);
    assert_eq!(servers(&cloud), ["0", "0", "1"]);
    admin.call("POST", "/ferronova/reset").send().assert_status(204);
    assert_eq!(servers(&cloud), ["0", "0", "0"]);
}

#[test]
fn the_servers_of_a_seed_are_counted() {
    let seed = Some(
        "servers:
          - {id: 5e000000-0000-4000-8000-000000000001, name: free, project: demo}
          - {id: 5e000000-0000-4000-8000-000000000002, name: kept, project: demo,
             lock: {holder: admin}}
        ",
    );
    let Some(cloud) = Cloud::start_with(&Options { seed, ..Options::default() }) else { return };

    assert_eq!(servers(&cloud), ["1", "0", "1"]);
}

#[test]
fn servers_are_counted_by_the_holders_of_their_locks_whatever_the_flags() {
    let seed = Some(include_str!("seeds/unusual_locks.yaml"));
    let Some(cloud) = Cloud::start_with(&Options { seed, ..Options::default() }) else { return };

    assert_eq!(servers(&cloud), ["2", "1", "1"]);
}

#[test]
fn commits_are_counted_with_the_requests_that_shared_them() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");

    let added = added(&cloud, "ferronova_store_commit", || {
        owner.action(&id, &json!({"lock": null})).assert_status(202);
        owner.show(&id).assert_status(200);
        owner.action(&id, &json!({"unlock": null})).assert_status(202);
    });

    let of = |name: &str| added.iter().find(|(it, _)| it == name).map(|(_, count)| *count);
    assert_eq!(of("ferronova_store_commit_requests_count"), Some(2.0));
    assert_eq!(of("ferronova_store_commit_requests_sum"), Some(2.0));
    assert_eq!(of("ferronova_store_commit_duration_seconds_count"), Some(2.0));
    assert_eq!(of("ferronova_store_commit_failures_total"), None);
}

#[test]
fn open_connections_are_counted_until_they_are_closed() {
    let Some(cloud) = start() else { return };
    let client = cloud.nobody();
    let open = || {
        let samples = parse(client.get("/metrics").expect(200).text());
        samples["ferronova_http_connections"]
    };
    let before = open();
    assert!(before >= 1.0, "its own is open");

    let address = client.base_url().strip_prefix("http://").expect("it speaks plain HTTP");
    let connect = || TcpStream::connect(address).expect("it listens");
    let connections: Vec<TcpStream> = std::iter::repeat_with(connect).take(5).collect();
    wait_until(|| open() >= before + 5.0);

    drop(connections);
    wait_until(|| open() <= before);
}

#[test]
fn nothing_that_names_anybody_is_shown() {
    let Some(cloud) = start() else { return };
    let id = locked_by_admin(&cloud);
    let owner: &Client = cloud.owner();
    owner.delete(&format!("servers/{id}")).assert_status(409);
    owner.get("servers/detail?name=very-private").assert_status(200);
    drop(owner.get(&format!("/identity/v3/users/{}", owner.user_id())));

    let text = cloud.nobody().get("/metrics").expect(200);

    for private in
        [&id, owner.token(), owner.project_id(), owner.user_id(), "very-private", "secret", "web"]
    {
        assert!(!text.text().contains(private), "{private} is in the metrics");
    }
}

#[track_caller]
fn wait_until(is_reached: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_reached() {
        assert!(Instant::now() < deadline, "it does not happen");
        thread::sleep(Duration::from_millis(10));
    }
}
