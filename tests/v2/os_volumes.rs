//! `/servers/{id}/os-volume_attachments` and `/os-volumes`.

use ferronova_testkit::{Client, Cloud, Response};
use serde_json::{Value, json};

use crate::support::{
    self, Answer,
    Held::{ByAdmin, ByOwner},
    answer, bring, cannot, fault, hold, locked,
};

const ID: &str = "5e000000-0000-4000-8000-000000000001";
const FIRST: &str = "a0000000-0000-4000-8000-000000000001";
const SECOND: &str = "a0000000-0000-4000-8000-000000000002";
const UNKNOWN: &str = "c0ffee00-0000-4000-8000-000000000000";

fn start() -> Option<Cloud> {
    support::start_seeded(include_str!("../v2/seeds/volumes.yaml"))
}

fn attachment(volume: &str) -> Value {
    json!({"volumeAttachment": {"volumeId": volume}})
}

fn attach(client: &Client, volume: &str) -> Response {
    client.post(&format!("servers/{ID}/os-volume_attachments"), &attachment(volume))
}

fn detach(client: &Client, volume: &str) -> Response {
    client.delete(&format!("servers/{ID}/os-volume_attachments/{volume}"))
}

fn swap(client: &Client, old: &str, new: &str) -> Response {
    client.put(&format!("servers/{ID}/os-volume_attachments/{old}"), &attachment(new))
}

fn no_volume(id: &str) -> Answer {
    fault(404, "itemNotFound", &format!("Volume {id} could not be found."))
}

fn volumes(client: &Client) -> Value {
    client.show(ID).expect(200).at("/server/os-extended-volumes:volumes_attached")
}

#[test]
fn a_volume_is_detached_and_none_is_attached() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();

    assert_eq!(answer(&attach(owner, UNKNOWN)), no_volume(UNKNOWN));
    let message = "Invalid volume: status must be 'available'";
    assert_eq!(answer(&attach(owner, FIRST)), fault(400, "badRequest", message));
    assert_eq!(answer(&swap(owner, FIRST, SECOND)), fault(400, "badRequest", message));
    assert_eq!(answer(&swap(owner, FIRST, UNKNOWN)), no_volume(UNKNOWN));
    assert_eq!(answer(&swap(owner, UNKNOWN, FIRST)), no_volume(UNKNOWN));
    let detached = detach(owner, FIRST);

    assert_eq!((detached.status(), detached.text()), (202, ""));
    assert_eq!(volumes(owner), json!([{"id": SECOND}]));
    assert_eq!(answer(&detach(owner, FIRST)), no_volume(FIRST));
}

#[test]
fn a_lock_comes_before_a_volume_to_attach_and_after_one_to_detach_or_to_swap() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    for holder in [ByOwner, ByAdmin] {
        hold(&cloud, ID, holder);

        assert_eq!(answer(&attach(owner, UNKNOWN)), locked(ID), "{holder:?}");
        assert_eq!(answer(&detach(owner, UNKNOWN)), no_volume(UNKNOWN), "{holder:?}");
        assert_eq!(answer(&detach(owner, FIRST)), locked(ID), "{holder:?}");
        assert_eq!(answer(&swap(owner, UNKNOWN, FIRST)), no_volume(UNKNOWN), "{holder:?}");
        assert_eq!(answer(&swap(owner, FIRST, SECOND)), locked(ID), "{holder:?}");
        assert_eq!(answer(&attach(cloud.admin(), UNKNOWN)), no_volume(UNKNOWN), "{holder:?}");
        assert_eq!(volumes(owner), json!([{"id": FIRST}, {"id": SECOND}]), "{holder:?}");
    }
    detach(cloud.admin(), FIRST).assert_status(202);
}

#[test]
fn a_server_in_a_wrong_state_refuses_volumes() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    bring(owner, ID, "rescue", "RESCUE");

    let state = "vm_state rescued";
    assert_eq!(answer(&attach(owner, UNKNOWN)), cannot("attach_volume", state));
    assert_eq!(answer(&detach(owner, FIRST)), cannot("detach_volume", state));
    assert_eq!(answer(&swap(owner, FIRST, SECOND)), cannot("swap_volume", state));
}

#[test]
fn the_volumes_of_a_server_are_listed_and_shown() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    let view = |volume: &str| json!({"id": volume, "volumeId": volume, "serverId": ID});

    let listed = owner.get(&format!("servers/{ID}/os-volume_attachments")).expect(200);
    let shown = owner.get(&format!("servers/{ID}/os-volume_attachments/{FIRST}")).expect(200);
    let unknown = owner.get(&format!("servers/{ID}/os-volume_attachments/{UNKNOWN}"));

    assert_eq!(listed.json(), json!({"volumeAttachments": [view(FIRST), view(SECOND)]}));
    assert_eq!(shown.json(), json!({"volumeAttachment": view(FIRST)}));
    unknown.assert_fault(404, "itemNotFound", "The resource could not be found.");
}

#[test]
fn a_cloud_without_a_volume_service_has_no_volumes() {
    let cloud = support::start();
    for path in ["os-volumes", "os-volumes/detail"] {
        assert_eq!(cloud.owner().get(path).expect(200).json(), json!({"volumes": []}));
    }
    assert_eq!(answer(&cloud.owner().get(&format!("os-volumes/{UNKNOWN}"))), no_volume(UNKNOWN));
}

#[test]
fn what_names_no_volume_is_refused() {
    let Some(cloud) = start() else { return };
    let post =
        |body: &Value| cloud.owner().post(&format!("servers/{ID}/os-volume_attachments"), body);

    let message = "Unable to process the contained instructions";
    post(&json!({})).assert_fault(422, "computeFault", message);
    let message = "volumeId must be specified.";
    post(&json!({"volumeAttachment": {}})).assert_fault(400, "badRequest", message);
    let message = "Bad volumeId format: volumeId is not in proper format (a)";
    post(&attachment("a")).assert_fault(400, "badRequest", message);
}
