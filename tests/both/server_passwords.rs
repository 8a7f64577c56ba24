//! `/servers/{id}/os-server-password`: the password that the guest of a server posted.

use ferronova_testkit::{Client, Response, Version};
use serde_json::json;

use crate::support::{
    Held::{ByAdmin, ByOwner},
    VERSION, answer, forbidden, hold, not_found, start, start_seeded, start_with_policy,
};

/// Servers whose guests posted a password in four parts, in one, and none.
const SEED: &str = r"
time: 2014-10-16T12:00:00Z
users:
  - {name: demo, password: secret, roles: {demo: [member]}}
  - {name: alt, password: secret, roles: {alt: [member]}}
  - {name: admin, password: secret, roles: {admin: [admin]}}
servers:
  - id: 5e000000-0000-4000-8000-000000000001
    name: in-parts
    project: demo
    system_metadata: {password_0: xlozO3wL, password_1: CBRWAa2y, password_2: DjCCVx8v, password_3: w==, image_min_ram: '0'}
  - {id: 5e000000-0000-4000-8000-000000000002, name: in-one, project: demo, system_metadata: {password_0: xlozO3wL}}
  - {id: 5e000000-0000-4000-8000-000000000003, name: silent, project: demo}
  - {id: 5e000000-0000-4000-8000-000000000004, name: gone, project: demo, vm_state: deleted, system_metadata: {password_0: xlozO3wL}}
";
const IN_PARTS: &str = "5e000000-0000-4000-8000-000000000001";
const IN_ONE: &str = "5e000000-0000-4000-8000-000000000002";
const SILENT: &str = "5e000000-0000-4000-8000-000000000003";
const GONE: &str = "5e000000-0000-4000-8000-000000000004";

fn path(id: &str) -> String {
    format!("servers/{id}/os-server-password")
}

fn password(client: &Client, id: &str) -> Response {
    client.get(&path(id))
}

fn clear(client: &Client, id: &str) -> Response {
    client.delete(&path(id))
}

#[test]
fn the_password_is_what_the_guest_posted() {
    let Some(cloud) = start_seeded(SEED) else { return };

    for (id, expected) in
        [(IN_PARTS, "xlozO3wLCBRWAa2yDjCCVx8vw=="), (IN_ONE, "xlozO3wL"), (SILENT, "")]
    {
        for client in [cloud.owner(), cloud.admin()] {
            let response = password(client, id).expect(200);

            assert_eq!(response.json(), json!({"password": expected}));
            assert_eq!(response.header("content-type"), Some("application/json"));
        }
    }
}

#[test]
fn a_new_server_has_no_password() {
    let cloud = start();
    let id = cloud.owner().boot("web");

    assert_eq!(password(cloud.owner(), &id).expect(200).json(), json!({"password": ""}));
    clear(cloud.owner(), &id).assert_status(204);
}

#[test]
fn a_password_can_be_forgotten() {
    let Some(cloud) = start_seeded(SEED) else { return };
    let owner = cloud.owner();
    let before = owner.show(IN_PARTS).expect(200).json();

    let cleared = clear(owner, IN_PARTS).expect(204);

    assert_eq!(cleared.text(), "");
    assert_eq!(password(owner, IN_PARTS).expect(200).json(), json!({"password": ""}));
    assert_eq!(owner.show(IN_PARTS).expect(200).json(), before);
    assert_eq!(password(owner, IN_ONE).expect(200).at("/password"), "xlozO3wL");
    clear(owner, IN_PARTS).assert_status(204);
}

#[test]
fn no_lock_keeps_a_password() {
    for held in [ByOwner, ByAdmin] {
        let Some(cloud) = start_seeded(SEED) else { return };
        hold(&cloud, IN_ONE, held);

        clear(cloud.owner(), IN_ONE).assert_status(204);

        assert_eq!(password(cloud.owner(), IN_ONE).expect(200).at("/password"), "");
    }
}

#[test]
fn strangers_and_those_who_come_too_late_find_no_server() {
    let Some(cloud) = start_seeded(SEED) else { return };
    let unknown = "dead0000-0000-4000-8000-000000000000";

    for (client, id) in [
        (cloud.other(), IN_ONE),
        (cloud.owner(), GONE),
        (cloud.owner(), unknown),
        (cloud.owner(), "no-id"),
    ] {
        assert_eq!(answer(&password(client, id)), not_found(id));
        assert_eq!(answer(&clear(client, id)), not_found(id));
    }
    assert_eq!(password(cloud.owner(), IN_ONE).expect(200).at("/password"), "xlozO3wL");
}

#[test]
fn one_rule_decides_about_both_calls() {
    let rule = match VERSION {
        Version::V2 => "compute_extension:server_password",
        Version::V21(_) => unreachable!("no binary of v2.1 has these tests"),
        Version::V3 => "compute_extension:v3:os-server-password",
    };
    let Some(cloud) = start_with_policy(&[(rule, "rule:admin_api")]) else { return };
    let id = cloud.owner().boot("web");

    // The rule is checked before the server.
    for id in [&*id, "no-id"] {
        assert_eq!(answer(&password(cloud.owner(), id)), forbidden(rule));
        assert_eq!(answer(&clear(cloud.owner(), id)), forbidden(rule));
    }
    password(cloud.admin(), &id).assert_status(200);
    clear(cloud.admin(), &id).assert_status(204);
}
