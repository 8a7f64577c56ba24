//! What the plugin `os-console-output` answers to wrong requests.

use serde_json::json;

use crate::support::{self, assert_invalid};

#[test]
fn what_the_schema_does_not_know_is_refused() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    for (value, name, text, reason) in [
        (json!(null), "os-getConsoleOutput", "None", "None is not of type 'object'"),
        (json!({"length": "a"}), "length", "a", "u'a' does not match '^-?[0-9]+$'"),
        (json!({"length": -2}), "length", "-2", "-2 is less than the minimum of -1"),
        (
            json!({"length": true}),
            "length",
            "True",
            "True is not of type 'integer', 'string', 'null'",
        ),
        (
            json!({"more": 1}),
            "os-getConsoleOutput",
            "{u'more': 1}",
            "Additional properties are not allowed (u'more' was unexpected)",
        ),
    ] {
        let response = cloud.owner().action(&id, &json!({ "os-getConsoleOutput": value }));

        assert_invalid(&response, name, text, reason);
    }
}
