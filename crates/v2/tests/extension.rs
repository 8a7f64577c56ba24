//! A third party's extension, as clients see it.

use std::time::Duration;

use ferronova_compute::{Server, Timestamp};
use ferronova_testkit::{Cloud, Options};
use ferronova_v2::{
    Action, Adds, Call, Extension, Failure, Fields, Key, Keys, Related, Reply, handler,
};
use serde_json::json;

const LOCKED_FOR: Key = Key::new("os-audit:locked_for_seconds");

ferronova_v2::register!(Extension {
    alias: "os-audit",
    name: "Audit",
    namespace: "http://example.org/compute/ext/audit/api/v2",
    updated: "2026-01-01T00:00:00Z",
    description: "Locks servers for audits.",
    rule: None,
    adds: Adds {
        server: Keys::new(&[LOCKED_FOR], write),
        actions: &[Action::new("auditLock", handler!(lock_for_audit))],
        ..Adds::NOTHING
    },
});

fn write(server: &Server, related: &Related, out: &mut Fields<'_>) {
    let since = server.lock.locked_at;
    out.field(LOCKED_FOR, &since.map(|it| related.now().since(it).as_secs()));
}

#[derive(serde::Deserialize)]
struct Audit {
    ticket: u32,
}

async fn lock_for_audit(call: Call<'_>) -> Result<Reply, Failure> {
    let audit = call.parse::<Audit>()?;
    let reason = Some(format!("ticket {}", audit.ticket));
    call.compute().lock(call.request(), call.server()?, reason).await?;
    Ok(call.accepted())
}

#[test]
fn a_key_goes_by_the_clock_that_a_test_moves() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let owner = cloud.owner();
    cloud.clock().set(Timestamp::from_seconds(1_767_225_600));
    let id = owner.boot("web");
    assert!(owner.show(&id).at("/server/os-audit:locked_for_seconds").is_null());

    owner.action(&id, &json!({"auditLock": {"ticket": 17}})).assert_status(202);
    cloud.clock().pass(Duration::from_mins(1));

    assert_eq!(owner.show(&id).at("/server/os-audit:locked_for_seconds"), 60);
    let detail = owner.get("servers/detail");
    assert_eq!(detail.at("/servers/0/os-audit:locked_for_seconds"), 60);
}

#[test]
fn a_value_that_does_not_fit_is_answered_with_the_reason() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");

    for (value, reason) in [
        (json!({}), "missing field `ticket` at line 1 column 2"),
        (json!({"ticket": -1}), "invalid value: integer `-1`, expected u32 at line 1 column 12"),
        (json!("17"), "invalid type: string \"17\", expected struct Audit at line 1 column 4"),
    ] {
        let refused = owner.action(&id, &json!({"auditLock": value}));

        refused.assert_status(400);
        let message = format!("Invalid request body: {reason}");
        assert_eq!(refused.at("/badRequest/message"), message);
    }
}
