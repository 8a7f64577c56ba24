//! `POST /servers/{id}/os-interface`: how v2 reads its body.

use serde_json::{Value, json};

use crate::{cloud_of_extensions::MALFORMED, support::start_with_interfaces};

#[test]
fn what_is_empty_names_nothing_and_anything_else_has_to_be_an_interface() {
    let Some(cloud) = start_with_interfaces() else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");
    let path = format!("servers/{id}/os-interface");
    let list = || owner.get(&path).expect(200).at("/interfaceAttachments");
    let attachment = |value: Value| json!({"interfaceAttachment": value});
    let network = &list()[0]["net_id"];

    for (n, body) in [
        json!(null),
        json!({}),
        json!([]),
        attachment(json!({"net_id": network, "port_id": ""})),
        attachment(json!({"net_id": "", "fixed_ips": [{"ip_address": ""}]})),
    ]
    .iter()
    .enumerate()
    {
        owner.post(&path, body).assert_status(200);
        assert_eq!(list().as_array().map(Vec::len), Some(n + 2), "{body}");
    }
    let before = list();
    for body in [
        json!("x"),
        json!(5),
        json!([1]),
        json!({"other": {}}),
        attachment(json!("x")),
        attachment(json!(null)),
        attachment(json!([])),
    ] {
        let response = owner.post(&path, &body);

        response.assert_fault(400, "badRequest", "Malformed request body");
    }
    let response = owner.post(&path, &attachment(json!({"net_id": 5})));
    response.assert_fault(400, "badRequest", MALFORMED);
    assert_eq!(list(), before);
}
