//! `resize`, `confirmResize`, `revertResize` and `migrate`.

use std::time::Duration;

use ferronova_testkit::{Client, Cloud, Options};
use serde_json::{Value, json};

use crate::{
    both::calls::send,
    support::{self, accepted, answer, bring},
};

fn seen(client: &Client, id: &str) -> (Value, Value) {
    let shown = client.show(id).expect(200);
    (shown.at("/server/status"), shown.at("/server/flavor/id"))
}

fn host(cloud: &Cloud, id: &str) -> Value {
    cloud.admin().show(id).expect(200).at("/server/OS-EXT-SRV-ATTR:host")
}

#[test]
fn a_server_is_resized_and_that_is_confirmed() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let before = host(&cloud, &id);

    let response = owner.action(&id, &json!({"resize": {"flavorRef": "2"}}));
    assert_eq!(answer(&response), accepted());
    owner.wait_for(&id, "VERIFY_RESIZE");
    assert_eq!(seen(owner, &id), (json!("VERIFY_RESIZE"), json!("2")));
    assert_ne!(host(&cloud, &id), before);
    let response = owner.action(&id, &json!({"confirmResize": null}));

    assert_eq!((response.status(), response.text()), (204, ""));
    owner.wait_for(&id, "ACTIVE");
    assert_eq!(seen(owner, &id), (json!("ACTIVE"), json!("2")));
    assert_ne!(host(&cloud, &id), before);
}

#[test]
fn a_resize_is_reverted() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    bring(owner, &id, "os-stop", "SHUTOFF");
    let before = host(&cloud, &id);
    bring(owner, &id, "resize", "VERIFY_RESIZE");

    let response = send(owner, &id, "revertResize");

    assert_eq!(answer(&response), accepted());
    owner.wait_for(&id, "SHUTOFF");
    assert_eq!(seen(owner, &id), (json!("SHUTOFF"), json!("1")));
    assert_eq!(host(&cloud, &id), before);
}

#[test]
fn a_resize_shows_on_its_way() {
    let options = Options { action_time: Some(Duration::from_mins(10)), ..Options::default() };
    let Some(cloud) = support::start_with(&options) else { return };
    let id = cloud.owner().boot("web");

    send(cloud.owner(), &id, "resize").assert_status(202);

    let shown = cloud.owner().show(&id).expect(200).at("/server");
    assert_eq!(shown["status"], "RESIZE");
    assert_eq!(shown["progress"], 0);
    assert_eq!(shown["OS-EXT-STS:task_state"], "resize_prep");
    assert_eq!(shown["OS-EXT-STS:vm_state"], "active");
}

#[test]
fn a_resize_names_a_flavor_that_there_is_and_another_one() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let before = owner.show(&id).json();

    for (value, message) in [
        (json!(null), "Resize requests require 'flavorRef' attribute."),
        (json!({}), "Resize requests require 'flavorRef' attribute."),
        (json!({"flavorRef": ""}), "Resize request has invalid 'flavorRef' attribute."),
        (json!({"flavorRef": "1"}), "Resize requires a flavor change."),
        (json!({"flavorRef": "99"}), "Unable to locate requested flavor."),
        (json!({"flavorRef": [2]}), "Unable to locate requested flavor."),
        (
            json!({"flavorRef": format!("{}/flavors/2", owner.url())}),
            "Unable to locate requested flavor.",
        ),
    ] {
        let response = owner.action(&id, &json!({"resize": value}));

        response.assert_fault(400, "badRequest", message);
    }
    assert_eq!(owner.show(&id).json(), before);
}

#[test]
fn a_flavor_may_be_named_by_a_number() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    let response = owner.action(&id, &json!({"resize": {"flavorRef": 2}}));

    assert_eq!(answer(&response), accepted());
    owner.wait_for(&id, "VERIFY_RESIZE");
    assert_eq!(seen(owner, &id).1, "2");
}

#[test]
fn a_server_is_migrated_by_an_administrator_and_keeps_its_flavor() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let before = host(&cloud, &id);

    let response = send(cloud.admin(), &id, "migrate");

    assert_eq!(answer(&response), accepted());
    cloud.owner().wait_for(&id, "VERIFY_RESIZE");
    assert_ne!(host(&cloud, &id), before);
    bring(cloud.owner(), &id, "confirmResize", "ACTIVE");
    assert_eq!(seen(cloud.owner(), &id), (json!("ACTIVE"), json!("1")));
}

#[test]
fn what_moves_a_server_is_recorded() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    bring(owner, &id, "resize", "VERIFY_RESIZE");
    bring(owner, &id, "revertResize", "ACTIVE");
    bring(cloud.admin(), &id, "migrate", "VERIFY_RESIZE");
    bring(owner, &id, "confirmResize", "ACTIVE");

    let actions = owner.get(&format!("servers/{id}/os-instance-actions")).expect(200);

    let actions = actions.at("/instanceActions");
    let names: Vec<&str> =
        actions.as_array().expect("a list").iter().filter_map(|it| it["action"].as_str()).collect();
    assert_eq!(names, ["confirmResize", "migrate", "revertResize", "resize", "create"]);
}
