//! `/servers/{id}/os-volume_attachments` and `/os-volumes`.

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::{Value, json};

use crate::support::{
    self, Answer, Crew,
    Held::{ByAdmin, ByOwner},
    Who::{Admin, AdminInside, Colleague, Owner, Reader},
    accepted, answer, bring, cannot, fault, held, hold, locked,
};

const ID: &str = "5e000000-0000-4000-8000-000000000001";
const FIRST: &str = "a0000000-0000-4000-8000-000000000001";
const SECOND: &str = "a0000000-0000-4000-8000-000000000002";
const UNKNOWN: &str = "c0ffee00-0000-4000-8000-000000000000";

const NO_HOST: &str = r"
servers:
  - id: 5e000000-0000-4000-8000-000000000001
    name: lost
    project: demo
    host: null
    volumes: [a0000000-0000-4000-8000-000000000001]
";

const SEED: &str = include_str!("../v2/seeds/volumes.yaml");

fn start() -> Option<Cloud> {
    support::start_seeded(SEED)
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

fn in_use() -> Answer {
    fault(400, "badRequest", "Invalid volume: status must be 'available'")
}

fn volumes(client: &Client) -> Value {
    client.show(ID).expect(200).at("/server/os-extended-volumes:volumes_attached")
}

#[test]
fn a_volume_is_detached_and_none_is_attached() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();

    assert_eq!(answer(&attach(owner, UNKNOWN)), no_volume(UNKNOWN));
    assert_eq!(answer(&attach(owner, FIRST)), in_use());
    assert_eq!(answer(&swap(owner, FIRST, SECOND)), in_use());
    assert_eq!(answer(&swap(owner, FIRST, UNKNOWN)), no_volume(UNKNOWN));
    assert_eq!(answer(&swap(owner, UNKNOWN, FIRST)), no_volume(UNKNOWN));
    let detached = detach(owner, FIRST);

    assert_eq!((detached.status(), detached.text()), (202, ""));
    assert_eq!(volumes(owner), json!([{"id": SECOND}]));
    assert_eq!(answer(&detach(owner, FIRST)), no_volume(FIRST));
}

/// Checks what a lock refuses to whoever has no way around it.
#[track_caller]
fn assert_refused(caller: &Client, row: &str) {
    assert_eq!(answer(&attach(caller, UNKNOWN)), locked(ID), "{row}");
    assert_eq!(answer(&detach(caller, UNKNOWN)), no_volume(UNKNOWN), "{row}");
    assert_eq!(answer(&detach(caller, FIRST)), locked(ID), "{row}");
    assert_eq!(answer(&swap(caller, UNKNOWN, FIRST)), no_volume(UNKNOWN), "{row}");
    assert_eq!(answer(&swap(caller, FIRST, UNKNOWN)), no_volume(UNKNOWN), "{row}");
    assert_eq!(answer(&swap(caller, FIRST, SECOND)), locked(ID), "{row}");
}

#[test]
fn a_lock_comes_before_a_volume_to_attach_and_after_one_to_detach_or_to_swap() {
    let options = Options { seed: Some(SEED), ..Options::default() };
    for holder in [ByOwner, ByAdmin] {
        let Some(crew) = Crew::start_with(&options) else { return };
        hold(&crew.cloud, ID, holder);
        for who in [Owner, Colleague, Reader] {
            let Some(caller) = crew.client(who) else { continue };

            assert_refused(caller, &format!("{holder:?} {who:?}"));

            let all = json!([{"id": FIRST}, {"id": SECOND}]);
            assert_eq!(volumes(crew.cloud.owner()), all, "{holder:?} {who:?}");
        }
        for (who, volume) in [(Admin, FIRST), (AdminInside, SECOND)] {
            let Some(caller) = crew.client(who) else { continue };
            let row = format!("{holder:?} {who:?}");

            assert_eq!(answer(&attach(caller, UNKNOWN)), no_volume(UNKNOWN), "{row}");
            assert_eq!(answer(&attach(caller, volume)), in_use(), "{row}");
            assert_eq!(answer(&swap(caller, volume, volume)), in_use(), "{row}");
            assert_eq!(answer(&detach(caller, volume)), accepted(), "{row}");
        }
        assert_eq!(held(&crew.cloud, ID), holder);
    }
}

#[test]
fn a_server_without_a_host_refuses_to_attach_and_to_detach() {
    let Some(cloud) = support::start_seeded(NO_HOST) else { return };
    let owner = cloud.owner();

    let refusals = [attach(owner, UNKNOWN), attach(owner, FIRST), detach(owner, FIRST)];

    for refusal in refusals {
        let message = format!("Instance {ID} is not ready");
        assert_eq!(answer(&refusal), fault(409, "conflictingRequest", &message));
    }
    assert_eq!(answer(&detach(owner, UNKNOWN)), no_volume(UNKNOWN));
    assert_eq!(volumes(owner), json!([{"id": FIRST}]));
}

#[test]
fn a_server_in_a_wrong_state_refuses_volumes_and_tells_of_its_lock_first() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    bring(owner, ID, "rescue", "RESCUE");

    let state = "vm_state rescued";
    assert_eq!(answer(&attach(owner, UNKNOWN)), cannot("attach_volume", state));
    assert_eq!(answer(&detach(owner, FIRST)), cannot("detach_volume", state));
    assert_eq!(answer(&swap(owner, FIRST, SECOND)), cannot("swap_volume", state));

    hold(&cloud, ID, ByOwner);

    for refused in [attach(owner, UNKNOWN), detach(owner, FIRST), swap(owner, FIRST, SECOND)] {
        assert_eq!(answer(&refused), locked(ID));
    }
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

    let put = |body: &Value| {
        cloud.owner().put(&format!("servers/{ID}/os-volume_attachments/{FIRST}"), body)
    };
    let message = "volumeAttachment not specified";
    post(&json!({})).assert_fault(400, "badRequest", message);
    put(&json!({})).assert_fault(400, "badRequest", message);
    let message = "volumeId must be specified.";
    post(&json!({"volumeAttachment": {}})).assert_fault(400, "badRequest", message);
    let message = "Bad volumeId format: volumeId is not in proper format (a)";
    post(&attachment("a")).assert_fault(400, "badRequest", message);
}
