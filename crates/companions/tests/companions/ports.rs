//! `/network/v2.0/ports`.

use ferronova_compute::{Caller, NewServer, Request, RequestId, Server};
use serde_json::json;

use crate::support::{ADMIN, CIRROS, Cloud, DEMO, NETWORK, SUBNET};

/// Creates a server with an address on the first network in the project `project_id`.
async fn boot(cloud: &Cloud, project_id: &str) -> Server {
    let caller = Caller {
        user_id: "somebody".to_owned(),
        project_id: project_id.to_owned(),
        roles: Vec::new(),
        is_admin: false,
    };
    let request = Request::new(&caller, RequestId::random());
    let new = NewServer::new("web".to_owned(), CIRROS, "1".to_owned());
    cloud.compute.create_servers(request, new).await.unwrap().remove(0)
}

#[actix_web::test]
async fn a_server_has_a_port_for_its_address() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let server = boot(&cloud, DEMO).await;
    boot(&cloud, DEMO).await;
    let address = &server.addresses[0];

    let path = format!("/network/v2.0/ports?device_id={}", server.id);
    let answer = cloud.get_with(&path, &token).await;

    let group = cloud.get_with("/network/v2.0/security-groups", &token).await;
    let expected = json!({"ports": [{
        "id": answer.column("ports", "id")[0],
        "name": "",
        "description": "",
        "network_id": NETWORK.to_string(),
        "tenant_id": DEMO,
        "project_id": DEMO,
        "mac_address": address.mac,
        "admin_state_up": true,
        "status": "ACTIVE",
        "device_id": server.id.to_string(),
        "device_owner": "compute:nova",
        "fixed_ips": [{"subnet_id": SUBNET.to_string(), "ip_address": address.ip.to_string()}],
        "security_groups": group.column("security_groups", "id"),
        "port_security_enabled": true,
        "allowed_address_pairs": [],
        "extra_dhcp_opts": [],
        "tags": [],
    }]});
    assert_eq!(answer.json(), expected);
}

#[actix_web::test]
async fn a_port_keeps_its_id_and_is_found_by_it() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    boot(&cloud, DEMO).await;

    let id = cloud.get_with("/network/v2.0/ports", &token).await.column("ports", "id").remove(0);
    let port = cloud.get_with(&format!("/network/v2.0/ports/{id}"), &token).await;

    assert_eq!(port.json()["port"]["id"], id.as_str());
}

#[actix_web::test]
async fn ports_are_those_of_the_servers_in_reach() {
    let cloud = Cloud::new().await;
    let demo = cloud.token("demo", "demo").await;
    let admin = cloud.token("admin", "admin").await;
    let of_demo = boot(&cloud, DEMO).await.id.to_string();
    let of_admin = boot(&cloud, ADMIN).await.id.to_string();
    let devices = async |token: &str, query: &str| {
        let answer = cloud.get_with(&format!("/network/v2.0/ports{query}"), token).await;
        answer.column("ports", "device_id")
    };

    assert_eq!(devices(&demo, "").await, [of_demo.as_str()]);
    assert_eq!(devices(&admin, "").await, [of_admin.as_str(), of_demo.as_str()]);
    assert_eq!(devices(&demo, &format!("?device_id={of_admin}")).await, [""; 0]);
    assert_eq!(
        devices(&admin, &format!("?device_id={of_admin}&device_id={of_demo}")).await,
        [of_admin.as_str(), of_demo.as_str()]
    );
    assert_eq!(devices(&admin, "?device_id=x").await, [""; 0]);
    assert_eq!(devices(&demo, &format!("?fixed_ips=subnet_id%3D{SUBNET}")).await, [of_demo]);
}

#[actix_web::test]
async fn a_failing_store_is_500_without_its_reason() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    cloud.store.close();

    for query in [String::new(), format!("?device_id={CIRROS}")] {
        let answer = cloud.get_with(&format!("/network/v2.0/ports{query}"), &token).await;

        let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        let message = "The server has either erred or is incapable of performing the requested \
                       operation.";
        let error = json!({"type": "HTTPInternalServerError", "message": message, "detail": ""});
        assert_eq!((answer.status, body), (500, json!({ "NeutronError": error })));
    }
}
