//! `lock` and `unlock`: their effect for each holder of the lock and each caller.

use serde_json::{Value, json};

use crate::{
    lock_support::{
        Held::{self, ByAdmin, ByNobody, ByOwner},
        LOCK_RULE, LOCKS, MINORS, OVERRIDE_RULE, UNLOCK_RULE, assert_recorded, assert_shown,
        boot_held, records,
    },
    support::{
        Answer, Crew, UNKNOWN,
        Who::{self, Admin, AdminInside, Colleague, Guest, Manager, Owner, Reader, Stranger},
        accepted, answer, at, boot, forbidden, not_found, on_v2, start, start_seeded,
    },
};

/// The holder of the lock, the caller, the answer, and the holder afterwards.
type Row = (Held, Who, Outcome, Held);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// 202, and recorded as an instance action.
    Done,
    /// 202, without a trace.
    Nothing,
    /// 403 of the rule of the action.
    Forbidden,
    /// 403 of the rule for locks of others.
    NoOverride,
    /// 404
    NotFound,
}
use Outcome::{Done, Forbidden, NoOverride, NotFound, Nothing};

impl Outcome {
    fn answer(self, rule: &str, id: &str) -> Answer {
        match self {
            Done | Nothing => accepted(),
            Forbidden => forbidden(rule),
            NoOverride => forbidden(OVERRIDE_RULE),
            NotFound => not_found(id),
        }
    }
}

const LOCK: &[Row] = &[
    (ByNobody, Owner, Done, ByOwner),
    (ByNobody, Colleague, Done, ByOwner),
    (ByNobody, Manager, Done, ByOwner),
    (ByNobody, Reader, Forbidden, ByNobody),
    (ByNobody, Guest, Forbidden, ByNobody),
    (ByNobody, AdminInside, Done, ByOwner),
    (ByNobody, Admin, Done, ByAdmin),
    (ByNobody, Stranger, NotFound, ByNobody),
    (ByOwner, Owner, Nothing, ByOwner),
    (ByOwner, Colleague, Nothing, ByOwner),
    (ByOwner, Manager, Nothing, ByOwner),
    (ByOwner, Reader, Forbidden, ByOwner),
    (ByOwner, Guest, Forbidden, ByOwner),
    (ByOwner, AdminInside, Nothing, ByOwner),
    (ByOwner, Admin, Done, ByAdmin),
    (ByOwner, Stranger, NotFound, ByOwner),
    (ByAdmin, Owner, Nothing, ByAdmin),
    (ByAdmin, Colleague, Nothing, ByAdmin),
    (ByAdmin, Manager, Nothing, ByAdmin),
    (ByAdmin, Reader, Forbidden, ByAdmin),
    (ByAdmin, Guest, Forbidden, ByAdmin),
    (ByAdmin, AdminInside, Nothing, ByAdmin),
    (ByAdmin, Admin, Done, ByAdmin),
    (ByAdmin, Stranger, NotFound, ByAdmin),
];

const UNLOCK: &[Row] = &[
    (ByNobody, Owner, Done, ByNobody),
    (ByNobody, Colleague, Done, ByNobody),
    (ByNobody, Manager, Done, ByNobody),
    (ByNobody, Reader, Forbidden, ByNobody),
    (ByNobody, Guest, Forbidden, ByNobody),
    (ByNobody, AdminInside, Done, ByNobody),
    (ByNobody, Admin, Done, ByNobody),
    (ByNobody, Stranger, NotFound, ByNobody),
    (ByOwner, Owner, Done, ByNobody),
    (ByOwner, Colleague, Done, ByNobody),
    (ByOwner, Manager, Done, ByNobody),
    (ByOwner, Reader, Forbidden, ByOwner),
    (ByOwner, Guest, Forbidden, ByOwner),
    (ByOwner, AdminInside, Done, ByNobody),
    (ByOwner, Admin, Done, ByNobody),
    (ByOwner, Stranger, NotFound, ByOwner),
    (ByAdmin, Owner, NoOverride, ByAdmin),
    (ByAdmin, Colleague, NoOverride, ByAdmin),
    (ByAdmin, Manager, NoOverride, ByAdmin),
    (ByAdmin, Reader, Forbidden, ByAdmin),
    (ByAdmin, Guest, Forbidden, ByAdmin),
    (ByAdmin, AdminInside, Done, ByNobody),
    (ByAdmin, Admin, Done, ByNobody),
    (ByAdmin, Stranger, NotFound, ByAdmin),
];

