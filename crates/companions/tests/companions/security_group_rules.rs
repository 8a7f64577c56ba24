//! `/network/v2.0/security-group-rules`.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, Cloud, DEMO};

const PATH: &str = "/network/v2.0/security-group-rules";
const GROUPS: &str = "/network/v2.0/security-groups";
const UNKNOWN: &str = "c0ffee00-0000-4000-8000-000000000000";

async fn create(cloud: &Cloud, token: &str, rule: Value) -> Answer {
    let body = json!({ "security_group_rule": rule });
    cloud.call(Method::POST, PATH, token, Some(body)).await
}

async fn delete(cloud: &Cloud, token: &str, id: &str) -> Answer {
    cloud.call(Method::DELETE, &format!("{PATH}/{id}"), token, None).await
}

/// Creates a group and returns its id.
async fn group(cloud: &Cloud, token: &str, name: &str) -> String {
    let body = json!({"security_group": {"name": name}});
    let made = cloud.call(Method::POST, GROUPS, token, Some(body)).await.json();
    made["security_group"]["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn a_rule_is_made_shown_listed_and_deleted() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let web = group(&cloud, &token, "web").await;
    let wanted = json!({
        "security_group_id": web,
        "direction": "ingress",
        "ethertype": "IPv4",
        "protocol": "TCP",
        "port_range_min": 80,
        "port_range_max": "443",
        "remote_ip_prefix": "10.1.2.3/8",
        "description": "the web",
    });

    let made = create(&cloud, &token, wanted.clone()).await;

    assert_eq!(made.status, 201, "{}", made.text());
    let rule = made.json()["security_group_rule"].clone();
    let expected = json!({
        "id": rule["id"],
        "security_group_id": web,
        "direction": "ingress",
        "ethertype": "IPv4",
        "protocol": "tcp",
        "port_range_min": 80,
        "port_range_max": 443,
        "remote_ip_prefix": "10.1.2.3/8",
        "remote_group_id": null,
        "remote_address_group_id": null,
        "description": "the web",
        "tenant_id": DEMO,
        "project_id": DEMO,
        "tags": [],
    });
    assert_eq!(rule, expected);
    let id = rule["id"].as_str().unwrap();
    assert!(Uuid::try_parse(id).is_ok());
    let path = format!("{PATH}/{id}");
    assert_eq!(cloud.get_with(&path, &token).await.json(), made.json());
    let shown = cloud.get_with(&format!("{GROUPS}/{web}"), &token).await.json();
    assert_eq!(shown["security_group"]["security_group_rules"][2], rule);
    let query = format!("{PATH}?security_group_id={web}&direction=ingress");
    let listed = cloud.get_with(&query, &token).await;
    assert_eq!(listed.json()["security_group_rules"], json!([rule]));

    let again = create(&cloud, &token, wanted).await;
    let message = format!("Security group rule already exists. Rule id is {id}.");
    again.assert_neutron_error(409, "SecurityGroupRuleExists", &message);
    let changed = cloud.call(Method::PUT, &path, &token, Some(json!({}))).await;
    assert_eq!(changed.status, 405);
    assert_eq!(delete(&cloud, &token, id).await.status, 204);
    let message = format!("Security group rule {id} does not exist");
    for gone in [cloud.get_with(&path, &token).await, delete(&cloud, &token, id).await] {
        gone.assert_neutron_error(404, "SecurityGroupRuleNotFound", &message);
    }
}

#[actix_web::test]
async fn a_new_group_lets_everything_out_and_a_default_one_its_own_servers_in() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let web = group(&cloud, &token, "web").await;
    let default = cloud.get_with(&format!("{GROUPS}?name=default"), &token).await;
    let default = default.column("security_groups", "id").remove(0);
    let rules = async |group: &str| {
        let answer = cloud.get_with(&format!("{PATH}?security_group_id={group}"), &token).await;
        let all = answer.json()["security_group_rules"].as_array().unwrap().clone();
        let seen = |it: &Value| {
            json!([it["direction"], it["ethertype"], it["protocol"], it["remote_group_id"]])
        };
        all.iter().map(seen).collect::<Vec<_>>()
    };

    let out = [json!(["egress", "IPv4", null, null]), json!(["egress", "IPv6", null, null])];
    assert_eq!(rules(&web).await, out);
    let within =
        [json!(["ingress", "IPv4", null, default]), json!(["ingress", "IPv6", null, default])];
    assert_eq!(rules(&default).await, [out, within].concat());
    // The first rules can be deleted like any other.
    let ids = cloud.get_with(&format!("{PATH}?security_group_id={web}"), &token).await;
    for id in ids.column("security_group_rules", "id") {
        assert_eq!(delete(&cloud, &token, &id).await.status, 204);
    }
    assert_eq!(rules(&web).await, [] as [Value; 0]);
}

#[actix_web::test]
async fn a_rule_of_icmp_has_a_type_and_a_code_and_one_about_a_group_no_addresses() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let web = group(&cloud, &token, "web").await;
    let db = group(&cloud, &token, "db").await;

    for more in [
        json!({"protocol": "icmp", "port_range_min": 8, "port_range_max": 0}),
        json!({"protocol": "icmp", "port_range_min": 3}),
        json!({"protocol": 50}),
        json!({"remote_group_id": db}),
        json!({"direction": "egress", "ethertype": "ipv6", "remote_ip_prefix": "::/0"}),
        json!({"ethertype": "IPv6", "protocol": "ipv6-icmp"}),
    ] {
        let mut wanted = json!({"security_group_id": web, "direction": "ingress"});
        wanted.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());

        let made = create(&cloud, &token, wanted).await;

        assert_eq!(made.status, 201, "{more}: {}", made.text());
    }
}

