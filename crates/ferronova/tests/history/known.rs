//! Histories that are known to be possible or impossible.

use crate::{
    history::{Call, History, Version},
    model::{Action, Answer, Extent, Filter, Holder, Life, Operation, Server, Who},
};

use Answer::{Done, Forbidden, Missing, Named, Refused, Shown};
use Operation::{Delete, Lock, Rename, Show, Stop, Unlock};
use Who::{AdminElsewhere, AdminOfProject, Owner, Stranger};

/// Returns a history of the creation of a server, and these calls, each with its beginning and end.
/// The call at index n has the request id `n + 1`.
fn history(calls: &[((u64, u64), Who, Operation, Answer)]) -> History {
    let create = ((1, 2), Owner, Operation::Create("web".to_owned()), Done);
    let calls = std::iter::once(&create).chain(calls).enumerate().map(|(n, it)| {
        let ((begun, ended), who, operation, answer) = it.clone();
        let version = if n % 2 == 0 { Version::V2 } else { Version::V3 };
        let request_id = n.to_string();
        Call { begun, ended, version, who, operation, answer, request_id }
    });
    History { server: "web".to_owned(), calls: calls.collect(), kept_actions: 3 }
}

fn web(locked_by: Option<Holder>) -> Answer {
    Shown(Server { locked_by, ..Server::new("web") })
}

fn locked(list: Extent) -> Operation {
    Operation::List(Filter::Locked, list)
}

/// Returns an answer with instance actions, newest first, each with its request id.
fn actions(actions: &[(&str, usize)]) -> Answer {
    let action = |(action, request_id): &(&str, usize)| Action {
        action: (*action).to_owned(),
        request_id: request_id.to_string(),
    };
    Answer::Actions(actions.iter().map(action).collect())
}

#[track_caller]
fn assert_possible(calls: &[((u64, u64), Who, Operation, Answer)]) {
    if let Err(explanation) = history(calls).check() {
        panic!("{explanation}");
    }
}

/// Fails unless the history is impossible and the explanation contains all texts in `told`.
#[track_caller]
fn assert_impossible(calls: &[((u64, u64), Who, Operation, Answer)], told: &[&str]) {
    let explanation = history(calls).check().expect_err("an impossible history was accepted");
    for it in told {
        assert!(explanation.contains(it), "`{it}` is not in: {explanation}");
    }
}

#[test]
fn calls_one_by_one_are_answered_by_the_rules_of_the_lock() {
    assert_possible(&[
        ((3, 4), Owner, Lock, Done),
        ((5, 6), Owner, Stop, Refused),
        ((7, 8), AdminElsewhere, Lock, Done),
        ((9, 10), Owner, Show, web(Some(Holder::Admin))),
        ((11, 12), Owner, Unlock, Forbidden),
        ((13, 14), Owner, Rename("db".to_owned()), Done),
        ((15, 16), Owner, locked(Extent::Names), Named("db".to_owned())),
        ((17, 18), AdminOfProject, Unlock, Done),
        ((19, 20), Owner, locked(Extent::Details), Missing),
        ((21, 22), Owner, Delete, Done),
        ((23, 24), AdminElsewhere, Lock, Missing),
    ]);
}

#[test]
fn calls_at_the_same_time_may_take_effect_in_any_order() {
    for seen in [None, Some(Holder::Admin)] {
        assert_possible(&[
            ((3, 6), AdminElsewhere, Lock, Done),
            ((4, 5), AdminOfProject, Unlock, Done),
            ((7, 8), Owner, Show, web(seen)),
        ]);
    }
}

#[test]
fn a_change_may_be_seen_before_it_is_answered() {
    assert_possible(&[
        ((3, 6), Owner, Lock, Done),
        ((4, 5), Owner, Show, web(Some(Holder::Owner))),
    ]);
}

