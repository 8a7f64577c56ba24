//! The volumes of servers: attached, detached and swapped.

use ferronova_testkit::{Client, Cloud, Options};
use serde_json::{Value, json};

use crate::support::{
    self, Answer, Crew,
    Held::{ByAdmin, ByOwner},
    Who::{Admin, AdminInside, Colleague, Owner, Reader},
    accepted, answer, attach_volume, bring, cannot, detach_volume, fault, held, hold, locked,
    swap_volume,
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

    assert_eq!(answer(&attach_volume(owner, ID, UNKNOWN)), no_volume(UNKNOWN));
    assert_eq!(answer(&attach_volume(owner, ID, FIRST)), in_use());
    assert_eq!(answer(&swap_volume(owner, ID, FIRST, SECOND)), in_use());
    assert_eq!(answer(&swap_volume(owner, ID, FIRST, UNKNOWN)), no_volume(UNKNOWN));
    assert_eq!(answer(&swap_volume(owner, ID, UNKNOWN, FIRST)), no_volume(UNKNOWN));
    let detached = detach_volume(owner, ID, FIRST);

    assert_eq!((detached.status(), detached.text()), (202, ""));
    assert_eq!(volumes(owner), json!([{"id": SECOND}]));
    assert_eq!(answer(&detach_volume(owner, ID, FIRST)), no_volume(FIRST));
}

/// Checks what a lock refuses to callers who are not administrators.
#[track_caller]
fn assert_refused(caller: &Client, row: &str) {
    assert_eq!(answer(&attach_volume(caller, ID, UNKNOWN)), locked(ID), "{row}");
    assert_eq!(answer(&detach_volume(caller, ID, UNKNOWN)), no_volume(UNKNOWN), "{row}");
    assert_eq!(answer(&detach_volume(caller, ID, FIRST)), locked(ID), "{row}");
    assert_eq!(answer(&swap_volume(caller, ID, UNKNOWN, FIRST)), no_volume(UNKNOWN), "{row}");
    assert_eq!(answer(&swap_volume(caller, ID, FIRST, UNKNOWN)), no_volume(UNKNOWN), "{row}");
    assert_eq!(answer(&swap_volume(caller, ID, FIRST, SECOND)), locked(ID), "{row}");
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

            assert_eq!(answer(&attach_volume(caller, ID, UNKNOWN)), no_volume(UNKNOWN), "{row}");
            assert_eq!(answer(&attach_volume(caller, ID, volume)), in_use(), "{row}");
            assert_eq!(answer(&swap_volume(caller, ID, volume, volume)), in_use(), "{row}");
            assert_eq!(answer(&detach_volume(caller, ID, volume)), accepted(), "{row}");
        }
        assert_eq!(held(&crew.cloud, ID), holder);
    }
}

#[test]
fn a_server_without_a_host_refuses_to_attach_and_to_detach() {
    let Some(cloud) = support::start_seeded(NO_HOST) else { return };
    let owner = cloud.owner();

    let refusals = [
        attach_volume(owner, ID, UNKNOWN),
        attach_volume(owner, ID, FIRST),
        detach_volume(owner, ID, FIRST),
    ];

    for refusal in refusals {
        let message = format!("Instance {ID} is not ready");
        assert_eq!(answer(&refusal), fault(409, "conflictingRequest", &message));
    }
    assert_eq!(answer(&detach_volume(owner, ID, UNKNOWN)), no_volume(UNKNOWN));
    assert_eq!(volumes(owner), json!([{"id": FIRST}]));
}

#[test]
fn a_server_in_a_wrong_state_refuses_volumes_and_tells_of_its_lock_first() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    bring(owner, ID, "rescue", "RESCUE");

    let state = "vm_state rescued";
    assert_eq!(answer(&attach_volume(owner, ID, UNKNOWN)), cannot("attach_volume", state));
    assert_eq!(answer(&detach_volume(owner, ID, FIRST)), cannot("detach_volume", state));
    assert_eq!(answer(&swap_volume(owner, ID, FIRST, SECOND)), cannot("swap_volume", state));

    hold(&cloud, ID, ByOwner);

    for refused in [
        attach_volume(owner, ID, UNKNOWN),
        detach_volume(owner, ID, FIRST),
        swap_volume(owner, ID, FIRST, SECOND),
    ] {
        assert_eq!(answer(&refused), locked(ID));
    }
}
