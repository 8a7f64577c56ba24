//! `/os-security-group-rules`, and the rules that groups show.

use ferronova_testkit::{Client, Cloud, Response};
use serde_json::{Value, json};

use crate::{
    cloud_of_extensions::{MALFORMED, start_without},
    os_security_groups_resource::created,
    support::{accepted, answer, assert_unrouted, forbidden, start_with_policy},
};

const PATH: &str = "os-security-group-rules";
const UNKNOWN: &str = "c0ffee00-0000-4000-8000-000000000000";
const UNPROCESSABLE: &str = "Unable to process the contained instructions";

fn create(client: &Client, rule: &Value) -> Response {
    client.post(PATH, &json!({ "security_group_rule": rule }))
}

/// A rule that lets the port 80 in.
fn web_rule(group: &str) -> Value {
    json!({
        "parent_group_id": group,
        "ip_protocol": "tcp",
        "from_port": 80,
        "to_port": 80,
        "cidr": "10.1.2.3/8",
    })
}

#[track_caller]
fn rules_of(client: &Client, group: &str) -> Value {
    client.get(&format!("os-security-groups/{group}")).expect(200).at("/security_group/rules")
}

#[test]
fn a_rule_is_made_shown_and_deleted() {
    let cloud = Cloud::start();
    let web = created(cloud.owner(), "web");
    assert_eq!(rules_of(cloud.owner(), &web), json!([]));

    let response = create(cloud.owner(), &web_rule(&web)).expect(200);

    let rule = response.at("/security_group_rule");
    let expected = json!({
        "from_port": 80,
        "group": {},
        "id": rule["id"],
        "ip_protocol": "tcp",
        "ip_range": {"cidr": "10.1.2.3/8"},
        "parent_group_id": web,
        "to_port": 80,
    });
    assert_eq!(rule, expected);
    assert_eq!(rules_of(cloud.owner(), &web), json!([expected]));
    let path = format!("{PATH}/{}", rule["id"].as_str().expect("an id is a text"));
    assert_eq!(answer(&cloud.owner().delete(&path)), accepted());
    assert_eq!(rules_of(cloud.owner(), &web), json!([]));
    let message = format!("Security group rule {} does not exist", &path[PATH.len() + 1..]);
    cloud.owner().delete(&path).assert_fault(404, "itemNotFound", &message);
}

#[test]
fn a_default_group_lets_in_what_its_own_servers_send() {
    let cloud = Cloud::start();

    let listed = cloud.owner().get("os-security-groups").expect(200);

    let group = listed.at("/security_groups/0");
    let rules = group["rules"].as_array().expect("rules are a list");
    let own = json!({"name": "default", "tenant_id": cloud.owner().project_id()});
    let expected: Vec<Value> = rules
        .iter()
        .map(|it| {
            json!({
                "from_port": null,
                "group": own,
                "id": it["id"],
                "ip_protocol": null,
                "ip_range": {},
                "parent_group_id": group["id"],
                "to_port": null,
            })
        })
        .collect();
    // One for each version of IP.
    assert_eq!(*rules, expected);
    assert_eq!(rules.len(), 2);
    assert_ne!(rules[0]["id"], rules[1]["id"]);
}

#[test]
fn a_rule_can_be_about_a_group() {
    let cloud = Cloud::start();
    let web = created(cloud.owner(), "web");
    let db = created(cloud.owner(), "db");
    let from_web = |more: Value| {
        let mut rule = json!({"parent_group_id": db, "group_id": web});
        rule.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap());
        create(cloud.owner(), &rule).expect(200).at("/security_group_rule")
    };
    let group = json!({"name": "web", "tenant_id": cloud.owner().project_id()});

    for (more, protocol, ends) in [
        (json!({}), json!(null), [json!(null), json!(null)]),
        (json!({"ip_protocol": "TCP"}), json!("tcp"), [json!(1), json!(65535)]),
        (json!({"ip_protocol": "icmp"}), json!("icmp"), [json!(-1), json!(-1)]),
        (
            json!({"ip_protocol": "udp", "from_port": "53", "to_port": "53"}),
            json!("udp"),
            [json!(53), json!(53)],
        ),
    ] {
        let rule = from_web(more);

        assert_eq!(rule["group"], group);
        assert_eq!(rule["ip_range"], json!({}));
        assert_eq!((&rule["ip_protocol"], &rule["from_port"]), (&protocol, &ends[0]));
        assert_eq!(rule["to_port"], ends[1]);
    }
    // It is deleted together with the group that it names.
    cloud.owner().delete(&format!("os-security-groups/{web}")).assert_status(202);
    assert_eq!(rules_of(cloud.owner(), &db), json!([]));
}

#[test]
fn a_rule_for_all_addresses_of_a_version() {
    let cloud = Cloud::start();
    let web = created(cloud.owner(), "web");

    for (cidr, shown) in
        [(json!(null), "0.0.0.0/0"), (json!("::/0"), "::/0"), (json!("fd00::1/64"), "fd00::1/64")]
    {
        let mut rule = web_rule(&web);
        rule["cidr"] = cidr;

        let made = create(cloud.owner(), &rule).expect(200);

        assert_eq!(made.at("/security_group_rule/ip_range"), json!({"cidr": shown}));
    }
}

