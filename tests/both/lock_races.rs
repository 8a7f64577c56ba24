//! A lock and another call at the same time: one takes effect first, and the other sees its effect.

use std::thread;

use ferronova_testkit::Client;
use serde_json::{Value, json};

use crate::support::{
    self, Answer,
    Held::{ByAdmin, ByNobody, ByOwner},
    accepted, answer, boot, forbidden, held, locked,
};

const ROUNDS: usize = 20;

/// Sends two actions at once, by different callers.
fn at_once(id: &str, first: (&Client, Value), second: (&Client, Value)) -> [Answer; 2] {
    thread::scope(|scope| {
        let calls = [first, second]
            .map(|(caller, body)| scope.spawn(move || answer(&caller.action(id, &body))));
        calls.map(|it| it.join().expect("the call was answered"))
    })
}

#[test]
fn a_change_is_refused_or_was_made_before_the_lock() {
    let cloud = support::start();
    for _ in 0..ROUNDS {
        let id = boot(&cloud, ByNobody);

        let lock = (cloud.admin(), json!({"lock": null}));
        let stop = (cloud.owner(), json!({"os-stop": null}));
        let [lock, stop] = at_once(&id, lock, stop);

        assert_eq!(lock, accepted());
        assert_eq!(held(&cloud, &id), ByAdmin);
        if stop == accepted() {
            cloud.owner().wait_for(&id, "SHUTOFF");
        } else {
            assert_eq!(stop, locked(&id));
            assert_eq!(cloud.owner().show(&id).at("/server/status"), "ACTIVE");
        }
    }
}

#[test]
fn of_two_locks_at_once_that_of_the_administrator_remains() {
    let cloud = support::start();
    for _ in 0..ROUNDS {
        let id = boot(&cloud, ByNobody);

        let lock = || json!({"lock": null});
        let answers = at_once(&id, (cloud.owner(), lock()), (cloud.admin(), lock()));

        assert_eq!(answers, [accepted(), accepted()]);
        assert_eq!(held(&cloud, &id), ByAdmin);
    }
}

#[test]
fn an_unlock_of_the_owner_is_refused_or_was_done_before_the_lock_of_an_administrator() {
    let cloud = support::start();
    for _ in 0..ROUNDS {
        let id = boot(&cloud, ByOwner);

        let unlock = (cloud.owner(), json!({"unlock": null}));
        let lock = (cloud.admin(), json!({"lock": null}));
        let [unlock, lock] = at_once(&id, unlock, lock);

        assert_eq!(lock, accepted());
        assert_eq!(held(&cloud, &id), ByAdmin);
        assert!(unlock == accepted() || unlock == forbidden("compute:unlock_override"));
    }
}
