//! What the plugin `os-multinic` answers to wrong requests.

use serde_json::json;

use crate::support::{self, assert_invalid};

#[test]
fn what_the_schema_does_not_know_is_refused() {
    let cloud = support::start();
    let unknown = "c0ffee00-0000-4000-8000-000000000000";

    for (action, value, name, text, reason) in [
        ("addFixedIp", json!(null), "addFixedIp", "None", "None is not of type 'object'"),
        ("addFixedIp", json!({}), "addFixedIp", "{}", "'networkId' is a required property"),
        (
            "addFixedIp",
            json!({"networkId": null}),
            "networkId",
            "None",
            "None is not of type 'string', 'number'",
        ),
        ("addFixedIp", json!({"networkId": ""}), "networkId", "", "u'' is too short"),
        (
            "addFixedIp",
            json!({"networkId": "1", "other": 1}),
            "addFixedIp",
            "{u'networkId': u'1', u'other': 1}",
            "Additional properties are not allowed (u'other' was unexpected)",
        ),
        ("removeFixedIp", json!({}), "removeFixedIp", "{}", "'address' is a required property"),
        (
            "removeFixedIp",
            json!({"address": "x"}),
            "address",
            "x",
            "u'x' is not valid under any of the given schemas",
        ),
    ] {
        let response = cloud.owner().action(unknown, &json!({ action: value }));

        assert_invalid(&response, name, text, reason);
    }
}
