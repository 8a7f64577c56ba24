//! Shared by the tests of locks: who holds one, how every version shows it, and what is recorded.

use ferronova_testkit::{Client, Cloud, Version};
use serde_json::{Value, json};

use crate::support::{at, boot, on_v2};

/// The rules of the lock.
pub(crate) const LOCK_RULE: &str = "os_compute_api:os-lock-server:lock";
pub(crate) const UNLOCK_RULE: &str = "os_compute_api:os-lock-server:unlock";
pub(crate) const OVERRIDE_RULE: &str = "os_compute_api:os-lock-server:unlock:unlock_override";

/// The microversions of the lock, and the newest one.
pub(crate) const MINORS: [u16; 4] = [1, 9, 73, 104];

/// The first microversion with the flag, and the one with the reason.
pub(crate) const FLAG: u16 = 9;
pub(crate) const REASON: u16 = 73;

/// Users, and servers with each kind of lock; last changed when the year began.
pub(crate) const LOCKS: &str =
    concat!(include_str!("seeds/users.yaml"), include_str!("seeds/locks.yaml"));

/// Who holds the lock of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::enum_variant_names, reason = "tables have these names beside those of callers")]
pub(crate) enum Held {
    ByNobody,
    ByOwner,
    ByAdmin,
}

impl Held {
    /// How v2 shows it.
    pub(crate) fn word(self) -> Value {
        match self {
            Self::ByNobody => Value::Null,
            Self::ByOwner => json!("owner"),
            Self::ByAdmin => json!("admin"),
        }
    }
}

/// A new server of the owner with that holder of its lock.
#[track_caller]
pub(crate) fn boot_held(cloud: &Cloud, held: Held) -> String {
    let id = boot(cloud.owner(), "web");
    hold(cloud, &id, held);
    id
}

/// Locks a server so that it has that holder.
#[track_caller]
pub(crate) fn hold(cloud: &Cloud, id: &str, held: Held) {
    let caller = match held {
        Held::ByNobody => return,
        Held::ByOwner => cloud.owner(),
        Held::ByAdmin => cloud.admin(),
    };
    caller.action(id, &json!({"lock": null})).assert_status(202);
}

/// Checks what all versions show of a lock. The holder is in v2 and v3 alone, which other clouds
/// do not have.
#[track_caller]
pub(crate) fn assert_shown(cloud: &Cloud, id: &str, held: Held, reason: &Value) {
    let is_held = held != Held::ByNobody;
    for minor in MINORS {
        let shown =
            at(cloud.owner(), minor).get(&format!("servers/{id}")).expect(200).at("/server");
        let flag = (minor >= FLAG).then_some(json!(is_held));
        assert_eq!(shown.get("locked"), flag.as_ref(), "2.{minor}: {shown}");
        let reason = (minor >= REASON).then_some(reason);
        assert_eq!(shown.get("locked_reason"), reason, "2.{minor}: {shown}");
        assert_eq!(shown.get("locked_by"), None, "2.{minor}: {shown}");
    }
    if cloud.is_elsewhere() {
        return;
    }
    let shown = on_v2(cloud.owner()).get(&format!("servers/{id}")).expect(200).at("/server");
    assert_eq!(shown["locked"], is_held, "{shown}");
    assert_eq!(shown["locked_by"], held.word(), "{shown}");
    let v3 = cloud.owner().speaking(Version::V3);
    let shown = v3.get(&format!("servers/{id}")).expect(200).at("/server");
    assert_eq!(shown["OS-EXT-STS:locked"], is_held, "{shown}");
    assert_eq!(shown["OS-EXT-STS:locked_by"], held.word(), "{shown}");
}

/// What is recorded of a server, newest first.
#[track_caller]
pub(crate) fn records(cloud: &Cloud, id: &str) -> Vec<Value> {
    let path = format!("servers/{id}/os-instance-actions");
    let listed = cloud.owner().get(&path).expect(200).at("/instanceActions");
    listed.as_array().expect("there are actions").clone()
}

/// Checks that one more action is recorded than before, with its event, for the caller.
#[track_caller]
pub(crate) fn assert_recorded(
    cloud: &Cloud,
    id: &str,
    before: &[Value],
    action: &str,
    caller: &Client,
) {
    let now = records(cloud, id);
    assert_eq!(now.len(), before.len() + 1, "{now:?}");
    let record = &now[0];
    assert_eq!(record["action"], action);
    assert_eq!(record["user_id"], caller.user_id());
    assert_eq!(record["project_id"], caller.project_id());
    assert_eq!(record["message"], Value::Null);
    let request_id = record["request_id"].as_str().expect("the record has the id of the request");
    let path = format!("servers/{id}/os-instance-actions/{request_id}");
    let events = cloud.owner().get(&path).expect(200).at("/instanceAction/events");
    let expected = json!([format!("api_{action}"), "Success"]);
    assert_eq!(json!([events[0]["event"], events[0]["result"]]), expected, "{events}");
    assert_eq!(events.as_array().map(Vec::len), Some(1), "{events}");
}
