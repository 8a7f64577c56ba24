//! Random histories.

use fastrand::Rng;

use crate::{
    brute_force::{self, Recorded},
    history::{Call, History, Version},
    model::{Action, Answer, Extent, Filter, Holder, Life, Operation, Server, Who},
};

const WHO: &[Who] =
    &[Who::Owner, Who::Owner, Who::AdminElsewhere, Who::AdminOfProject, Who::Stranger];

const FILTERS: &[Filter] = &[
    Filter::All,
    Filter::Locked,
    Filter::Unlocked,
    Filter::LockedByOwner,
    Filter::LockedByAdmin,
    Filter::Active,
    Filter::Stopped,
];

/// Maximum instance actions that a server keeps; small, so that histories reach it.
const KEPT_ACTIONS: usize = 3;

#[test]
fn whatever_was_answered_by_the_rules_is_accepted() {
    for seed in 0..200 {
        let mut random = Rng::with_seed(seed);
        let history = executed(&mut random, 150, 12);

        if let Err(explanation) = history.check() {
            panic!("seed {seed}: {explanation}");
        }
    }
}

#[test]
fn a_history_is_accepted_if_some_order_explains_it_and_rejected_if_none_does() {
    let [mut accepted, mut rejected] = [0, 0];
    for seed in 0..20_000 {
        let mut random = Rng::with_seed(seed);
        let n_calls = random.usize(2..8);
        let mut history = executed(&mut random, n_calls, 5);
        if random.u8(..4) > 0 {
            let changed = random.usize(..history.calls.len());
            history.calls[changed].answer = other_answer(&mut random, &history, changed);
        }

        let is_accepted = history.check().is_ok();

        assert_eq!(is_accepted, brute_force::is_possible(&history), "seed {seed}: {history:#?}");
        *(if is_accepted { &mut accepted } else { &mut rejected }) += 1;
    }
    assert!(accepted > 5000 && rejected > 5000, "{accepted} accepted, {rejected} rejected");
}

/// Generates a history of calls that took effect in the order of their numbers, with about
/// `in_flight` at the same time.
fn executed(random: &mut Rng, n_calls: usize, in_flight: u64) -> History {
    let mut recorded = Recorded::default();
    let mut calls = Vec::new();
    let mut moments = Vec::new();
    for number in 0..n_calls {
        // Adding the number makes every moment distinct.
        let moment = u64::try_from(number).expect("there are few");
        let effect = (moment + in_flight) * 1000;
        let begun = effect - random.u64(1..=in_flight * 500);
        let ended = effect + random.u64(1..=in_flight * 500);
        moments.extend([(begun, number, true), (ended, number, false)]);
        let (who, operation) = match number {
            0 => (Who::Owner, Operation::Create("first".to_owned())),
            _ => (*one_of(random, WHO), operation(random, number)),
        };
        let version = if random.bool() { Version::V2 } else { Version::V3 };
        let (answer, request_id) = (Answer::Done, format!("req-{number}"));
        let mut call = Call { begun: 0, ended: 0, version, who, operation, answer, request_id };
        call.answer = recorded.call(&call, KEPT_ACTIONS);
        calls.push(call);
    }
    moments.sort_unstable();
    for (at, (_, number, begins)) in (1..).zip(moments) {
        let call: &mut Call = &mut calls[number];
        *(if begins { &mut call.begun } else { &mut call.ended }) = at;
    }
    History { server: "web".to_owned(), calls, kept_actions: KEPT_ACTIONS }
}

fn operation(random: &mut Rng, number: usize) -> Operation {
    match random.u8(..20) {
        0..3 => Operation::Show,
        3..6 => {
            let extent = if random.bool() { Extent::Names } else { Extent::Details };
            Operation::List(*one_of(random, FILTERS), extent)
        }
        6..8 => Operation::Actions,
        8..10 => Operation::Rename(format!("name-{number}")),
        10..13 => Operation::Lock,
        13..16 => Operation::Unlock,
        16 => Operation::Stop,
        17 => Operation::Start,
        18 => Operation::Reboot,
        _ if random.bool() => Operation::Delete,
        _ => Operation::Lock,
    }
}

/// Returns a different answer, of a kind that fits the call.
fn other_answer(random: &mut Rng, history: &History, number: usize) -> Answer {
    let call = &history.calls[number];
    let answers: Vec<Answer> = match &call.operation {
        Operation::Create(_) | Operation::Rename(_) | Operation::Lock => {
            vec![Answer::Done, Answer::Missing]
        }
        Operation::Unlock => vec![Answer::Done, Answer::Missing, Answer::Forbidden],
        Operation::Stop | Operation::Start | Operation::Reboot | Operation::Delete => {
            vec![Answer::Done, Answer::Missing, Answer::Refused]
        }
        Operation::Show | Operation::List(_, Extent::Details) => {
            let servers = servers(history).into_iter().map(Answer::Shown);
            servers.chain([Answer::Missing]).collect()
        }
        Operation::List(_, Extent::Names) => {
            let names = servers(history).into_iter().map(|it| Answer::Named(it.name));
            names.chain([Answer::Missing]).collect()
        }
        Operation::Actions => vec![Answer::Missing, other_actions(random, history)],
    };
    one_of(random, &answers).clone()
}

/// Returns every state that a caller could have seen, and an impossible one.
fn servers(history: &History) -> Vec<Server> {
    let names = history.calls.iter().filter_map(|it| {
        if let Operation::Create(name) | Operation::Rename(name) = &it.operation {
            Some(name.as_str())
        } else {
            None
        }
    });
    let mut servers = Vec::new();
    for name in names.chain(["never"]) {
        for locked_by in [None, Some(Holder::Owner), Some(Holder::Admin)] {
            for life in [Life::Active, Life::Stopped] {
                servers.push(Server { name: name.to_owned(), locked_by, life });
            }
        }
    }
    servers
}

/// Returns random actions in random order.
fn other_actions(random: &mut Rng, history: &History) -> Answer {
    let recorded = history.calls.iter().filter_map(|it| {
        let action = it.operation.action()?.to_owned();
        Some(Action { action, request_id: it.request_id.clone() })
    });
    let mut actions: Vec<Action> = recorded.collect();
    if random.bool() {
        random.shuffle(&mut actions);
    } else {
        actions.reverse();
    }
    actions.truncate(random.usize(..KEPT_ACTIONS + 2));
    Answer::Actions(actions)
}

fn one_of<'a, T>(random: &mut Rng, these: &'a [T]) -> &'a T {
    &these[random.usize(..these.len())]
}