#[test]
fn a_stale_read_after_an_acknowledged_change_is_found_out() {
    assert_impossible(
        &[
            ((3, 4), Owner, Lock, Done),
            ((5, 8), AdminElsewhere, locked(Extent::Names), Named("web".to_owned())),
            ((6, 7), Owner, Show, web(None)),
        ],
        &["#3 [6, 7]", "could only be\n  Server { name: \"web\", locked_by: Some(Owner)"],
    );
}

#[test]
fn the_explanation_tells_only_what_matters() {
    let explanation = history(&[
        ((3, 4), Owner, Lock, Done),
        ((5, 20), Owner, Show, web(Some(Holder::Owner))),
        ((6, 19), Stranger, Show, Missing),
        ((7, 18), AdminElsewhere, Rename("db".to_owned()), Done),
        ((8, 9), Owner, Show, web(None)),
    ])
    .check()
    .expect_err("it is impossible");

    assert_eq!(
        explanation,
        "no order of the calls explains this answer about server web:\n  \
         #5 [8, 9] V3 Owner Show -> Shown(Server { name: \"web\", locked_by: None, life: Active })\n\
         when it was asked for, the server could only be\n  \
         Server { name: \"web\", locked_by: Some(Owner), life: Active }\n\
         the last changes that were answered by then\n  \
         #0 [1, 2] V2 Owner Create(\"web\") -> Done\n  \
         #1 [3, 4] V3 Owner Lock -> Done\n\
         what else was in flight before it was answered\n  \
         #4 [7, 18] V2 AdminElsewhere Rename(\"db\") -> Done\n"
    );
}

#[test]
fn a_list_that_lacks_a_server_is_found_out() {
    let list = Operation::List(Filter::All, Extent::Names);
    assert_impossible(&[((3, 4), Owner, list, Missing)], &["#1 [3, 4]"]);
}

#[test]
fn a_lost_lock_is_found_out() {
    assert_impossible(
        &[
            ((3, 6), AdminElsewhere, Lock, Done),
            ((4, 5), Owner, Rename("db".to_owned()), Done),
            ((7, 8), Owner, Show, Shown(Server::new("db"))),
        ],
        &["#3 [7, 8]", "#1 [3, 6] V3 AdminElsewhere Lock -> Done"],
    );
}

#[test]
fn two_owners_who_both_pass_the_lock_of_an_administrator_are_found_out() {
    assert_impossible(
        &[
            ((3, 4), AdminElsewhere, Lock, Done),
            ((5, 8), Owner, Unlock, Done),
            ((6, 7), Owner, Stop, Done),
        ],
        &["locked_by: Some(Admin)", "Owner Stop -> Done"],
    );
}

#[test]
fn a_value_that_was_never_written_is_found_out() {
    assert_impossible(
        &[
            ((3, 6), Owner, Rename("db".to_owned()), Done),
            ((4, 5), Owner, Show, { Shown(Server::new("other")) }),
        ],
        &["#2 [4, 5]", "Rename(\"db\")"],
    );
}

#[test]
fn an_order_that_contradicts_time_is_found_out() {
    assert_impossible(
        &[
            ((3, 4), Owner, Lock, Done),
            ((5, 6), Owner, Unlock, Done),
            ((7, 10), AdminElsewhere, Show, web(None)),
            ((8, 9), Owner, Show, web(Some(Holder::Owner))),
        ],
        &["#4 [8, 9]"],
    );
}

#[test]
fn two_reads_that_see_a_change_come_and_go_are_found_out() {
    assert_impossible(
        &[
            ((3, 8), Owner, Lock, Done),
            ((4, 5), Owner, Show, web(Some(Holder::Owner))),
            ((6, 7), AdminElsewhere, Show, web(None)),
        ],
        &["#3 [6, 7]", "#1 [3, 8]"],
    );
}

