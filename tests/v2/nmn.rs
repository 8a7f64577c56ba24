//! What `NMN` answers to wrong requests.

use ferronova_testkit::Cloud;
use serde_json::json;

use crate::cloud_of_extensions::MALFORMED;

#[test]
fn what_does_not_say_a_network_or_an_address_is_refused() {
    let cloud = Cloud::start();
    let unknown = "c0ffee00-0000-4000-8000-000000000000";

    for (action, member) in [("addFixedIp", "networkId"), ("removeFixedIp", "address")] {
        for value in [json!({}), json!({"other": 1}), json!("x"), json!([])] {
            let response = cloud.owner().action(unknown, &json!({ action: value }));

            let message = format!("Missing '{member}' argument for {action}");
            response.assert_fault(400, "badRequest", &message);
        }
        for value in [json!(null), json!(1), json!(true)] {
            let response = cloud.owner().action(unknown, &json!({ action: value }));

            response.assert_fault(400, "badRequest", MALFORMED);
        }
    }
}
