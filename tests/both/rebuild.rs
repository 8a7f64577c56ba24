//! `rebuild`, `changePassword`, `rescue` and `unrescue`.

use std::time::Duration;

use ferronova_testkit::{Client, Options};
use serde_json::{Value, json};

use crate::{
    both::calls::send,
    support::{self, accepted, answer, bring, ids},
};

/// Another image than the one that servers are made from here.
#[track_caller]
fn other_image(owner: &Client, id: &str) -> String {
    let response = owner.action(id, &json!({"createImage": {"name": "other"}})).expect(202);
    let location = response.header("location").expect("the answer says where the image is");
    location.rsplit('/').next().expect("it ends in an id").to_owned()
}

#[test]
fn a_server_is_made_anew_from_an_image() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let before = owner.show(&id).expect(200).at("/server");
    let image = other_image(owner, &id);

    let response = owner.action(
        &id,
        &json!({"rebuild": {
            "imageRef": image,
            "name": "new",
            "adminPass": "seekr3t",
            "accessIPv4": "192.0.2.1",
            "accessIPv6": "fe80::100",
            "metadata": {"meta var": "meta val"},
            "personality": [{"path": "/etc/motd", "contents": "aGVsbG8="}],
        }}),
    );

    let response = response.expect(202);
    let server = response.at("/server");
    assert_eq!(server["adminPass"], "seekr3t");
    assert_eq!(server["name"], "new");
    assert_eq!(server["accessIPv4"], "192.0.2.1");
    assert_eq!(server["accessIPv6"], "fe80::100");
    assert_eq!(server["metadata"], json!({"meta var": "meta val"}));
    assert_eq!(server["image"]["id"], json!(image));
    assert_eq!(server["addresses"].as_object().map(serde_json::Map::len), Some(1));
    let location = format!("{}/servers/{id}", owner.url());
    assert_eq!(response.header("location"), Some(location.as_str()));
    owner.wait_for(&id, "ACTIVE");
    let after = owner.show(&id).expect(200).at("/server");
    assert_eq!(after["image"]["id"], json!(image));
    assert_eq!(after["addresses"], before["addresses"]);
    assert_eq!(after["created"], before["created"]);
}

#[test]
fn a_rebuild_without_a_password_makes_one_up_and_keeps_what_is_not_said() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    let response = send(owner, &id, "rebuild");

    let server = response.expect(202).at("/server");
    assert_eq!(server["adminPass"].as_str().map(str::len), Some(12));
    assert_eq!(server["name"], "web");
    assert_eq!(server.get("locked"), None);
}

#[test]
fn a_stopped_server_is_stopped_after_it_was_rebuilt() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    bring(cloud.owner(), &id, "os-stop", "SHUTOFF");

    send(cloud.owner(), &id, "rebuild").assert_status(202);

    cloud.owner().wait_for(&id, "SHUTOFF");
}

#[test]
fn a_rebuild_shows_in_the_status_of_stopped_and_failed_servers_too() {
    let options = Options { action_time: Some(Duration::from_hours(1)), ..Options::default() };
    for (state, power) in [("stopped", 4), ("error", 1), ("active", 1)] {
        let seed = format!(
            "servers: [{{name: web, project: demo, vm_state: {state}, power_state: {power}, \
             launched_at: 2014-10-16T12:00:00Z, host: cmp1.example.org}}]"
        );
        let options = Options { seed: Some(seed.leak()), ..options.clone() };
        let Some(cloud) = support::start_with(&options) else { return };
        let id = cloud.owner().get("servers").expect(200).at("/servers/0/id");
        let id = id.as_str().expect("it is there");

        send(cloud.owner(), id, "rebuild").assert_status(202);

        let shown = cloud.owner().show(id).expect(200).at("/server");
        assert_eq!(shown["status"], "REBUILD", "{state}");
        assert_eq!(shown["OS-EXT-STS:vm_state"], state);
        assert_eq!(shown["progress"], 0);
        assert_eq!(ids(&cloud.owner().get("servers?status=REBUILD")), [id], "{state}");
    }
}

#[test]
fn a_rebuild_from_an_image_that_is_not_there_is_refused() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let before = owner.show(&id).json();
    let unknown = "c0ffee00-0000-4000-8000-000000000000";

    let response = owner.action(&id, &json!({"rebuild": {"imageRef": unknown}}));

    response.assert_fault(400, "badRequest", "Cannot find image for rebuild");
    let response = owner.action(&id, &json!({"rebuild": {"imageRef": "nonsense"}}));
    response.assert_fault(400, "badRequest", "Invalid imageRef provided.");
    assert_eq!(owner.show(&id).json(), before);
}

#[test]
fn a_password_is_changed() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    let response = send(owner, &id, "changePassword");

    assert_eq!((response.status(), response.text()), (202, ""));
    owner.wait_for(&id, "ACTIVE");
}

#[test]
fn a_server_is_rescued_with_a_password_and_comes_back() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for (value, password) in [
        (Value::Null, None),
        (json!({"adminPass": "secret"}), Some("secret")),
        (json!({"rescue_image_ref": owner.image_id()}), None),
    ] {
        let response = owner.action(&id, &json!({"rescue": value}));

        let shown = response.expect(200).at("/adminPass");
        assert_eq!(shown.as_str().map(str::len), Some(password.map_or(12, str::len)));
        assert!(password.is_none_or(|it| shown == it));
        owner.wait_for(&id, "RESCUE");
        let back = send(owner, &id, "unrescue");
        assert_eq!(answer(&back), accepted());
        owner.wait_for(&id, "ACTIVE");
    }
}

#[test]
fn a_rescue_with_an_image_that_is_not_there_ends_in_error() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let unknown = "c0ffee00-0000-4000-8000-000000000000";

    let rescue = |it: &str| cloud.owner().action(&id, &json!({"rescue": {"rescue_image_ref": it}}));

    rescue("nonsense").assert_fault(400, "badRequest", "Invalid imageRef provided.");
    rescue(unknown).assert_status(200);

    cloud.owner().wait_for(&id, "ERROR");
    let fault = cloud.owner().show(&id).at("/server/fault");
    assert_eq!(fault["code"], 400);
    let message = format!(
        "Instance {id} cannot be rescued: Driver Error: Image {unknown} could not be found."
    );
    assert_eq!(fault["message"], json!(message));
}
