//! The plugin `os-admin-actions`: what `os-resetState` says of its body; and what administrators
//! get for a server without a host.

use serde_json::json;

use crate::{
    both::calls::send,
    support::{
        self, answer, assert_invalid, forbidden, ids_by_name, not_found, rule_of,
        start_in_every_state, start_with_policy,
    },
};

const UNKNOWN: &str = "dead0000-0000-4000-8000-000000000000";

#[test]
fn a_state_is_active_or_error() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let words = "is not one of ['active', 'error']";

    for (value, name, text, reason) in [
        (json!(null), "os-resetState", "None", "None is not of type 'object'".to_owned()),
        (
            json!("active"),
            "os-resetState",
            "active",
            "u'active' is not of type 'object'".to_owned(),
        ),
        (json!([]), "os-resetState", "[]", "[] is not of type 'object'".to_owned()),
        (json!({}), "os-resetState", "{}", "'state' is a required property".to_owned()),
        (
            json!({"State": "active"}),
            "os-resetState",
            "{u'State': u'active'}",
            "'state' is a required property".to_owned(),
        ),
        (json!({"state": "x"}), "state", "x", format!("u'x' {words}")),
        (json!({"state": "ACTIVE"}), "state", "ACTIVE", format!("u'ACTIVE' {words}")),
        (json!({"state": ""}), "state", "", format!("u'' {words}")),
    ] {
        let response = cloud.admin().action(&id, &json!({ "os-resetState": value }));

        assert_invalid(&response, name, text, &reason);
    }
    assert_eq!(cloud.owner().show(&id).at("/server/status"), "ACTIVE");
}

#[test]
fn the_body_comes_before_the_policy_and_the_policy_before_the_server() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    for id in [&*id, UNKNOWN] {
        let wrong = cloud.owner().action(id, &json!({"os-resetState": {"state": "x"}}));
        let right = cloud.owner().action(id, &json!({"os-resetState": {"state": "error"}}));

        assert_invalid(&wrong, "state", "x", "u'x' is not one of ['active', 'error']");
        assert_eq!(answer(&right), forbidden(rule_of("os-resetState")));
    }
    let by_admin = cloud.admin().action(UNKNOWN, &json!({"os-resetState": {"state": "error"}}));
    assert_eq!(answer(&by_admin), not_found(UNKNOWN));
}

#[test]
fn the_rule_can_open_it_to_owners() {
    let Some(cloud) = start_with_policy(&[(rule_of("os-resetState"), "")]) else { return };
    let id = cloud.owner().boot("web");

    let response = cloud.owner().action(&id, &json!({"os-resetState": {"state": "error"}}));

    response.assert_status(202);
    assert_eq!(cloud.owner().show(&id).at("/server/status"), "ERROR");
}

#[test]
fn a_server_without_a_host_is_not_ready_for_what_its_host_has_to_do() {
    let Some(cloud) = start_in_every_state() else { return };
    let id = &ids_by_name(&cloud)["no host active"];
    for action in ["resetNetwork", "injectNetworkInfo"] {
        let response = send(cloud.admin(), id, action);

        response.assert_fault(409, "conflictingRequest", &format!("Instance {id} is not ready"));
    }
}
