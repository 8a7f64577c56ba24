//! `shelve`, `shelveOffload`, `unshelve`, `forceDelete`, `restore`, and deletion that can be
//! undone.

use std::time::Duration;

use ferronova_testkit::{Cloud, OffloadTime, Options};
use serde_json::{Value, json};

use crate::{
    both::calls::send,
    support::{self, accepted, answer, bring, ids, not_found_text},
};

/// A cloud where shelved servers stay on their host and deleted ones can be restored.
fn start_keeping() -> Option<Cloud> {
    support::start_with(&Options {
        reclaim_instance_interval: Duration::from_hours(1),
        shelved_offload_time: OffloadTime::Never,
        ..Options::default()
    })
}

fn host(cloud: &Cloud, id: &str) -> Value {
    cloud.admin().show(id).expect(200).at("/server/OS-EXT-SRV-ATTR:host")
}

fn images_of(cloud: &Cloud, id: &str) -> usize {
    let listed = cloud.owner().get(&format!("images?server={id}")).expect(200).at("/images");
    listed.as_array().map_or(0, Vec::len)
}

#[test]
fn a_shelved_server_leaves_its_host_and_comes_back() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    let response = send(owner, &id, "shelve");

    assert_eq!(answer(&response), accepted());
    owner.wait_for(&id, "SHELVED_OFFLOADED");
    assert_eq!(host(&cloud, &id), Value::Null);
    assert_eq!(owner.show(&id).at("/server/hostId"), "");
    assert_eq!(images_of(&cloud, &id), 1);
    bring(owner, &id, "unshelve", "ACTIVE");
    assert_ne!(host(&cloud, &id), Value::Null);
    assert_eq!(images_of(&cloud, &id), 0);
}

#[test]
fn a_shelved_server_whose_image_is_deleted_can_not_come_back() {
    // Elsewhere the image service is at another address.
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");
    bring(owner, &id, "shelve", "SHELVED_OFFLOADED");
    let image = owner.get(&format!("images?server={id}")).expect(200).at("/images/0/id");
    let image = image.as_str().expect("it has an id").to_owned();
    let _ = owner.delete(&format!("/image/v2/images/{image}")).expect(204);

    let response = send(owner, &id, "unshelve");

    assert_eq!(answer(&response), accepted());
    owner.wait_for(&id, "ERROR");
    let fault = owner.show(&id).at("/server/fault");
    let message = format!("Unshelve attempted but the image {image} cannot be found.");
    assert_eq!((&fault["code"], &fault["message"]), (&json!(404), &json!(message)));
    assert_eq!(host(&cloud, &id), Value::Null);
}

#[test]
fn a_shelved_server_is_taken_off_its_host_by_an_administrator() {
    let Some(cloud) = start_keeping() else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");
    bring(owner, &id, "shelve", "SHELVED");
    assert_ne!(host(&cloud, &id), Value::Null);
    assert_eq!(owner.show(&id).at("/server/OS-EXT-STS:power_state"), 4);

    let response = send(cloud.admin(), &id, "shelveOffload");

    assert_eq!(answer(&response), accepted());
    owner.wait_for(&id, "SHELVED_OFFLOADED");
    assert_eq!(host(&cloud, &id), Value::Null);
}

#[test]
fn a_deleted_server_is_marked_as_such_and_restored() {
    let Some(cloud) = start_keeping() else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");

    send(owner, &id, "DELETE").assert_status(204);

    owner.wait_for(&id, "SOFT_DELETED");
    let shown = owner.show(&id).expect(200).at("/server");
    assert_eq!(shown["OS-EXT-STS:vm_state"], "soft-delete");
    assert_eq!(ids(&owner.get("servers")), Vec::<String>::new());
    assert_eq!(ids(&owner.get("servers?changes-since=2014-01-01")), [id.as_str()]);
    let response = send(owner, &id, "restore");
    assert_eq!(answer(&response), accepted());
    owner.wait_for(&id, "ACTIVE");
    assert_eq!(ids(&owner.get("servers")), [id.as_str()]);
}

#[test]
fn a_server_is_deleted_for_good_whether_it_is_marked_or_not() {
    let Some(cloud) = start_keeping() else { return };
    let owner = cloud.owner();
    for is_marked in [true, false] {
        let id = owner.boot("web");
        if is_marked {
            send(owner, &id, "DELETE").assert_status(204);
            owner.wait_for(&id, "SOFT_DELETED");
        }

        let response = send(owner, &id, "forceDelete");

        assert_eq!(answer(&response), accepted(), "{is_marked}");
        owner.wait_until_gone(&id);
    }
}

#[test]
fn a_server_is_deleted_for_good_whatever_is_done_to_it() {
    let options = Options { action_time: Some(Duration::from_mins(10)), ..Options::default() };
    let Some(cloud) = support::start_with(&options) else { return };
    let owner = cloud.owner();
    for call in ["os-stop", "createImage", "resize", "DELETE"] {
        let id = owner.boot("web");
        send(owner, &id, call);

        let response = send(owner, &id, "forceDelete");

        assert_eq!(answer(&response), accepted(), "{call}");
        assert_eq!(owner.show(&id).at("/server/OS-EXT-STS:task_state"), "deleting", "{call}");
    }
}

#[test]
fn deleting_once_more_what_is_marked_changes_nothing() {
    let Some(cloud) = start_keeping() else { return };
    let id = cloud.owner().boot("web");
    send(cloud.owner(), &id, "DELETE").assert_status(204);
    cloud.owner().wait_for(&id, "SOFT_DELETED");

    send(cloud.owner(), &id, "DELETE").assert_status(204);

    assert_eq!(cloud.owner().show(&id).at("/server/status"), "SOFT_DELETED");
}

#[test]
fn without_a_time_to_restore_them_servers_are_gone_at_once() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");

    send(cloud.owner(), &id, "DELETE").assert_status(204);

    cloud.owner().wait_until_gone(&id);
    let text = not_found_text("restore", &id);
    send(cloud.owner(), &id, "restore").assert_fault(404, "itemNotFound", &text);
}

#[test]
fn any_value_shelves_and_deletes() {
    let Some(cloud) = start_keeping() else { return };
    for value in [json!(null), json!({}), json!("x")] {
        let id = cloud.owner().boot("web");

        let response = cloud.owner().action(&id, &json!({"shelve": value}));

        assert_eq!(answer(&response), accepted(), "{value}");
    }
}
