//! `/servers/{id}/os-interface`.

use ferronova_testkit::{Client, Cloud, Response};
use serde_json::{Value, json};

use crate::both::calls::private;
use crate::support::{
    Crew,
    Held::{ByAdmin, ByOwner},
    Who, answer, bring, cannot, fault, held, hold, locked, not_found, start_with_interfaces,
};

fn list(client: &Client, id: &str) -> Vec<Value> {
    let listed = client.get(&format!("servers/{id}/os-interface")).expect(200);
    listed.at("/interfaceAttachments").as_array().expect("it is a list").clone()
}

fn attach(client: &Client, id: &str, interface: &Value) -> Response {
    let body = json!({"interfaceAttachment": interface});
    client.post(&format!("servers/{id}/os-interface"), &body)
}

fn detach(client: &Client, id: &str, port: &Value) -> Response {
    let port = port.as_str().expect("it has an id");
    client.delete(&format!("servers/{id}/os-interface/{port}"))
}

fn booted(cloud: &Cloud) -> (String, Value) {
    let id = cloud.owner().boot("web");
    let interface = list(cloud.owner(), &id).remove(0);
    (id, interface)
}

#[test]
fn the_interfaces_of_a_server_are_the_ports_of_the_network_service() {
    let Some(cloud) = start_with_interfaces() else { return };
    let owner = cloud.owner();

    let (id, interface) = booted(&cloud);

    let port = owner.get(&format!("/network/v2.0/ports?device_id={id}")).expect(200).at("/ports/0");
    assert_eq!(interface["port_id"], port["id"]);
    assert_eq!(interface["net_id"], port["network_id"]);
    assert_eq!(interface["mac_addr"], port["mac_address"]);
    assert_eq!(interface["fixed_ips"], port["fixed_ips"]);
    let path = format!("servers/{id}/os-interface/{}", port["id"].as_str().expect("an id"));
    assert_eq!(owner.get(&path).expect(200).at("/interfaceAttachment"), interface);
}

#[test]
fn an_interface_is_attached_and_detached() {
    let Some(cloud) = start_with_interfaces() else { return };
    let owner = cloud.owner();
    let (id, first) = booted(&cloud);

    let network = &first["net_id"];

    for asked in [json!({"net_id": network}), json!({})] {
        let attached = attach(owner, &id, &asked).expect(200).at("/interfaceAttachment");
        assert_eq!(attached["net_id"], first["net_id"]);
        assert_ne!(attached["port_id"], first["port_id"]);
        assert_eq!(list(owner, &id), [first.clone(), attached.clone()]);
        let detached = detach(owner, &id, &attached["port_id"]);

        assert_eq!((detached.status(), detached.text()), (202, ""));
        assert_eq!(list(owner, &id), std::slice::from_ref(&first));
    }
    owner.call("POST", &format!("servers/{id}/os-interface")).send().assert_status(200);
    assert_eq!(list(owner, &id).len(), 2);
}

#[test]
fn a_new_server_can_have_several_interfaces_on_one_network() {
    let Some(cloud) = start_with_interfaces() else { return };
    let owner = cloud.owner();
    let mut body = owner.new_server("web");
    body["server"]["networks"] = json!([{"uuid": private()}, {"uuid": private()}]);

    let created = owner.post("servers", &body).expect(202).at("/server/id");

    let id = created.as_str().expect("it has an id");
    owner.wait_for(id, "ACTIVE");
    let interfaces = list(owner, id);
    assert_eq!(interfaces.len(), 2);
    for member in ["port_id", "mac_addr", "fixed_ips"] {
        assert_ne!(interfaces[0][member], interfaces[1][member], "{member}");
    }
    assert!(interfaces.iter().all(|it| it["net_id"] == private()));
}

#[test]
fn an_address_is_not_given_twice_to_one_new_server() {
    let Some(cloud) = start_with_interfaces() else { return };
    let owner = cloud.owner();
    let mut body = owner.new_server("web");
    let wish = json!({"uuid": private(), "fixed_ip": "10.0.0.77"});
    body["server"]["networks"] = json!([wish, wish]);

    let response = owner.post("servers", &body);

    let message = "Fixed IP address 10.0.0.77 is already in use.";
    response.assert_fault(400, "badRequest", message);
}