#[test]
fn a_rule_that_makes_no_sense_is_refused() {
    let cloud = Cloud::start();
    let web = created(cloud.owner(), "web");
    let with = |members: Value| {
        let mut rule = web_rule(&web);
        for (name, value) in members.as_object().expect("an object") {
            rule[name] = value.clone();
        }
        rule
    };
    create(cloud.owner(), &web_rule(&web)).assert_status(200);
    let before = rules_of(cloud.owner(), &web);

    for (members, message) in [
        (json!({"ip_protocol": null}), "Not enough parameters to build a valid rule.".to_owned()),
        (json!({"to_port": null}), "Not enough parameters to build a valid rule.".to_owned()),
        (json!({"ip_protocol": "gre"}), "Invalid IP protocol gre.".to_owned()),
        (
            json!({"from_port": "x"}),
            "Invalid input received: To and From ports must be integers".to_owned(),
        ),
        (
            json!({"ip_protocol": "icmp", "from_port": "x"}),
            "Invalid input received: Type and Code must be integers for ICMP protocol type"
                .to_owned(),
        ),
        (
            json!({"from_port": 81}),
            "Invalid port range 81:80. Former value cannot be greater than the later".to_owned(),
        ),
        (
            json!({"from_port": 0}),
            "Invalid port range 0:80. Valid TCP ports should be between 1-65535".to_owned(),
        ),
        (
            json!({"to_port": 65536}),
            "Invalid port range 80:65536. Valid TCP ports should be between 1-65535".to_owned(),
        ),
        (
            json!({"ip_protocol": "icmp", "to_port": 256}),
            "Invalid port range 80:256. For ICMP, the type:code must be valid".to_owned(),
        ),
        (
            json!({"ip_protocol": "icmp", "from_port": -1, "to_port": 3}),
            "ICMP code (port-range-max) 3 is provided but ICMP type (port-range-min) is missing."
                .to_owned(),
        ),
        (json!({"cidr": "10.0.0.0"}), "Invalid cidr 10.0.0.0.".to_owned()),
        (json!({"cidr": "web"}), "Invalid cidr web.".to_owned()),
        (json!({"cidr": "10.0.0.0/33"}), "Invalid cidr 10.0.0.0/33.".to_owned()),
        (json!({"cidr": "1.2.3.4/0"}), "Bad prefix for network in cidr 1.2.3.4/0".to_owned()),
        (json!({"group_id": "web"}), "Security group id should be uuid".to_owned()),
        (json!({"group_id": UNKNOWN}), format!("Security group {UNKNOWN} does not exist")),
        (json!({"parent_group_id": null}), "Security group id should be uuid".to_owned()),
        (json!({}), format!("This rule already exists in group {web}")),
    ] {
        let response = create(cloud.owner(), &with(members));

        response.assert_fault(400, "badRequest", &message);
    }
    let nowhere = create(cloud.owner(), &with(json!({"parent_group_id": UNKNOWN})));
    let message = format!("Security group {UNKNOWN} does not exist");
    nowhere.assert_fault(404, "itemNotFound", &message);
    for body in [json!({}), json!({"security_group_rule": null})] {
        cloud.owner().post(PATH, &body).assert_fault(422, "computeFault", UNPROCESSABLE);
    }
    let response = cloud.owner().post(PATH, &json!({"security_group_rule": "web"}));
    response.assert_fault(400, "badRequest", MALFORMED);
    let response = cloud.owner().delete(&format!("{PATH}/web"));
    response.assert_fault(400, "badRequest", "Security group id should be uuid");

    assert_eq!(rules_of(cloud.owner(), &web), before);
}

#[test]
fn rules_of_another_project_are_in_reach_of_administrators_alone() {
    let cloud = Cloud::start();
    let theirs = created(cloud.other(), "theirs");
    let own = created(cloud.owner(), "own");
    let rule = create(cloud.other(), &web_rule(&theirs)).expect(200);
    let id = rule.at("/security_group_rule/id").as_str().expect("an id is a text").to_owned();

    let missing = format!("Security group {theirs} does not exist");
    create(cloud.owner(), &web_rule(&theirs)).assert_fault(404, "itemNotFound", &missing);
    let about = json!({"parent_group_id": own, "group_id": theirs});
    create(cloud.owner(), &about).assert_fault(400, "badRequest", &missing);
    let message = format!("Security group rule {id} does not exist");
    let response = cloud.owner().delete(&format!("{PATH}/{id}"));
    response.assert_fault(404, "itemNotFound", &message);
    create(cloud.admin(), &about).assert_fault(404, "itemNotFound", &missing);

    assert_eq!(answer(&cloud.admin().delete(&format!("{PATH}/{id}"))), accepted());
}

#[test]
fn a_policy_can_refuse_rules() {
    const RULE: &str = "compute_extension:security_groups";
    let Some(cloud) = start_with_policy(&[(RULE, "!")]) else { return };

    let made = cloud.owner().call("POST", PATH).send();
    let deleted = cloud.owner().delete(&format!("{PATH}/{UNKNOWN}"));

    assert_eq!(answer(&made), forbidden(RULE));
    assert_eq!(answer(&deleted), forbidden(RULE));
}

#[test]
fn without_groups_there_are_no_rules() {
    let Some(cloud) = start_without("os-security-groups") else { return };

    assert_unrouted(&cloud.owner().call("POST", PATH).send());
    assert_unrouted(&cloud.owner().delete(&format!("{PATH}/{UNKNOWN}")));
}
