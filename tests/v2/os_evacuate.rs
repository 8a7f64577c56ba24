//! `evacuate`: how v2 reads its body.

use serde_json::json;

use crate::support;

#[test]
fn an_evacuation_is_an_object_and_what_is_no_word_for_true_is_false() {
    let seed = include_str!("seeds/every_state.yaml");
    let Some(cloud) = support::start_seeded(seed) else { return };
    let list = cloud.owner().get("servers?name=that%20is%20down").expect(200).at("/servers");
    let id = list[0]["id"].as_str().expect("it is there");
    let evacuate = |value| cloud.admin().action(id, &json!({"evacuate": value}));

    for value in [json!(null), json!("x"), json!(5), json!([])] {
        evacuate(value).assert_fault(400, "badRequest", "Malformed request body");
    }
    let lacking = evacuate(json!({"host": "compute-2"}));
    lacking.assert_fault(400, "badRequest", "onSharedStorage must be specified.");
    for (is_shared, has_password) in
        [(json!("maybe"), true), (json!(null), true), (json!(1), false), (json!("YES"), false)]
    {
        let Some(cloud) = support::start_seeded(seed) else { return };
        let response = cloud
            .admin()
            .action(id, &json!({"evacuate": {"host": "compute-2", "onSharedStorage": is_shared}}));

        response.assert_status(200);
        assert_eq!(response.text().contains("adminPass"), has_password, "{is_shared}");
    }
}
