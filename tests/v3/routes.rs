//! What v3 does not have although v2 has it, or although it was planned.

use serde_json::json;

use crate::support::{self, REQUEST_ID, assert_unrouted};

const UNKNOWN: &str = "dead0000-0000-4000-8000-000000000000";

#[test]
fn what_v3_left_out_has_no_route() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for path in [
        &*format!("servers/{id}/os-volume_attachments"),
        &*format!("servers/{id}/os-security-groups"),
        &*format!("servers/{id}/os-virtual-interfaces"),
        "os-security-groups",
        "os-floating-ips",
        "os-networks",
        "nonsense",
    ] {
        for client in [owner, cloud.admin()] {
            assert_unrouted(&client.get(path));
        }
    }
}

#[test]
fn a_project_in_the_path_is_no_project() {
    let cloud = support::start();
    let owner = cloud.owner();

    for path in ["servers", "servers/detail", "extensions", "flavors"] {
        assert_unrouted(&owner.get(&format!("{}/{path}", owner.project_id())));
    }
}

#[test]
fn actions_that_v3_left_out_are_unknown() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    for action in ["addFloatingIp", "removeFloatingIp", "addSecurityGroup", "removeSecurityGroup"] {
        for client in [cloud.owner(), cloud.admin()] {
            let response = client.action(&id, &json!({ action: {} }));

            let message = format!("There is no such action: {action}");
            response.assert_fault(400, "badRequest", &message);
        }
    }
}

#[test]
fn every_answer_has_the_request_id_of_v3_and_not_that_of_v2() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for response in [
        owner.get("/v3"),
        owner.get("/v3/"),
        owner.get("versions/v2.1"),
        owner.get("extensions"),
        owner.get("extensions/nope"),
        owner.get("flavors"),
        owner.get("images"),
        owner.get("limits"),
        owner.get("servers?limit=x"),
        owner.get("servers/detail"),
        owner.show(UNKNOWN),
        owner.get("nonsense"),
        owner.get("os-hypervisors"),
        owner.post("servers", &json!({})),
        owner.post("servers", &owner.new_server("web")),
        owner.put(&format!("servers/{id}"), &json!({"server": {}})),
        owner.action(&id, &json!({"lock": null})),
        owner.action(&id, &json!({"nope": null})),
        owner.delete(&format!("servers/{id}")),
        cloud.nobody().get("servers"),
    ] {
        let status = response.status();
        let request_id = response.header(REQUEST_ID);
        assert!(request_id.is_some_and(|it| it.starts_with("req-")), "{status}");
        assert_eq!(response.header("x-compute-request-id"), None, "{status}");
    }
}
