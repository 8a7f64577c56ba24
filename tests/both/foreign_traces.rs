//! Other ways to notice another project's resources: lists, filters, markers, ports,
//! images, and references in a request for a new server.

use ferronova_testkit::{Client, Response};
use serde_json::{Value, json};

use crate::support;

/// A server and a private image of the project `demo`.
const SEED: &str = r"
users:
  - {name: demo, password: secret, roles: {demo: [member]}}
  - {name: alt, password: secret, roles: {alt: [member]}}
  - {name: admin, password: secret, roles: {admin: [admin]}}
images:
  - {id: 1a000000-0000-4000-8000-000000000000, name: open}
  - {id: 1a000000-0000-4000-8000-000000000001, name: closed, project: demo, public: false}
servers:
  - {id: 5e000000-0000-4000-8000-000000000000, name: of-demo, project: demo}
";
const SERVER: &str = "5e000000-0000-4000-8000-000000000000";
const OPEN: &str = "1a000000-0000-4000-8000-000000000000";
const IMAGE: &str = "1a000000-0000-4000-8000-000000000001";

const UNKNOWN: &str = "dead0000-0000-4000-8000-000000000000";

/// Status, media type and body, without the id or name in the request.
fn seen(response: &Response, asked: &str) -> (u16, Option<String>, String) {
    let text = response.text().replace(asked, "<asked>");
    (response.status(), response.header("content-type").map(str::to_owned), text)
}

/// Fails unless the stranger gets the same answer about something of another project and about
/// something that does not exist.
#[track_caller]
fn assert_alike(stranger: &Client, path: &str, foreign: &str, unknown: &str) {
    for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        let of = |it: &str| seen(&stranger.call(method, &path.replace("{}", it)).send(), it);

        assert_eq!(of(foreign), of(unknown), "{method} {path}");
        assert!(!of(foreign).2.contains("of-demo"), "{method} {path}");
    }
}

#[test]
fn no_filter_and_no_marker_tells_a_stranger_of_a_server() {
    let Some(cloud) = support::start_seeded(SEED) else { return };
    let (stranger, owner) = (cloud.other(), cloud.owner());
    let shown = cloud.admin().show(SERVER).expect(200).at("/server");
    let text = |key: &str| shown[key].as_str().expect("an administrator sees it").to_owned();
    let [name, host] = ["instance_name", "host"].map(|it| text(&format!("OS-EXT-SRV-ATTR:{it}")));

    for path in ["servers", "servers/detail"] {
        for (query, foreign, unknown) in [
            ("marker={}", SERVER, UNKNOWN),
            ("marker={}&limit=1", SERVER, UNKNOWN),
            ("uuid={}", SERVER, UNKNOWN),
            ("id={}", SERVER, UNKNOWN),
            ("name={}", "of-d", "of-nobody"),
            ("ip={}", "10", "203"),
            ("ip6={}", "fd", "2001"),
            ("fixed_ip={}", "10.0.0.2", "203.0.113.2"),
            ("host={}", &host, "nowhere"),
            ("instance_name={}", &name, "instance-ffffffff"),
            ("tenant_id={}", owner.project_id(), "nowhere"),
            ("project_id={}", owner.project_id(), "nowhere"),
            ("user_id={}", owner.user_id(), "nobody"),
            ("locked={}", "false", "true"),
            ("status={}", "ACTIVE", "PAUSED"),
            ("all_tenants=1&uuid={}", SERVER, UNKNOWN),
            ("all_tenants=1&tenant_id={}", owner.project_id(), "nowhere"),
            ("deleted=1&uuid={}", SERVER, UNKNOWN),
            ("changes-since=2000-01-01T00:00:00Z&name={}", "of-d", "of-nobody"),
        ] {
            assert_alike(stranger, &format!("{path}?{query}"), foreign, unknown);
        }
    }
    assert_eq!(owner.show(SERVER).status(), 200);
}

#[test]
fn no_hypervisor_tells_a_stranger_of_a_server() {
    let Some(cloud) = support::start_seeded(SEED) else { return };
    let shown = cloud.admin().show(SERVER).expect(200).at("/server");
    let host = shown["OS-EXT-SRV-ATTR:hypervisor_hostname"].as_str().expect("it runs somewhere");

    for path in ["os-hypervisors/{}/servers", "os-hypervisors/{}/search", "os-hypervisors/{}"] {
        assert_alike(cloud.other(), path, host, "nowhere");
        assert_alike(cloud.other(), path, "1", "999999999");
    }
}