#[test]
fn lock_follows_its_table() {
    follows_its_table("lock", LOCK_RULE, LOCK);
}

#[test]
fn unlock_follows_its_table() {
    follows_its_table("unlock", UNLOCK_RULE, UNLOCK);
}

fn follows_its_table(action: &str, rule: &str, table: &[Row]) {
    let crew = Crew::start();
    for minor in MINORS {
        for row in table {
            let (before, who, outcome, after) = *row;
            let Some(caller) = crew.client(who, minor) else { continue };
            let id = boot_held(&crew.cloud, before);
            let recorded = records(&crew.cloud, &id);

            let response = caller.action(&id, &json!({ action: null }));

            assert_eq!(answer(&response), outcome.answer(rule, &id), "2.{minor} {action} {row:?}");
            assert_shown(&crew.cloud, &id, after, &Value::Null);
            if outcome == Done {
                assert_recorded(&crew.cloud, &id, &recorded, action, &caller);
            } else {
                assert_eq!(records(&crew.cloud, &id), recorded, "2.{minor} {action} {row:?}");
            }
        }
    }
}

#[test]
fn a_lock_is_not_counted() {
    let cloud = start();
    let id = boot_held(&cloud, ByOwner);
    cloud.owner().action(&id, &json!({"lock": null})).assert_status(202);
    cloud.admin().action(&id, &json!({"lock": null})).assert_status(202);

    let response = cloud.admin().action(&id, &json!({"unlock": null}));

    assert_eq!(answer(&response), accepted());
    assert_shown(&cloud, &id, ByNobody, &Value::Null);
}

#[test]
fn a_lock_changes_nothing_else_of_a_server() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    let seen = || {
        let mut server = cloud.admin().get(&format!("servers/{id}")).expect(200).at("/server");
        let members = server.as_object_mut().expect("a server is an object");
        members.retain(|key, _| key != "locked" && key != "updated");
        server
    };
    let before = seen();

    let response = cloud.owner().action(&id, &json!({"lock": null}));

    assert_eq!(answer(&response), accepted());
    assert_eq!(seen(), before);
}

#[test]
fn an_accepted_lock_has_no_body_and_the_type_of_json() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    for minor in MINORS {
        for action in ["lock", "unlock"] {
            let response = at(cloud.owner(), minor).action(&id, &json!({ action: null }));

            assert_eq!(answer(&response), accepted());
            assert_eq!(response.header("content-type"), Some("application/json"));
            assert_eq!(response.header("content-length"), Some("0"));
        }
    }
}

#[test]
fn updated_moves_only_when_a_lock_really_changes() {
    const UNTOUCHED: &str = "2026-01-01T00:00:00Z";
    let Some(cloud) = start_seeded(LOCKS) else { return };
    for (before, who, action, moves) in [
        (ByNobody, Owner, "lock", true),
        (ByNobody, Owner, "unlock", false),
        (ByNobody, Admin, "lock", true),
        (ByNobody, Admin, "unlock", false),
        (ByOwner, Owner, "lock", false),
        (ByOwner, Owner, "unlock", true),
        (ByOwner, Admin, "lock", true),
        (ByOwner, Admin, "unlock", true),
        (ByAdmin, Owner, "lock", false),
        (ByAdmin, Owner, "unlock", false),
        (ByAdmin, Admin, "lock", false),
        (ByAdmin, Admin, "unlock", true),
    ] {
        on_v2(cloud.admin()).call("POST", "/ferronova/reset").send().assert_status(204);
        let id = format!("5e000000-0000-4000-8000-00000000000{}", before as u8 + 1);
        let path = format!("servers/{id}");
        let caller = if who == Owner { cloud.owner() } else { cloud.admin() };

        let _ = caller.action(&id, &json!({ action: null }));

        let updated = cloud.owner().get(&path).expect(200).at("/server/updated");
        assert_eq!(updated != UNTOUCHED, moves, "{before:?} {who:?} {action}: {updated}");
    }
}

