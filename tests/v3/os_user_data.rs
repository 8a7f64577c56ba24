//! The plugin `os-user-data`: the data that a new server reads when it first starts.

use serde_json::json;

use crate::{
    cloud_of_plugins::start_without,
    support::{self, assert_invalid, create_with, has, shown_with},
};

#[test]
fn it_is_taken_and_not_shown_with_characters_that_base64_does_not_have() {
    let cloud = support::start();

    for data in ["SGVsbG8=", "no base64!", ""] {
        let server = shown_with(cloud.owner(), "user_data", &json!(data));

        assert!(!has(&server, "user_data"), "{server}");
    }
}

#[test]
fn what_is_no_text_is_refused() {
    let cloud = support::start();

    for (data, text) in [(json!(1), "1"), (json!({}), "{}"), (json!(null), "None")] {
        let response = create_with(cloud.owner(), "user_data", &data);

        assert_invalid(&response, "user_data", text, &format!("{text} is not of type 'string'"));
    }
}

#[test]
fn more_than_65535_bytes_are_refused() {
    let cloud = support::start();

    let longest = create_with(cloud.owner(), "user_data", &json!("A".repeat(65532)));
    let longer = create_with(cloud.owner(), "user_data", &json!("A".repeat(65536)));

    longest.assert_status(202);
    let text = "User data too large. User data must be no larger than 65535 bytes once base64 \
                encoded. Your data is 65536 bytes";
    longer.assert_fault(400, "badRequest", text);
}

#[test]
fn what_is_no_base64_is_refused() {
    let cloud = support::start();

    for data in ["A", "QQ=", "SGVsbG8"] {
        let response = create_with(cloud.owner(), "user_data", &json!(data));

        assert_invalid(&response, "user_data", data, &format!("u'{data}' is not a 'base64'"));
    }
}

#[test]
fn switched_off_the_plugin_reads_nothing() {
    let Some(cloud) = start_without("os-user-data") else { return };

    let response = create_with(cloud.owner(), "user_data", &json!(1));

    response.assert_status(202);
}
