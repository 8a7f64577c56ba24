//! `/network/v2.0/floatingips`.

use actix_web::http::Method;
use ferronova_compute::{Caller, NewServer, Request, RequestId, Server};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{ADMIN, Answer, CIRROS, Cloud, DEMO, NETWORK, POOL};

const PATH: &str = "/network/v2.0/floatingips";
const UNKNOWN: &str = "c0ffee00-0000-4000-8000-000000000000";

/// Creates a server in the project `demo`, and returns the server and the id of its port.
async fn boot(cloud: &Cloud, token: &str) -> (Server, String) {
    let caller = Caller {
        user_id: "somebody".to_owned(),
        project_id: DEMO.to_owned(),
        roles: Vec::new(),
        is_admin: false,
    };
    let request = Request::new(&caller, RequestId::random());
    let new = NewServer::new("web".to_owned(), CIRROS, "1".to_owned());
    let server = cloud.compute.create_servers(request, new).await.unwrap().remove(0);
    let path = format!("/network/v2.0/ports?device_id={}", server.id);
    let port = cloud.get_with(&path, token).await.column("ports", "id").remove(0);
    (server, port)
}

async fn create(cloud: &Cloud, token: &str, wanted: Value) -> Answer {
    cloud.call(Method::POST, PATH, token, Some(json!({ "floatingip": wanted }))).await
}

async fn update(cloud: &Cloud, token: &str, id: &str, wanted: Value) -> Answer {
    let body = Some(json!({ "floatingip": wanted }));
    cloud.call(Method::PUT, &format!("{PATH}/{id}"), token, body).await
}

async fn delete(cloud: &Cloud, token: &str, id: &str) -> Answer {
    cloud.call(Method::DELETE, &format!("{PATH}/{id}"), token, None).await
}

async fn created(cloud: &Cloud, token: &str) -> Value {
    let answer = create(cloud, token, json!({"floating_network_id": POOL.to_string()})).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["floatingip"].clone()
}

fn id_of(floating_ip: &Value) -> &str {
    floating_ip["id"].as_str().unwrap()
}

#[actix_web::test]
async fn an_address_is_given_shown_and_given_back() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    let given = created(&cloud, &token).await;

    let expected = json!({
        "id": given["id"],
        "floating_ip_address": "192.0.2.2",
        "floating_network_id": POOL.to_string(),
        "fixed_ip_address": null,
        "port_id": null,
        "router_id": null,
        "status": "DOWN",
        "description": "",
        "dns_domain": "",
        "dns_name": "",
        "qos_policy_id": null,
        "tenant_id": DEMO,
        "project_id": DEMO,
        "tags": [],
    });
    assert_eq!(given, expected);
    assert!(Uuid::try_parse(id_of(&given)).is_ok());
    let path = format!("{PATH}/{}", id_of(&given));
    assert_eq!(cloud.get_with(&path, &token).await.json()["floatingip"], given);
    let listed = cloud.get_with(&format!("{PATH}?floating_ip_address=192.0.2.2"), &token).await;
    assert_eq!(listed.json()["floatingips"], json!([given]));
    assert_eq!(delete(&cloud, &token, id_of(&given)).await.status, 204);
    let gone = cloud.get_with(&path, &token).await;
    let message = format!("Floating IP {} could not be found", id_of(&given));
    gone.assert_neutron_error(404, "FloatingIPNotFound", &message);
    // Neither the number of the address in compute's v2 nor the address itself is a valid id.
    for id in ["1", "192.0.2.2"] {
        created(&cloud, &token).await;
        assert_eq!(delete(&cloud, &token, id).await.status, 404);
    }
}

#[actix_web::test]
async fn an_address_is_led_to_a_port_and_away() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let (server, port) = boot(&cloud, &token).await;
    let (other, other_port) = boot(&cloud, &token).await;
    let given = created(&cloud, &token).await;
    let id = id_of(&given);

    let led = update(&cloud, &token, id, json!({ "port_id": port })).await.json();

    let led = &led["floatingip"];
    assert_eq!((&led["port_id"], &led["status"]), (&json!(port), &json!("ACTIVE")));
    assert_eq!(led["fixed_ip_address"], server.addresses[0].ip.to_string());
    let by_port = cloud.get_with(&format!("{PATH}?port_id={port}"), &token).await;
    assert_eq!(by_port.column("floatingips", "id"), [id]);

    // The address moves to another server, and is disassociated if the new port is null.
    let fixed_ip = other.addresses[0].ip.to_string();
    let wanted = json!({"port_id": other_port, "fixed_ip_address": fixed_ip});
    let moved = update(&cloud, &token, id, wanted).await.json();
    assert_eq!(moved["floatingip"]["port_id"], other_port);
    assert_eq!(update(&cloud, &token, id, json!({})).await.json(), moved);
    let left = update(&cloud, &token, id, json!({"port_id": null})).await.json();
    assert_eq!(left["floatingip"], given);
    assert_eq!(update(&cloud, &token, id, json!({"port_id": null})).await.status, 200);
}