#[test]
fn no_port_tells_a_stranger_of_a_server() {
    let Some(cloud) = support::start_seeded(SEED) else { return };
    let (stranger, owner) = (cloud.other(), cloud.owner());
    let booted = owner.boot("of-demo");
    let listed = owner.get(&format!("/network/v2.0/ports?device_id={booted}")).expect(200);
    let port = listed.at("/ports/0");
    let text = |pointer| port.pointer(pointer).and_then(Value::as_str).expect("a port has it");
    let [id, mac, ip] = ["/id", "/mac_address", "/fixed_ips/0/ip_address"].map(text);

    for (path, foreign, unknown) in [
        ("/network/v2.0/ports/{}", id, UNKNOWN),
        ("/network/v2.0/ports?id={}", id, UNKNOWN),
        ("/network/v2.0/ports?device_id={}", &booted, UNKNOWN),
        ("/network/v2.0/ports?mac_address={}", mac, "00:00:00:00:00:00"),
        ("/network/v2.0/ports?fixed_ips=ip_address%3D{}", ip, "203.0.113.2"),
        ("/network/v2.0/ports?tenant_id={}", owner.project_id(), "nowhere"),
        ("/network/v2.0/ports?marker={}&limit=1", id, UNKNOWN),
        ("/network/v2.0/floatingips?port_id={}", id, UNKNOWN),
    ] {
        assert_alike(stranger, path, foreign, unknown);
    }
}

#[test]
fn no_group_rule_or_floating_address_tells_a_stranger_of_itself() {
    let Some(cloud) = support::start_seeded(SEED) else { return };
    let (stranger, owner) = (cloud.other(), cloud.owner());
    let groups = owner.get("/network/v2.0/security-groups").expect(200);
    let networks = owner.get("/network/v2.0/networks?router%3Aexternal=True").expect(200);
    let wanted = json!({"floating_network_id": networks.at("/networks/0/id")});
    let floating_ip = owner.post("/network/v2.0/floatingips", &json!({ "floatingip": wanted }));
    let id_at = |body: Value| body.as_str().expect("it has an id").to_owned();
    let group = id_at(groups.at("/security_groups/0/id"));
    let rule = id_at(groups.at("/security_groups/0/security_group_rules/0/id"));
    let floating_ip = id_at(floating_ip.expect(201).at("/floatingip/id"));

    for (collection, id) in [
        ("security-groups", &group),
        ("security-group-rules", &rule),
        ("floatingips", &floating_ip),
    ] {
        for query in ["/{}", "?id={}", "?marker={}"] {
            let path = format!("/network/v2.0/{collection}{query}");
            assert_alike(stranger, &path, id, UNKNOWN);
        }
    }
    let path = "/network/v2.0/security-group-rules?security_group_id={}";
    assert_alike(stranger, path, &group, UNKNOWN);
}

#[test]
fn an_image_of_another_project_is_not_there() {
    let Some(cloud) = support::start_seeded(SEED) else { return };
    let stranger = cloud.other();
    assert_eq!(cloud.owner().get(&format!("/image/v2/images/{IMAGE}")).status(), 200);

    for path in [
        "images/{}",
        "images?marker={}",
        "images/detail?marker={}",
        "images/{}/metadata",
        "/image/v2/images/{}",
        "/image/v2/images?id={}",
        "/image/v2/images?marker={}",
        "/image/v1/images/{}",
        "/image/v1/images?marker={}",
        "servers?image={}",
    ] {
        assert_alike(stranger, path, IMAGE, UNKNOWN);
    }
    for path in ["images?server={}", "images/detail?server={}", "/image/v2/images?name={}"] {
        assert_alike(stranger, path, SERVER, UNKNOWN);
    }
    for path in ["images", "/image/v2/images", "/image/v1/images"] {
        let listed = stranger.get(path);

        assert!(!listed.text().contains(IMAGE), "{path}: {}", listed.text());
    }
}

#[test]
fn a_new_server_can_be_made_of_nothing_that_is_another_projects() {
    let Some(cloud) = support::start_seeded(SEED) else { return };
    let (stranger, owner) = (cloud.other(), cloud.owner());
    let listed = owner.get(&format!("/network/v2.0/ports?device_id={}", owner.boot("of-demo")));
    let port = listed.expect(200).at("/ports/0/id");
    let port = port.as_str().expect("a port has an id");
    let with = |key: &str, value: Value| {
        let mut body = stranger.new_server("mine");
        body["server"]["imageRef"] = json!(OPEN);
        body["server"][key] = value;
        body
    };

    let of_image = |id: &str| seen(&stranger.post("servers", &with("imageRef", json!(id))), id);
    let of_port = |id: &str| {
        let body = with("networks", json!([{ "port": id }]));
        seen(&stranger.post("servers", &body), id)
    };

    assert_eq!(of_image(IMAGE), of_image(UNKNOWN));
    assert_eq!(of_image(IMAGE).0, 400);
    assert_eq!(of_port(port), of_port(UNKNOWN));
    assert_eq!(stranger.get("servers").expect(200).at("/servers"), json!([]));
}
