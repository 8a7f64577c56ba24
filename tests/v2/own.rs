//! What Nova doesn't have: `/healthz` and `/ferronova`.

use ferronova_testkit::{Cloud, Options};
use serde_json::{Value, json};

fn start() -> Option<Cloud> {
    Cloud::start_with(&Options::default())
}

#[test]
fn a_server_that_answers_is_healthy() {
    let Some(cloud) = start() else { return };
    let nobody = cloud.nobody();

    let got = nobody.get("/healthz");
    let head = nobody.call("HEAD", "/healthz").send();

    assert_eq!((got.status(), got.text()), (200, "ok\n"));
    assert_eq!(got.header("content-type"), Some("text/plain; charset=UTF-8"));
    assert_eq!((head.status(), head.text()), (200, ""));
}

#[test]
fn health_is_asked_for_by_get_and_head_at_one_path_only() {
    let Some(cloud) = start() else { return };

    for (method, path) in [
        ("POST", "/healthz"),
        ("DELETE", "/healthz"),
        ("GET", "/healthz/"),
        ("GET", "/healthz/store"),
    ] {
        let response = cloud.admin().call(method, path).send();

        response.assert_status(404);
    }
}

#[test]
fn a_reset_returns_to_the_seed() {
    let seed = Some(
        "servers:
          - {id: 5e000000-0000-4000-8000-000000000001, name: first, project: demo}
          - {id: 5e000000-0000-4000-8000-000000000002, name: second, project: demo}
        ",
    );
    let Some(cloud) = Cloud::start_with(&Options { seed, ..Options::default() }) else { return };
    let owner = cloud.owner();
    let before = owner.get("servers/detail").expect(200).json();
    owner.delete("servers/5e000000-0000-4000-8000-000000000001").assert_status(204);
    owner.action("5e000000-0000-4000-8000-000000000002", &json!({"lock": null})).assert_status(202);
    let added = owner.boot("added");

    let response = cloud.admin().call("POST", "/ferronova/reset").send();

    assert_eq!((response.status(), response.text()), (204, ""));
    owner.show(&added).assert_status(404);
    assert_eq!(owner.get("servers/detail").expect(200).json(), before);
}

#[test]
fn a_reset_ends_what_is_seen_once() {
    let id = "5e000000-0000-4000-8000-000000000001";
    let seed = "servers: [{id: 5e000000-0000-4000-8000-000000000001, name: web, project: demo, \
                security_groups: [db]}]";
    let options = Options { seed: Some(seed), ..Options::default() };
    let Some(cloud) = Cloud::start_with(&options) else { return };
    let owner = cloud.owner();
    owner.action(id, &json!({"reboot": {"type": "SOFT"}})).assert_status(202);
    cloud.admin().call("POST", "/ferronova/reset").send().assert_status(204);
    // The server has the same version as then, so the work would be shown if it were still noted.
    let groups = owner.get("os-security-groups").expect(200).at("/security_groups");
    let mut groups = groups.as_array().expect("a list").iter();
    let group = groups.find(|it| it["name"] == "db").expect("the seed has it");
    let path = format!("os-security-groups/{}", group["id"].to_string().trim_matches('"'));
    let renamed = json!({"security_group": {"name": "cache", "description": "cache"}});
    owner.put(&path, &renamed).assert_status(200);

    let shown = owner.look(id).expect(200);

    assert_eq!(shown.at("/server/status"), "ACTIVE");
}

#[test]
fn tokens_stay_valid_after_a_reset() {
    let Some(cloud) = start() else { return };
    cloud.admin().call("POST", "/ferronova/reset").send().assert_status(204);

    for client in [cloud.owner(), cloud.other(), cloud.admin()] {
        let response = client.get("servers");

        response.assert_status(200);
    }
}

#[test]
fn servers_can_be_made_again_after_a_reset() {
    let Some(cloud) = start() else { return };
    let mut body = cloud.owner().new_server("web");
    let networks = cloud.owner().get("/network/v2.0/networks").expect(200);
    let network = networks.at("/networks/0/id");
    body["server"]["networks"] = json!([{"uuid": network, "fixed_ip": "10.0.0.77"}]);
    cloud.owner().post("servers", &body).assert_status(202);
    cloud.admin().call("POST", "/ferronova/reset").send().assert_status(204);

    let response = cloud.owner().post("servers", &body);

    response.assert_status(202);
}

#[test]
fn only_administrators_reset() {
    let Some(cloud) = start() else { return };
    let id = cloud.owner().boot("web");

    let nobody = cloud.nobody().call("POST", "/ferronova/reset").send();
    let owner = cloud.owner().call("POST", "/ferronova/reset").send();

    assert_eq!((nobody.status(), nobody.text()), (401, "Authentication required"));
    let message = "Policy doesn't allow context_is_admin to be performed.";
    owner.assert_fault(403, "forbidden", message);
    cloud.owner().show(&id).assert_status(200);
}

#[test]
fn only_administrators_get_a_backup() {
    let Some(cloud) = start() else { return };

    let nobody = cloud.nobody().call("POST", "/ferronova/backup").send();
    let owner = cloud.owner().call("POST", "/ferronova/backup").send();

    assert_eq!((nobody.status(), nobody.text()), (401, "Authentication required"));
    let message = "Policy doesn't allow context_is_admin to be performed.";
    owner.assert_fault(403, "forbidden", message);
}

#[test]
fn nothing_else_is_there() {
    let Some(cloud) = start() else { return };

    for (method, path) in [
        ("GET", "/ferronova/reset"),
        ("POST", "/ferronova/reset/"),
        ("GET", "/ferronova/backup"),
        ("POST", "/ferronova/backup/"),
        ("POST", "/ferronova/nonsense"),
    ] {
        let response = cloud.admin().call(method, path).send();

        response.assert_status(404);
    }
}

#[test]
fn what_is_our_own_does_not_show_in_the_versions() {
    let Some(cloud) = start() else { return };

    let versions = cloud.nobody().get("/").expect(200).at("/versions");

    let ids: Vec<&Value> = versions.as_array().into_iter().flatten().map(|it| &it["id"]).collect();
    assert_eq!(ids, ["v2.0"]);
}