#[test]
fn a_lock_of_a_row_whose_flag_and_holder_disagree() {
    const FLAG_ALONE: &str = "5e000000-0000-4000-8000-000000000004";
    const OWNER_ALONE: &str = "5e000000-0000-4000-8000-000000000005";
    const ADMIN_ALONE: &str = "5e000000-0000-4000-8000-000000000006";
    let Some(cloud) = start_seeded(LOCKS) else { return };
    for (id, who, action, outcome, (flag, holder)) in [
        (FLAG_ALONE, Owner, "lock", Nothing, (true, ByNobody)),
        (FLAG_ALONE, Admin, "lock", Done, (true, ByAdmin)),
        (FLAG_ALONE, Owner, "unlock", Done, (false, ByNobody)),
        (FLAG_ALONE, Admin, "unlock", Done, (false, ByNobody)),
        (OWNER_ALONE, Owner, "lock", Done, (true, ByOwner)),
        (OWNER_ALONE, Admin, "lock", Done, (true, ByAdmin)),
        (OWNER_ALONE, Owner, "unlock", Done, (false, ByNobody)),
        (OWNER_ALONE, Admin, "unlock", Done, (false, ByNobody)),
        (ADMIN_ALONE, Owner, "lock", Done, (true, ByOwner)),
        (ADMIN_ALONE, Owner, "unlock", NoOverride, (false, ByAdmin)),
        (ADMIN_ALONE, Admin, "unlock", Done, (false, ByNobody)),
    ] {
        for minor in MINORS {
            let row = format!("{id} {who:?} {action} 2.{minor}");
            on_v2(cloud.admin()).call("POST", "/ferronova/reset").send().assert_status(204);
            let recorded = records(&cloud, id);
            let caller = if who == Owner { cloud.owner() } else { cloud.admin() };
            let caller = at(caller, minor);

            let response = caller.action(id, &json!({ action: null }));

            assert_eq!(answer(&response), outcome.answer("", id), "{row}");
            let shown = cloud.owner().get(&format!("servers/{id}")).expect(200);
            assert_eq!(shown.at("/server/locked"), holder != ByNobody, "{row}");
            let held = on_v2(cloud.owner()).get(&format!("servers/{id}")).expect(200);
            assert_eq!(held.at("/server/locked_by"), holder.word(), "{row}");
            let listed = cloud.owner().get("servers?locked=true").expect(200);
            assert_eq!(listed.text().contains(id), flag, "{row}");
            if outcome == Done {
                assert_recorded(&cloud, id, &recorded, action, &caller);
            } else {
                assert_eq!(records(&cloud, id), recorded, "{row}");
            }
        }
    }
}

#[test]
fn a_server_that_is_not_there_can_not_be_locked_or_unlocked() {
    let cloud = start();
    let deleted = boot(cloud.owner(), "web");
    let v2 = on_v2(cloud.owner());
    v2.delete(&format!("servers/{deleted}")).assert_status(204);
    v2.wait_until_gone(&deleted);
    for id in [&*deleted, UNKNOWN, "2147483647", "web", &UNKNOWN.replace('-', "")] {
        for minor in MINORS {
            for caller in [cloud.owner(), cloud.admin()] {
                for action in ["lock", "unlock"] {
                    let response = at(caller, minor).action(id, &json!({ action: null }));

                    assert_eq!(answer(&response), not_found(id), "2.{minor} {action} {id}");
                }
            }
        }
    }
}

#[test]
fn a_server_is_locked_by_its_id_in_upper_case() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");

    let response = cloud.owner().action(&id.to_uppercase(), &json!({"lock": null}));

    assert_eq!(answer(&response), accepted());
    assert_shown(&cloud, &id, ByOwner, &Value::Null);
}

#[test]
fn nobody_locks_without_a_token() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");

    let response = cloud.nobody().action(&id, &json!({"lock": null}));

    assert_eq!(response.status(), 401);
    assert_shown(&cloud, &id, ByNobody, &Value::Null);
}