#[actix_web::test]
async fn an_address_can_be_given_and_led_at_once() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let (_, port) = boot(&cloud, &token).await;
    let wanted = json!({"floating_network_id": POOL.to_string(), "port_id": port});

    let given = create(&cloud, &token, wanted.clone()).await;

    assert_eq!(given.status, 201);
    assert_eq!(given.json()["floatingip"]["port_id"], port);
    // A fixed address can have only one floating address. If a second one is refused, no address is
    // allocated.
    let refused = create(&cloud, &token, wanted).await;
    let body: Value = serde_json::from_slice(&refused.body).unwrap();
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert_eq!(body["NeutronError"]["type"], "FloatingIPPortAlreadyAssociated");
    assert_eq!(cloud.get_with(PATH, &token).await.column("floatingips", "id").len(), 1);
}

#[actix_web::test]
async fn a_request_that_is_wrong_gives_nothing() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let (_, port) = boot(&cloud, &token).await;
    let pool = POOL.to_string();
    let bad = |reason: &str| format!("Bad floatingip request: {reason}.");

    for (wanted, status, error_type, message) in [
        (
            json!({}),
            400,
            "HTTPBadRequest",
            "Failed to parse request. Required attribute 'floating_network_id' not specified"
                .to_owned(),
        ),
        (
            json!({"floating_network_id": "public"}),
            400,
            "HTTPBadRequest",
            "Invalid input for floating_network_id. Reason: 'public' is not a valid UUID."
                .to_owned(),
        ),
        (
            json!({"floating_network_id": UNKNOWN}),
            404,
            "NetworkNotFound",
            format!("Network {UNKNOWN} could not be found."),
        ),
        (
            json!({"floating_network_id": NETWORK.to_string()}),
            400,
            "BadRequest",
            bad(&format!("Network {NETWORK} is not a valid external network")),
        ),
        (
            json!({"floating_network_id": pool, "port_id": UNKNOWN}),
            404,
            "PortNotFound",
            format!("Port {UNKNOWN} could not be found."),
        ),
        (
            json!({"floating_network_id": pool, "fixed_ip_address": "10.0.0.2"}),
            400,
            "BadRequest",
            bad("fixed_ip_address cannot be specified without a port_id"),
        ),
        (
            json!({"floating_network_id": pool, "port_id": port, "fixed_ip_address": "10.9.9.9"}),
            400,
            "BadRequest",
            bad(&format!("Port {port} does not have fixed ip 10.9.9.9")),
        ),
        (
            json!({"floating_network_id": pool, "subnet_id": UNKNOWN}),
            404,
            "SubnetNotFound",
            format!("Subnet {UNKNOWN} could not be found."),
        ),
        (
            json!({"floating_network_id": pool, "floating_ip_address": "192.0.2.5"}),
            403,
            "PolicyNotAuthorized",
            "(rule:create_floatingip and rule:create_floatingip:floating_ip_address) is \
             disallowed by policy"
                .to_owned(),
        ),
        (
            json!({"floating_network_id": pool, "colour": 1}),
            400,
            "HTTPBadRequest",
            "Unrecognized attribute(s) 'colour'".to_owned(),
        ),
    ] {
        let answer = create(&cloud, &token, wanted).await;

        answer.assert_neutron_error(status, error_type, &message);
    }
    assert_eq!(cloud.get_with(PATH, &token).await.json(), json!({"floatingips": []}));
}

#[actix_web::test]
async fn a_pool_that_has_none_left_is_a_conflict() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    for _ in 0..5 {
        created(&cloud, &token).await;
    }

    let answer = create(&cloud, &token, json!({"floating_network_id": POOL.to_string()})).await;

    let message = format!("No more IP addresses available on network {POOL}.");
    answer.assert_neutron_error(409, "IpAddressGenerationFailure", &message);
}

#[actix_web::test]
async fn addresses_of_other_projects_are_in_reach_of_administrators_alone() {
    let cloud = Cloud::new().await;
    let demo = cloud.token("demo", "demo").await;
    let admin = cloud.token("admin", "admin").await;
    let unscoped = cloud.unscoped_token("demo").await;
    let theirs = created(&cloud, &admin).await;
    assert_eq!(theirs["project_id"], ADMIN);
    let own = created(&cloud, &demo).await;
    let (_, port) = boot(&cloud, &demo).await;

    for answer in [
        cloud.get_with(&format!("{PATH}/{}", id_of(&theirs)), &demo).await,
        update(&cloud, &demo, id_of(&theirs), json!({ "port_id": port })).await,
        delete(&cloud, &demo, id_of(&theirs)).await,
        delete(&cloud, &unscoped, id_of(&own)).await,
    ] {
        assert_eq!(answer.status, 404, "{}", answer.text());
    }
    let homeless =
        create(&cloud, &unscoped, json!({"floating_network_id": POOL.to_string()})).await;
    assert_eq!(homeless.status, 400);
    assert_eq!(cloud.get_with(PATH, &demo).await.column("floatingips", "id"), [id_of(&own)]);
    assert_eq!(cloud.get_with(PATH, &admin).await.column("floatingips", "id").len(), 2);
    assert_eq!(delete(&cloud, &admin, id_of(&own)).await.status, 204);
}