#[test]
fn what_an_interface_asks_for_has_to_be_there() {
    let Some(cloud) = start_with_interfaces() else { return };
    let owner = cloud.owner();
    let (id, first) = booted(&cloud);
    let unknown = "c0ffee00-0000-4000-8000-000000000000";
    let network = &first["net_id"];

    for (asked, status, word, message) in [
        (
            json!({"net_id": unknown}),
            404,
            "itemNotFound",
            format!("Network {unknown} could not be found."),
        ),
        (
            json!({"port_id": unknown}),
            404,
            "itemNotFound",
            format!("Port id {unknown} could not be found."),
        ),
        (
            json!({"port_id": unknown, "net_id": network}),
            400,
            "badRequest",
            "Must not input both network_id and port_id".to_owned(),
        ),
        (
            json!({"fixed_ips": [{"ip_address": "10.0.0.9"}]}),
            400,
            "badRequest",
            "Must input network_id when request IP address".to_owned(),
        ),
    ] {
        let response = attach(owner, &id, &asked);

        assert_eq!(answer(&response), fault(status, word, &message), "{asked}");
    }
    let taken = json!({"net_id": network, "fixed_ips": first["fixed_ips"]});
    assert_eq!(attach(owner, &id, &taken).status(), 400);
    let gone = detach(owner, &id, &json!(unknown));
    gone.assert_fault(404, "itemNotFound", &format!("Port id {unknown} could not be found."));
    let shown = owner.get(&format!("servers/{id}/os-interface/{unknown}"));
    let message = format!("Instance {id} does not have a port with id {unknown}");
    shown.assert_fault(404, "itemNotFound", &message);
    assert_eq!(list(owner, &id), [first]);
}

#[test]
fn a_lock_refuses_to_attach_and_to_detach_before_anything_is_looked_for() {
    let Some(cloud) = start_with_interfaces() else { return };
    drop(cloud);
    let crew = Crew::start();
    for holder in [ByOwner, ByAdmin] {
        let (id, first) = booted(&crew.cloud);
        hold(&crew.cloud, &id, holder);
        let unknown = json!("c0ffee00-0000-4000-8000-000000000000");
        for who in [Who::Owner, Who::Colleague, Who::Reader] {
            let Some(caller) = crew.client(who) else { continue };

            for response in [
                attach(caller, &id, &json!({})),
                attach(caller, &id, &json!({"port_id": unknown})),
                detach(caller, &id, &first["port_id"]),
                detach(caller, &id, &unknown),
            ] {
                assert_eq!(answer(&response), locked(&id), "{holder:?} {who:?}");
            }
            assert_eq!(list(caller, &id), std::slice::from_ref(&first));
        }
        for who in [Who::Admin, Who::AdminInside] {
            let Some(caller) = crew.client(who) else { continue };
            let attached = attach(caller, &id, &json!({})).expect(200);
            let port = attached.at("/interfaceAttachment/port_id");
            assert_eq!(detach(caller, &id, &port).status(), 202, "{holder:?} {who:?}");
        }
        assert_eq!(held(&crew.cloud, &id), holder);
    }
}

#[test]
fn a_server_in_a_wrong_state_refuses_interfaces() {
    let Some(cloud) = start_with_interfaces() else { return };
    let (id, first) = booted(&cloud);
    bring(cloud.owner(), &id, "suspend", "SUSPENDED");

    let attached = attach(cloud.owner(), &id, &json!({}));
    let detached = detach(cloud.owner(), &id, &first["port_id"]);

    assert_eq!(answer(&attached), cannot("attach_interface", "vm_state suspended"));
    assert_eq!(answer(&detached), cannot("detach_interface", "vm_state suspended"));
}

#[test]
fn a_lock_is_told_of_before_a_wrong_state() {
    let Some(cloud) = start_with_interfaces() else { return };
    let (id, first) = booted(&cloud);
    bring(cloud.owner(), &id, "suspend", "SUSPENDED");
    hold(&cloud, &id, ByOwner);

    let attached = attach(cloud.owner(), &id, &json!({}));
    let detached = detach(cloud.owner(), &id, &first["port_id"]);

    assert_eq!(answer(&attached), locked(&id));
    assert_eq!(answer(&detached), locked(&id));
}

#[test]
fn a_stranger_does_not_see_interfaces() {
    let Some(cloud) = start_with_interfaces() else { return };
    let (id, first) = booted(&cloud);
    let other = cloud.other();

    let listed = other.get(&format!("servers/{id}/os-interface"));
    assert_eq!(answer(&listed), not_found(&id));
    assert_eq!(answer(&attach(other, &id, &json!({}))), not_found(&id));
    assert_eq!(answer(&detach(other, &id, &first["port_id"])), not_found(&id));
}
