//! `imageRef` and `flavorRef` in `POST /servers` that can't be references.

use ferronova_testkit::Cloud;
use serde_json::json;

#[test]
fn what_is_no_text_or_empty_is_no_reference() {
    let cloud = Cloud::start();

    for (member, value, message) in [
        ("imageRef", json!(""), "Invalid imageRef provided."),
        ("imageRef", json!(1), "Invalid imageRef provided."),
        ("imageRef", json!({}), "Invalid imageRef provided."),
        ("imageRef", json!(null), "Invalid imageRef provided."),
        ("flavorRef", json!(""), "Invalid flavorRef provided."),
        ("flavorRef", json!({}), "Invalid flavorRef provided."),
    ] {
        let mut body = cloud.owner().new_server("web");
        body["server"][member] = value;

        let response = cloud.owner().post("servers", &body);

        response.assert_fault(400, "badRequest", message);
    }
}
