//! Networks, subnets, and the network resources of projects.

use serde_json::{Value, json};

use crate::support::{BASE, Cloud, DEMO, NETWORK, POOL, SUBNET};

#[actix_web::test]
async fn networks_are_listed_with_or_without_json_at_the_end() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    for path in ["/network/v2.0/networks", "/network/v2.0/networks.json"] {
        let answer = cloud.get_with(path, &token).await;

        assert_eq!(answer.column("networks", "name"), ["private", "tiny", "public"]);
        let expected = json!({
            "id": NETWORK.to_string(),
            "name": "private",
            "description": "",
            "status": "ACTIVE",
            "admin_state_up": true,
            "shared": true,
            "tenant_id": "",
            "project_id": "",
            "subnets": [SUBNET.to_string()],
            "router:external": false,
            "mtu": 1500,
            "port_security_enabled": true,
            "availability_zones": [],
            "availability_zone_hints": [],
            "tags": [],
        });
        assert_eq!(answer.json()["networks"][0], expected);
    }
}

#[actix_web::test]
async fn a_subnet_says_which_addresses_it_has() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    let subnets = cloud.get_with("/network/v2.0/subnets", &token).await.json();

    let expected = json!({
        "id": SUBNET.to_string(),
        "name": "private",
        "description": "",
        "network_id": NETWORK.to_string(),
        "tenant_id": "",
        "project_id": "",
        "cidr": "10.0.0.0/24",
        "ip_version": 4,
        "gateway_ip": "10.0.0.1",
        "enable_dhcp": true,
        "allocation_pools": [{"start": "10.0.0.2", "end": "10.0.0.254"}],
        "dns_nameservers": [],
        "host_routes": [],
        "ipv6_address_mode": null,
        "ipv6_ra_mode": null,
        "subnetpool_id": null,
        "service_types": [],
        "tags": [],
    });
    assert_eq!(subnets["subnets"][0], expected);
    assert_eq!(subnets["subnets"][1]["ip_version"], 6);
    assert_eq!(subnets["subnets"][1]["gateway_ip"], Value::Null);
    assert_eq!(subnets["subnets"][1]["allocation_pools"], json!([]));
    assert_eq!(subnets["subnets"].as_array().map(Vec::len), Some(2));
}

#[actix_web::test]
async fn a_list_holds_what_its_filters_leave_in() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    for (query, expected) in [
        ("name=private".to_owned(), vec!["private"]),
        ("name=private&name=tiny".to_owned(), vec!["private", "tiny"]),
        ("router:external=False".to_owned(), vec!["private", "tiny"]),
        (format!("id={NETWORK}&id=x"), vec!["private"]),
        ("name=nothing".to_owned(), vec![]),
        ("router:external=True".to_owned(), vec!["public"]),
        (
            "router%3Aexternal=False&shared=True&admin_state_up=1".to_owned(),
            vec!["private", "tiny"],
        ),
        (format!("subnets={SUBNET}"), vec!["private"]),
        ("not_an_attribute=1".to_owned(), vec!["private", "tiny", "public"]),
        ("sort_key=name&sort_dir=desc".to_owned(), vec!["tiny", "public", "private"]),
        (format!("limit=1&marker={NETWORK}"), vec!["tiny"]),
    ] {
        let path = format!("/network/v2.0/networks?{query}");

        let answer = cloud.get_with(&path, &token).await;

        assert_eq!(answer.column("networks", "name"), expected, "{query}");
    }
}

#[actix_web::test]
async fn a_page_leads_to_the_next_one() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let path = "/network/v2.0/networks?limit=1&fields=name";

    let answer = cloud.get_with(path, &token).await.json();

    let href = format!("{BASE}{path}&marker={NETWORK}");
    assert_eq!(
        answer,
        json!({
            "networks": [{"name": "private"}],
            "networks_links": [{"rel": "next", "href": href}],
        })
    );
}

