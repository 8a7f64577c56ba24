//! `lock` and `unlock`: their effect for each holder of the lock and each caller.

use serde_json::{Value, json};

use crate::support::{
    self, Answer, CREW, Crew,
    Held::{self, ByAdmin, ByNobody, ByOwner},
    LOCKED, LOCKED_BY,
    Who::{self, Admin, AdminInside, Colleague, Owner, Reader, Stranger},
    accepted, answer, boot, forbidden, held, hold, not_found,
};

/// The holder of the lock, the caller, the answer, and the holder afterwards.
type Row = (Held, Who, Outcome, Held);

#[derive(Clone, Copy, Debug)]
enum Outcome {
    Accepted,
    Forbidden,
    NotFound,
}
use Outcome::{Accepted, Forbidden, NotFound};

impl Outcome {
    fn answer(self, id: &str) -> Answer {
        match self {
            Accepted => accepted(),
            Forbidden => forbidden("compute:unlock_override"),
            NotFound => not_found(id),
        }
    }
}

const LOCK: &[Row] = &[
    (ByNobody, Owner, Accepted, ByOwner),
    (ByNobody, Colleague, Accepted, ByOwner),
    (ByNobody, Reader, Accepted, ByOwner),
    (ByNobody, AdminInside, Accepted, ByOwner),
    (ByNobody, Admin, Accepted, ByAdmin),
    (ByNobody, Stranger, NotFound, ByNobody),
    (ByOwner, Owner, Accepted, ByOwner),
    (ByOwner, Colleague, Accepted, ByOwner),
    (ByOwner, Reader, Accepted, ByOwner),
    (ByOwner, AdminInside, Accepted, ByOwner),
    (ByOwner, Admin, Accepted, ByAdmin),
    (ByOwner, Stranger, NotFound, ByOwner),
    (ByAdmin, Owner, Accepted, ByAdmin),
    (ByAdmin, Colleague, Accepted, ByAdmin),
    (ByAdmin, Reader, Accepted, ByAdmin),
    (ByAdmin, AdminInside, Accepted, ByAdmin),
    (ByAdmin, Admin, Accepted, ByAdmin),
    (ByAdmin, Stranger, NotFound, ByAdmin),
];

const UNLOCK: &[Row] = &[
    (ByNobody, Owner, Accepted, ByNobody),
    (ByNobody, Colleague, Accepted, ByNobody),
    (ByNobody, Reader, Accepted, ByNobody),
    (ByNobody, AdminInside, Accepted, ByNobody),
    (ByNobody, Admin, Accepted, ByNobody),
    (ByNobody, Stranger, NotFound, ByNobody),
    (ByOwner, Owner, Accepted, ByNobody),
    (ByOwner, Colleague, Accepted, ByNobody),
    (ByOwner, Reader, Accepted, ByNobody),
    (ByOwner, AdminInside, Accepted, ByNobody),
    (ByOwner, Admin, Accepted, ByNobody),
    (ByOwner, Stranger, NotFound, ByOwner),
    (ByAdmin, Owner, Forbidden, ByAdmin),
    (ByAdmin, Colleague, Forbidden, ByAdmin),
    (ByAdmin, Reader, Forbidden, ByAdmin),
    (ByAdmin, AdminInside, Accepted, ByNobody),
    (ByAdmin, Admin, Accepted, ByNobody),
    (ByAdmin, Stranger, NotFound, ByAdmin),
];

#[test]
fn lock_follows_its_table() {
    follows_its_table("lock", LOCK);
}

#[test]
fn unlock_follows_its_table() {
    follows_its_table("unlock", UNLOCK);
}

fn follows_its_table(action: &str, table: &[Row]) {
    let crew = Crew::start();
    for row in table {
        let (before, who, outcome, after) = *row;
        let Some(caller) = crew.client(who) else { continue };
        let id = boot(&crew.cloud, before);

        let response = caller.action(&id, &json!({ action: null }));

        assert_eq!(answer(&response), outcome.answer(&id), "{action} {row:?}");
        assert_eq!(held(&crew.cloud, &id), after, "{action} {row:?}");
    }
}

#[test]
fn a_lock_is_not_counted() {
    let cloud = support::start();
    let id = boot(&cloud, ByOwner);
    hold(&cloud, &id, ByOwner);
    hold(&cloud, &id, ByAdmin);

    let response = cloud.admin().action(&id, &json!({"unlock": null}));

    assert_eq!(answer(&response), accepted());
    assert_eq!(held(&cloud, &id), ByNobody);
}

#[test]
fn a_lock_is_that_of_one_server() {
    let cloud = support::start();
    let [id, neighbour] = [ByNobody; 2].map(|it| boot(&cloud, it));

    let response = cloud.owner().action(&id, &json!({"lock": null}));

    assert_eq!(answer(&response), accepted());
    assert_eq!(held(&cloud, &neighbour), ByNobody);
}

