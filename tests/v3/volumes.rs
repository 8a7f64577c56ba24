//! The actions `attach`, `detach` and `swap_volume_attachment` of `os-extended-volumes`.

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

fn attach(client: &Client, volume: &str) -> Response {
    client.action(ID, &json!({"attach": {"volume_id": volume}}))
}

fn detach(client: &Client, volume: &str) -> Response {
    client.action(ID, &json!({"detach": {"volume_id": volume}}))
}

fn swap(client: &Client, old: &str, new: &str) -> Response {
    let value = json!({"old_volume_id": old, "new_volume_id": new});
    client.action(ID, &json!({"swap_volume_attachment": value}))
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
fn what_names_no_volume_is_refused_as_a_schema_says_it() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();

    let response = owner.action(ID, &json!({"attach": {}}));
    let message = "Invalid input for field/attribute attach. Value: {}. \
                   'volume_id' is a required property";
    response.assert_fault(400, "badRequest", message);
    let response = owner.action(ID, &json!({"detach": {"volume_id": "a"}}));
    let message = "Invalid input for field/attribute volume_id. Value: a. u'a' is not a 'uuid'";
    response.assert_fault(400, "badRequest", message);
}