#[actix_web::test]
async fn one_network_or_subnet_is_shown_as_far_as_its_fields_are_asked_for() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let network = format!("/network/v2.0/networks/{NETWORK}?fields=id&fields=name");
    let subnet = format!("/network/v2.0/subnets/{SUBNET}.json?fields=cidr");

    assert_eq!(
        cloud.get_with(&network, &token).await.json(),
        json!({"network": {"id": NETWORK.to_string(), "name": "private"}})
    );
    assert_eq!(
        cloud.get_with(&subnet, &token).await.json(),
        json!({"subnet": {"cidr": "10.0.0.0/24"}})
    );
}

#[actix_web::test]
async fn what_is_not_there_is_not_found_nor_is_a_name() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    for (path, error_type, message) in [
        ("networks/private", "NetworkNotFound", "Network private could not be found."),
        ("subnets/x", "SubnetNotFound", "Subnet x could not be found."),
        ("ports/x", "PortNotFound", "Port x could not be found."),
        ("security-groups/x", "SecurityGroupNotFound", "Security group x does not exist"),
        (
            "security-group-rules/x",
            "SecurityGroupRuleNotFound",
            "Security group rule x does not exist",
        ),
        ("floatingips/x", "FloatingIPNotFound", "Floating IP x could not be found"),
        ("routers/x", "RouterNotFound", "Router x could not be found"),
        ("extensions/x", "HTTPNotFound", "Extension with alias x does not exist"),
    ] {
        let answer = cloud.get_with(&format!("/network/v2.0/{path}"), &token).await;

        assert_eq!(answer.status, 404);
        let error = json!({"type": error_type, "message": message, "detail": ""});
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(body, json!({ "NeutronError": error }));
    }
}

#[actix_web::test]
async fn a_pool_of_floating_addresses_is_an_external_network() {
    let cloud = Cloud::new().await;
    let demo = cloud.token("demo", "demo").await;
    let admin = cloud.token("admin", "admin").await;

    let network = cloud.get_with(&format!("/network/v2.0/networks/{POOL}"), &demo).await.json();

    let network = &network["network"];
    assert_eq!((&network["name"], &network["router:external"]), (&json!("public"), &json!(true)));
    assert_eq!(network["shared"], json!(false));
    // As in Neutron, only administrators see the subnet of an external network.
    let subnet = format!("/network/v2.0/subnets/{}", network["subnets"][0].as_str().unwrap());
    assert_eq!(cloud.get_with(&subnet, &demo).await.status, 404);
    let shown = cloud.get_with(&subnet, &admin).await.json();
    assert_eq!(shown["subnet"]["cidr"], "192.0.2.0/29");
    assert_eq!(shown["subnet"]["network_id"], POOL.to_string());
}

#[actix_web::test]
async fn every_project_has_its_default_security_group() {
    let cloud = Cloud::new().await;
    let demo = cloud.token("demo", "demo").await;
    let admin = cloud.token("admin", "admin").await;
    let unscoped = cloud.unscoped_token("demo").await;
    let path = "/network/v2.0/security-groups";

    let groups = cloud.get_with(path, &demo).await;
    let id = groups.column("security_groups", "id").remove(0);

    let group = groups.json()["security_groups"][0].take();
    assert_eq!(group["name"], "default");
    assert_eq!(group["project_id"], DEMO);
    assert_eq!(cloud.get_with(path, &demo).await.column("security_groups", "id"), [id.as_str()]);
    assert_ne!(cloud.get_with(path, &admin).await.column("security_groups", "id"), [id.as_str()]);
    assert_eq!(cloud.get_with(path, &unscoped).await.column("security_groups", "id"), [""; 0]);
    let shown = cloud.get_with(&format!("{path}/{id}"), &demo).await.json();
    assert_eq!(shown["security_group"], group);
}

#[actix_web::test]
async fn what_the_cloud_has_none_of_is_an_empty_list() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    for (path, key) in [
        ("floatingips", "floatingips"),
        ("routers", "routers"),
        ("extensions", "extensions"),
        ("ports", "ports"),
    ] {
        let answer = cloud.get_with(&format!("/network/v2.0/{path}"), &token).await;

        assert_eq!(answer.json(), json!({ (key): [] }));
    }
}

#[actix_web::test]
async fn a_wrong_limit_is_400() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    let answer = cloud.get_with("/network/v2.0/networks?limit=x", &token).await;

    assert_eq!(answer.status, 400);
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body["NeutronError"]["type"], "HTTPBadRequest");
}
