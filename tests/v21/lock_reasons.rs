//! The reason of a lock: which call sets it, and which call leaves it.

use ferronova_testkit::{Options, Version};
use serde_json::{Value, json};

use crate::{
    lock_support::{
        Held::{ByAdmin, ByNobody, ByOwner},
        assert_shown, boot_held,
    },
    support::{
        Crew,
        Who::{self, Admin, AdminInside, Colleague, Owner},
        accepted, answer, at, boot, on_v2, start, start_with,
    },
};

/// The body of a lock, with a reason if there is one.
fn lock(reason: Option<&str>) -> Value {
    json!({"lock": reason.map(|it| json!({"locked_reason": it}))})
}

#[test]
fn who_locks_again_replaces_the_reason_or_not() {
    let crew = Crew::start();
    let first = Some("first");
    let second = Some("second");
    for (locker, first, again, second, holder, reason) in [
        (Owner, first, Owner, second, ByOwner, "first"),
        (Owner, first, Owner, None, ByOwner, "first"),
        (Owner, None, Owner, second, ByOwner, ""),
        (Owner, first, Colleague, second, ByOwner, "first"),
        (Owner, first, AdminInside, second, ByOwner, "first"),
        (AdminInside, first, Admin, second, ByAdmin, "second"),
        (Owner, first, Admin, second, ByAdmin, "second"),
        (Owner, first, Admin, None, ByAdmin, "first"),
        (Owner, None, Admin, second, ByAdmin, "second"),
        (Owner, None, Admin, None, ByAdmin, ""),
        (Admin, first, Owner, second, ByAdmin, "first"),
        (Admin, None, Owner, second, ByAdmin, ""),
        (Admin, first, AdminInside, second, ByAdmin, "first"),
        (Admin, first, Admin, second, ByAdmin, "second"),
        (Admin, first, Admin, None, ByAdmin, "first"),
        (Admin, None, Admin, second, ByAdmin, "second"),
    ] {
        for minor in [73, 104] {
            let call = |who: Who, reason, id: &str| {
                let caller = crew.client(who, minor)?;
                Some(answer(&caller.action(id, &lock(reason))))
            };
            let id = boot(crew.cloud.owner(), "web");
            let Some(locked) = call(locker, first, &id) else { continue };
            assert_eq!(locked, accepted());

            let Some(locked) = call(again, second, &id) else { continue };

            assert_eq!(locked, accepted(), "{locker:?} {first:?} {again:?} {second:?}");
            let reason = if reason.is_empty() { Value::Null } else { json!(reason) };
            assert_shown(&crew.cloud, &id, holder, &reason);
        }
    }
}

#[test]
fn a_reason_below_2_73_is_dropped() {
    let cloud = start();
    for minor in [1, 9, 72] {
        let id = boot(cloud.owner(), "web");

        let response = at(cloud.owner(), minor).action(&id, &lock(Some("moving house")));

        assert_eq!(answer(&response), accepted(), "2.{minor}");
        assert_shown(&cloud, &id, ByOwner, &Value::Null);
    }
}

#[test]
fn a_lock_below_2_73_leaves_the_reason_that_is_there() {
    let cloud = start();
    for minor in [1, 9, 72] {
        let id = boot(cloud.owner(), "web");
        cloud.owner().action(&id, &lock(Some("moving house"))).assert_status(202);

        let response = at(cloud.admin(), minor).action(&id, &lock(Some("mine now")));

        assert_eq!(answer(&response), accepted(), "2.{minor}");
        assert_shown(&cloud, &id, ByAdmin, &json!("moving house"));
    }
}

#[test]
fn an_unlock_removes_the_reason() {
    let cloud = start();
    for minor in [1, 9, 73, 104] {
        let id = boot(cloud.owner(), "web");
        cloud.owner().action(&id, &lock(Some("moving house"))).assert_status(202);

        let response = at(cloud.owner(), minor).action(&id, &json!({"unlock": null}));

        assert_eq!(answer(&response), accepted(), "2.{minor}");
        assert_shown(&cloud, &id, ByNobody, &Value::Null);
        cloud.owner().action(&id, &lock(None)).assert_status(202);
        assert_shown(&cloud, &id, ByOwner, &Value::Null);
    }
}

#[test]
fn an_unlock_that_is_refused_leaves_the_reason() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    cloud.admin().action(&id, &lock(Some("unpaid"))).assert_status(202);

    cloud.owner().action(&id, &json!({"unlock": null})).assert_status(403);

    assert_shown(&cloud, &id, ByAdmin, &json!("unpaid"));
}

#[test]
fn detail_and_put_have_the_lock_as_show_has_it() {
    let cloud = start();
    let id = boot_held(&cloud, ByNobody);
    cloud.owner().action(&id, &lock(Some("moving house"))).assert_status(202);
    for (minor, flag, reason) in [
        (8, None, None),
        (9, Some(true), None),
        (72, Some(true), None),
        (73, Some(true), Some("moving house")),
        (104, Some(true), Some("moving house")),
    ] {
        let owner = at(cloud.owner(), minor);
        let listed = owner.get("servers/detail").expect(200).at("/servers");
        let mut listed = listed.as_array().into_iter().flatten();
        let listed = listed.find(|it| it["id"] == id).expect("the server is listed").clone();
        let updated = owner.put(&format!("servers/{id}"), &json!({"server": {"name": "db"}}));
        let brief = owner.get("servers").expect(200);
        for seen in [listed, updated.expect(200).at("/server")] {
            assert_eq!(seen.get("locked"), flag.map(Value::from).as_ref(), "2.{minor}");
            assert_eq!(seen.get("locked_reason"), reason.map(Value::from).as_ref(), "2.{minor}");
        }
        assert!(!brief.text().contains("locked"), "{}", brief.text());
    }
}

#[test]
fn a_lock_of_v2_is_seen_here_with_its_reason_alone_from_here() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");

    on_v2(cloud.owner()).action(&id, &json!({"lock": null})).assert_status(202);

    assert_shown(&cloud, &id, ByOwner, &Value::Null);
    on_v2(cloud.owner()).action(&id, &json!({"unlock": null})).assert_status(202);
    assert_shown(&cloud, &id, ByNobody, &Value::Null);
}

#[test]
fn what_v2_locks_over_a_lock_with_a_reason_keeps_it_and_what_it_unlocks_loses_it() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    cloud.owner().action(&id, &lock(Some("moving house"))).assert_status(202);

    on_v2(cloud.admin()).action(&id, &json!({"lock": null})).assert_status(202);

    assert_shown(&cloud, &id, ByAdmin, &json!("moving house"));
    on_v2(cloud.admin()).action(&id, &json!({"unlock": null})).assert_status(202);
    assert_shown(&cloud, &id, ByNobody, &Value::Null);
}

#[test]
fn a_reason_given_to_v2_or_v3_is_shown_here_if_it_would_be_taken_here() {
    let Some(cloud) = start_with(&Options::default()) else { return };
    let long = "x".repeat(256);
    for version in [Version::V2, Version::V3] {
        for (value, shown) in [
            (json!({"locked_reason": "moving house"}), json!("moving house")),
            (json!({"locked_reason": ""}), Value::Null),
            (json!({"locked_reason": long}), Value::Null),
            (json!({"locked_reason": 5}), Value::Null),
        ] {
            let id = boot(cloud.owner(), "web");

            let response = cloud.owner().speaking(version).action(&id, &json!({"lock": value}));

            assert_eq!(answer(&response), accepted(), "{version:?} {value}");
            assert_shown(&cloud, &id, ByOwner, &shown);
        }
    }
}