#[actix_web::test]
async fn a_rule_that_makes_no_sense_is_refused() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let web = group(&cloud, &token, "web").await;
    let before = cloud.get_with(PATH, &token).await.json();
    let required =
        |name: &str| format!("Failed to parse request. Required attribute '{name}' not specified");

    for (more, error_type, message) in [
        (json!({"security_group_id": null}), "HTTPBadRequest", required("security_group_id")),
        (json!({"direction": null}), "HTTPBadRequest", required("direction")),
        (
            json!({"direction": "in"}),
            "HTTPBadRequest",
            "Invalid input for direction. Reason: 'in' is not in ['ingress', 'egress'].".to_owned(),
        ),
        (
            json!({"ethertype": "IPv5"}),
            "HTTPBadRequest",
            "Invalid input for ethertype. Reason: 'IPv5' is not in ['IPv4', 'IPv6'].".to_owned(),
        ),
        (
            json!({"port_range_min": 1, "port_range_max": 2}),
            "SecurityGroupProtocolRequiredWithPorts",
            "Must also specify protocol if port range is given.".to_owned(),
        ),
        (
            json!({"protocol": "tcp", "port_range_min": 2, "port_range_max": 1}),
            "SecurityGroupInvalidPortRange",
            "For TCP/UDP protocols, port_range_min must be <= port_range_max".to_owned(),
        ),
        (
            json!({"protocol": "tcp", "port_range_min": "x"}),
            "SecurityGroupInvalidPortValue",
            "Invalid value for port x".to_owned(),
        ),
        (
            json!({"protocol": "tcp", "port_range_min": 65536}),
            "SecurityGroupInvalidPortValue",
            "Invalid value for port 65536".to_owned(),
        ),
        (
            json!({"protocol": "icmp", "port_range_min": 256}),
            "SecurityGroupInvalidIcmpValue",
            "Invalid value for ICMP type (port_range_min) 256. It must be 0 to 255.".to_owned(),
        ),
        (
            json!({"protocol": "icmp", "port_range_max": 1}),
            "SecurityGroupMissingIcmpType",
            "ICMP code (port-range-max) 1 is provided but ICMP type (port-range-min) is missing."
                .to_owned(),
        ),
        (
            json!({"remote_ip_prefix": "web"}),
            "InvalidCIDR",
            "Invalid CIDR web given as IP prefix.".to_owned(),
        ),
        (
            json!({"remote_ip_prefix": "::/0"}),
            "SecurityGroupRuleParameterConflict",
            "Conflicting value ethertype IPv4 for CIDR ::/0".to_owned(),
        ),
        (
            json!({"remote_ip_prefix": "10.0.0.0/8", "remote_group_id": web}),
            "SecurityGroupRemoteGroupAndRemoteIpPrefix",
            "Only remote_ip_prefix or remote_group_id may be provided.".to_owned(),
        ),
        (
            json!({"protocol": "ipv6-icmp"}),
            "SecurityGroupEthertypeConflictWithProtocol",
            "Invalid ethertype IPv4 for protocol ipv6-icmp.".to_owned(),
        ),
        (json!({"colour": 1}), "HTTPBadRequest", "Unrecognized attribute(s) 'colour'".to_owned()),
    ] {
        let mut wanted = json!({"security_group_id": web, "direction": "ingress"});
        wanted.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());

        let answer = create(&cloud, &token, wanted).await;

        answer.assert_neutron_error(400, error_type, &message);
    }
    let odd = json!({"security_group_id": web, "direction": "ingress", "protocol": "carrots"});
    let odd = create(&cloud, &token, odd).await;
    assert_eq!(odd.status, 400);
    assert!(odd.text().contains("Security group rule protocol carrots not supported."));
    for wanted in [
        json!({"security_group_id": UNKNOWN, "direction": "ingress"}),
        json!({"security_group_id": web, "direction": "ingress", "remote_group_id": UNKNOWN}),
    ] {
        let answer = create(&cloud, &token, wanted).await;
        let message = format!("Security group {UNKNOWN} does not exist");
        answer.assert_neutron_error(404, "SecurityGroupNotFound", &message);
    }
    assert_eq!(cloud.get_with(PATH, &token).await.json(), before);
}

#[actix_web::test]
async fn rules_of_other_projects_are_in_reach_of_administrators_alone() {
    let cloud = Cloud::new().await;
    let demo = cloud.token("demo", "demo").await;
    let admin = cloud.token("admin", "admin").await;
    let unscoped = cloud.unscoped_token("demo").await;
    let theirs = group(&cloud, &admin, "theirs").await;
    let own = group(&cloud, &demo, "own").await;
    let wanted = |group: &str| json!({"security_group_id": group, "direction": "ingress"});
    let made = create(&cloud, &admin, wanted(&theirs)).await.json();
    let id = made["security_group_rule"]["id"].as_str().unwrap();
    let made = create(&cloud, &demo, wanted(&own)).await.json();
    let of_demo = made["security_group_rule"]["id"].as_str().unwrap();

    for answer in [
        create(&cloud, &demo, wanted(&theirs)).await,
        cloud.get_with(&format!("{PATH}/{id}"), &demo).await,
        delete(&cloud, &demo, id).await,
        delete(&cloud, &unscoped, of_demo).await,
    ] {
        assert_eq!(answer.status, 404, "{}", answer.text());
    }
    assert_eq!(create(&cloud, &unscoped, wanted(&own)).await.status, 400);
    let listed = cloud.get_with(PATH, &unscoped).await.json();
    assert_eq!(listed, json!({"security_group_rules": []}));
    assert_eq!(delete(&cloud, &admin, of_demo).await.status, 204);
}