#[test]
fn instance_actions_fix_the_order_of_changes() {
    let changes = [((3, 6), AdminElsewhere, Lock, Done), ((4, 5), Owner, Unlock, Done)];
    let listed = actions(&[("lock", 1), ("unlock", 2), ("create", 0)]);
    let list = ((7, 8), Owner, Operation::Actions, listed);
    let locked = ((9, 10), Owner, Show, web(Some(Holder::Admin)));
    let unlocked = ((9, 10), Owner, Show, web(None));
    let [lock, unlock] = changes;

    assert_possible(&[lock.clone(), unlock.clone(), list.clone(), locked]);
    assert_impossible(&[lock, unlock, list, unlocked], &["#4 [9, 10]"]);
}

#[test]
fn instance_actions_that_lack_a_change_or_have_one_too_many_are_found_out() {
    let lock = ((3, 4), Owner, Lock, Done);
    let again = ((5, 6), Owner, Lock, Done);
    let list = |shown: &[(&str, usize)]| ((7, 8), Owner, Operation::Actions, actions(shown));

    assert_possible(&[lock.clone(), again.clone(), list(&[("lock", 1), ("create", 0)])]);
    for wrong in [
        // The lock is missing.
        &[("create", 0)][..],
        // Contains the second lock, which changed nothing.
        &[("lock", 2), ("lock", 1), ("create", 0)],
        // Contains an action with a different name than the call's.
        &[("unlock", 1), ("create", 0)],
        // Contains an action of an unknown request.
        &[("lock", 7), ("create", 0)],
        // The creation is missing, although fewer actions than the maximum followed it.
        &[("lock", 1)],
        // The wrong order.
        &[("create", 0), ("lock", 1)],
    ] {
        assert_impossible(&[lock.clone(), again.clone(), list(wrong)], &[]);
    }
}

#[test]
fn instance_actions_that_show_the_end_of_a_server_are_found_out() {
    let delete = ((3, 8), Owner, Delete, Done);
    let list = |shown: &[(&str, usize)]| ((4, 7), Owner, Operation::Actions, actions(shown));

    assert_possible(&[delete.clone(), list(&[("create", 0)])]);
    assert_impossible(
        &[delete, list(&[("delete", 1), ("create", 0)])],
        &["2 actions, the newest of them delete, create", "Owner Delete -> Done"],
    );
}

#[test]
fn only_so_many_instance_actions_are_kept() {
    let [unlock, lock] = [Unlock, Lock].map(|it| ((0, 0), Owner, it, Done));
    let calls = [lock, unlock.clone(), unlock].into_iter().zip([3, 5, 7]);
    let mut calls: Vec<_> =
        calls.map(|((_, who, it, answer), at)| ((at, at + 1), who, it, answer)).collect();

    let kept = actions(&[("unlock", 3), ("unlock", 2), ("lock", 1)]);
    calls.push(((9, 10), Owner, Operation::Actions, kept));
    assert_possible(&calls);
    calls.pop();
    let too_many = actions(&[("unlock", 3), ("unlock", 2), ("lock", 1), ("create", 0)]);
    calls.push(((9, 10), Owner, Operation::Actions, too_many));
    assert_impossible(&calls, &[]);
}

#[test]
fn lists_of_instance_actions_that_contradict_each_other_are_found_out() {
    let list = |at, shown: &[(&str, usize)]| ((at, 20), Owner, Operation::Actions, actions(shown));
    assert_impossible(
        &[
            ((3, 18), AdminElsewhere, Lock, Done),
            ((4, 19), AdminElsewhere, Unlock, Done),
            ((5, 21), Owner, Operation::Actions, actions(&[("lock", 1), ("create", 0)])),
            list(6, &[("lock", 1), ("unlock", 2), ("create", 0)]),
        ],
        &["call 4 is shown the action of call 1 right behind that of call 2"],
    );
}

#[test]
fn life_is_part_of_what_is_seen() {
    let stopped = Shown(Server { life: Life::Stopped, ..Server::new("web") });
    assert_possible(&[((3, 4), Owner, Stop, Done), ((5, 6), Owner, Show, stopped.clone())]);
    assert_impossible(&[((3, 4), Owner, Stop, Refused), ((5, 6), Owner, Show, stopped)], &[]);
}