#[test]
fn an_accepted_lock_has_no_body_and_the_type_of_the_framework() {
    let cloud = support::start();
    let id = boot(&cloud, ByNobody);

    let response = cloud.owner().action(&id, &json!({"lock": null}));

    assert_eq!(answer(&response), accepted());
    assert_eq!(response.header("content-type"), Some("text/html; charset=UTF-8"));
    assert_eq!(response.header("content-length"), Some("0"));
}

#[test]
fn any_value_locks_and_unlocks() {
    let cloud = support::start();
    let id = boot(&cloud, ByNobody);
    let values = [
        json!(null),
        json!({}),
        json!([]),
        json!(""),
        json!("x"),
        json!(5),
        json!(true),
        json!(false),
        json!({"locked_reason": "moving house"}),
        json!({"locked_reason": ""}),
        json!({"locked_reason": "x".repeat(256)}),
        json!({"locked_reason": 5}),
        json!({"locked_by": "admin"}),
    ];
    for value in values {
        let locked = cloud.owner().action(&id, &json!({"lock": value}));
        assert_eq!(answer(&locked), accepted(), "{value}");
        assert_eq!(held(&cloud, &id), ByOwner, "{value}");

        let unlocked = cloud.owner().action(&id, &json!({"unlock": value}));
        assert_eq!(answer(&unlocked), accepted(), "{value}");
        assert_eq!(held(&cloud, &id), ByNobody, "{value}");
    }
    // Values that are valid JSON, and too large or too deep for most parsers.
    let nested = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for value in [nested.as_str(), r#""\ud800""#, "1e999"] {
        let body = format!(r#"{{"lock": {value}}}"#);
        let path = format!("servers/{id}/action");
        let call = cloud.owner().call("POST", &path).header("content-type", "application/json");
        call.body(body).send().assert_status(202);
        assert_eq!(held(&cloud, &id), ByOwner, "{value}");
        cloud.owner().action(&id, &json!({"unlock": null})).assert_status(202);
    }
}

#[test]
fn a_lock_changes_nothing_else_of_a_server() {
    let cloud = support::start();
    let id = boot(&cloud, ByNobody);
    let before = without_lock(cloud.admin().show(&id).at("/server"));

    let response = cloud.owner().action(&id, &json!({"lock": null}));

    assert_eq!(answer(&response), accepted());
    assert_eq!(without_lock(cloud.admin().show(&id).at("/server")), before);
}

/// A server without the keys that a lock changes.
fn without_lock(mut server: Value) -> Value {
    let members = server.as_object_mut().expect("a server is an object");
    members.retain(|key, _| ![LOCKED, LOCKED_BY, "updated"].contains(&&**key));
    server
}

#[test]
fn updated_moves_only_when_a_lock_really_changes() {
    let Some(cloud) = support::start_seeded(CREW) else { return };
    let untouched = "2014-10-16T12:00:00Z";
    for (before, who, action, moves) in [
        (ByNobody, Owner, "lock", true),
        (ByNobody, Owner, "unlock", false),
        (ByNobody, Admin, "lock", true),
        (ByNobody, Admin, "unlock", false),
        (ByNobody, Stranger, "lock", false),
        (ByOwner, Owner, "lock", false),
        (ByOwner, Owner, "unlock", true),
        (ByOwner, Admin, "lock", true),
        (ByOwner, Admin, "unlock", true),
        (ByAdmin, Owner, "lock", false),
        (ByAdmin, Owner, "unlock", false),
        (ByAdmin, Admin, "lock", false),
        (ByAdmin, Admin, "unlock", true),
    ] {
        let row = format!("{before:?} {who:?} {action}");
        cloud.admin().call("POST", "/ferronova/reset").send().assert_status(204);
        let id = format!("5e000000-0000-4000-8000-00000000000{}", before as u8);
        assert_eq!(held(&cloud, &id), before, "{row}");
        assert_eq!(cloud.owner().show(&id).at("/server/updated"), untouched, "{row}");
        let caller = match who {
            Owner => cloud.owner(),
            Admin => cloud.admin(),
            _ => cloud.other(),
        };

        let _ = caller.action(&id, &json!({ action: null }));

        let updated = cloud.owner().show(&id).at("/server/updated");
        assert_eq!(updated != untouched, moves, "{row}: {updated}");
    }
}

#[test]
fn a_server_that_is_not_there_can_not_be_locked_or_unlocked() {
    let cloud = support::start();
    let deleted = cloud.owner().boot("web");
    cloud.owner().delete(&format!("servers/{deleted}")).assert_status(204);
    cloud.owner().wait_until_gone(&deleted);
    for id in [&deleted, "c0ffee00-0000-4000-8000-000000000000", "2147483647", "web"] {
        for action in ["lock", "unlock"] {
            for caller in [cloud.owner(), cloud.admin()] {
                let response = caller.action(id, &json!({ action: null }));

                assert_eq!(answer(&response), not_found(id), "{action} {id}");
            }
        }
    }
}

#[test]
fn nobody_locks_without_a_token() {
    let cloud = support::start();
    let id = boot(&cloud, ByNobody);

    let response = cloud.nobody().action(&id, &json!({"lock": null}));

    assert_eq!((response.status(), response.text()), (401, "Authentication required"));
    assert_eq!(held(&cloud, &id), ByNobody);
}
