//! The action `os-getConsoleOutput`.

use ferronova_testkit::{Client, Response};
use serde_json::{Value, json};

use crate::support::{
    self, CONSOLE_NOT_FOUND,
    Held::{ByAdmin, ByOwner},
    boot, start_seeded,
};

/// A server without a host, and one whose record says the same in every test.
const SEED: &str = r#"
servers:
  - id: 5e000000-0000-4000-8000-000000000001
    name: waiting
    project: demo
    host: null
    vm_state: building
  - id: 5e000000-0000-4000-8000-000000000002
    number: 17
    name: web
    project: demo
    flavor: m1.small
    image: cirros-0.3.2-x86_64
    created: 2014-10-16T12:00:00Z
    launched_at: 2014-10-16T12:00:30Z
    addresses:
      - {network: private, ip: 10.0.0.11, mac: "fa:16:3e:00:00:01"}
"#;

const WITHOUT_HOST: &str = "5e000000-0000-4000-8000-000000000001";
const WEB: &str = "5e000000-0000-4000-8000-000000000002";

fn show(client: &Client, id: &str, asked: &Value) -> Response {
    client.action(id, &json!({ "os-getConsoleOutput": asked }))
}

#[track_caller]
fn output(client: &Client, id: &str, asked: &Value) -> String {
    let response = show(client, id, asked).expect(200);
    response.at("/output").as_str().expect("the output is a text").to_owned()
}

#[test]
fn the_console_tells_what_the_server_is() {
    let Some(cloud) = start_seeded(SEED) else { return };

    let owner = cloud.owner();
    let log = output(owner, WEB, &json!({}));

    let project = format!("project: {}", owner.project_id());
    let user = format!("user: {}", owner.user_id());
    assert_eq!(
        log.lines().collect::<Vec<_>>(),
        [
            "instance-00000011: booting server 5e000000-0000-4000-8000-000000000002",
            "name: web",
            "image: cirros-0.3.2-x86_64 (1a9e0000-0000-4000-8000-000000000001)",
            "flavor: m1.small (2)",
            "processors: 1",
            "memory: 2048 MiB",
            "disk: 20 GiB",
            "key pair: none",
            &project,
            &user,
            "fixed: 10.0.0.11 on private (fa:16:3e:00:00:01)",
            "launched at: 2014-10-16T12:00:30Z",
            "power: running",
        ]
    );
}

#[test]
fn there_are_ten_lines_where_somebody_asks_for_ten() {
    let Some(cloud) = start_seeded(SEED) else { return };

    let log = output(cloud.owner(), WEB, &json!({"length": 10}));

    assert_eq!(log.split('\n').count(), 10);
}

#[test]
fn a_length_asks_for_the_last_lines() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let all = output(cloud.owner(), &id, &json!({}));
    let lines: Vec<&str> = all.lines().collect();
    let last = |n: usize| lines[lines.len() - n..].join("\n");

    for (length, expected) in [
        (json!(null), all.clone()),
        (json!(1), last(1)),
        (json!("3"), last(3)),
        (json!(0), String::new()),
        (json!(u64::MAX), all.clone()),
        (json!(-1), lines[1..].join("\n")),
    ] {
        let log = output(cloud.owner(), &id, &json!({ "length": length }));

        assert_eq!(log, expected, "{length}");
    }
}

#[test]
fn a_server_without_a_host_is_not_ready() {
    let Some(cloud) = start_seeded(SEED) else { return };

    let response = show(cloud.owner(), WITHOUT_HOST, &json!({}));

    let message = format!("Instance {WITHOUT_HOST} is not ready");
    response.assert_fault(409, "conflictingRequest", &message);
}

#[test]
fn a_lock_never_refuses_to_show_the_console() {
    let cloud = support::start();
    for holder in [ByOwner, ByAdmin] {
        let id = boot(&cloud, holder);
        for caller in [cloud.owner(), cloud.admin()] {
            assert!(output(caller, &id, &json!({})).contains("name: "), "{holder:?}");
        }
    }
}

#[test]
fn a_stranger_does_not_find_the_server() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    let response = show(cloud.other(), &id, &json!({}));

    response.assert_fault(404, "itemNotFound", &CONSOLE_NOT_FOUND.replace("<id>", &id));
}
