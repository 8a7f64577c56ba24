//! `rescue`: which requests v2 treats as one without members.

use serde_json::json;

use crate::{
    cloud_of_extensions::MALFORMED,
    support::{self, bring},
};

#[test]
fn a_rescue_reads_only_what_a_password_can_be_looked_for_in() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for value in [json!(5), json!(true), json!("adminPass"), json!(["adminPass"])] {
        let response = owner.action(&id, &json!({"rescue": value}));

        response.assert_fault(400, "badRequest", MALFORMED);
    }
    assert_eq!(owner.show(&id).at("/server/status"), "ACTIVE");
    let value = owner.action(&id, &json!({"rescue": {"adminPass": 5}}));
    value.assert_fault(400, "badRequest", "Invalid adminPass");
    for value in [json!(null), json!(0), json!("x"), json!([null]), json!({"more": 1})] {
        owner.action(&id, &json!({"rescue": value})).assert_status(200);
        owner.wait_for(&id, "RESCUE");
        bring(owner, &id, "unrescue", "ACTIVE");
    }
}
