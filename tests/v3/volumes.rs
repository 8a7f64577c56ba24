//! The actions `attach` and `detach` of `os-extended-volumes`, with the texts of v3.

use serde_json::json;

use crate::support;

const ID: &str = "5e000000-0000-4000-8000-000000000001";

#[test]
fn what_names_no_volume_is_refused_as_a_schema_says_it() {
    let Some(cloud) = support::start_seeded(include_str!("../v2/seeds/volumes.yaml")) else {
        return;
    };
    let owner = cloud.owner();

    let response = owner.action(ID, &json!({"attach": {}}));
    let message = "Invalid input for field/attribute attach. Value: {}. \
                   'volume_id' is a required property";
    response.assert_fault(400, "badRequest", message);
    let response = owner.action(ID, &json!({"detach": {"volume_id": "a"}}));
    let message = "Invalid input for field/attribute volume_id. Value: a. u'a' is not a 'uuid'";
    response.assert_fault(400, "badRequest", message);
}
