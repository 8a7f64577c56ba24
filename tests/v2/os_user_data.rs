//! The member `user_data` of `os-user-data`.

use ferronova_testkit::Cloud;
use serde_json::json;

use crate::cloud_of_extensions::{create_with, start_without};

#[test]
fn base64_is_taken_and_not_shown() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    for text in [json!("SGVsbG8="), json!("SGVs\n bG8=\r\n"), json!(""), json!(null)] {
        let created = create_with(owner, "user_data", &text).expect(202);
        let id = created.at("/server/id").as_str().expect("a new server has an id").to_owned();
        let shown = owner.show(&id).expect(200);

        assert!(!shown.text().contains("user_data"), "{}", shown.text());
    }
}

#[test]
fn what_is_no_base64_is_refused() {
    let cloud = Cloud::start();

    for value in [
        json!("no base64!"),
        json!("SGVsbG8"),
        json!("SGVsbG8=SGVsbG8="),
        json!("="),
        json!("ü"),
        json!(1),
        json!(true),
        json!(["SGVsbG8="]),
        json!({"data": "SGVsbG8="}),
    ] {
        let response = create_with(cloud.owner(), "user_data", &value);

        response.assert_fault(400, "badRequest", "Userdata content cannot be decoded");
    }
}

#[test]
fn more_than_65535_bytes_are_refused() {
    let cloud = Cloud::start();

    let longest = create_with(cloud.owner(), "user_data", &json!("AAAA".repeat(16383)));
    let longer = create_with(cloud.owner(), "user_data", &json!("AAAA".repeat(16384)));

    longest.assert_status(202);
    let message = "User data too large. User data must be no larger than 65535 bytes once base64 \
                   encoded. Your data is 65536 bytes";
    longer.assert_fault(400, "badRequest", message);
}

#[test]
fn switched_off_the_extension_does_not_read_the_member() {
    let Some(cloud) = start_without("os-user-data") else { return };

    let response = create_with(cloud.owner(), "user_data", &json!("no base64!"));

    response.assert_status(202);
}
