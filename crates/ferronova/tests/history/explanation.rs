//! Explains an impossible history: prints the impossible answer, and as little else as one needs to
//! see why.

use std::{collections::HashSet, fmt::Write as _};

use crate::{
    history::{Call, Event, History, Number},
    model::Answer,
    order::{Newest, Order},
    search::Search,
};

/// Maximum number of earlier changes, possible states and instance actions to print.
const MOST: usize = 4;

/// Explains why the last of these events is impossible. All earlier events are possible.
pub(crate) fn of(history: &History, order: &Order, events: &[Event]) -> String {
    let Some(Event::Ended(wrong)) = events.last().copied() else {
        unreachable!("a beginning is always possible");
    };
    let asked = events.iter().position(|it| *it == Event::Begun(wrong)).expect("it began");
    let (before, meanwhile) = events.split_at(asked);
    let mut search = Search::new(history, order);
    for event in before {
        search.pass(*event);
    }
    let left_out = left_out(&search, meanwhile);

    let mut text = format!(
        "no order of the calls explains this answer about server {}:\n{}",
        history.server,
        line(history, wrong)
    );
    text.push_str("when it was asked for, the server could only be\n");
    for state in search.states().into_iter().take(MOST) {
        let newest = match state.newest {
            Newest::Nothing | Newest::Unlisted => String::new(),
            Newest::Of(number) => format!(", its newest action that of #{number}"),
        };
        match &state.server {
            Some(server) => writeln!(text, "  {server:?}{newest}"),
            None => writeln!(text, "  not there"),
        }
        .expect("it is a text");
    }
    let changes = before.iter().rev().filter_map(|it| match it {
        Event::Ended(number) if !search.changes_nothing(*number) => Some(*number),
        Event::Ended(_) | Event::Begun(_) => None,
    });
    tell(&mut text, "the last changes that were answered by then", history, changes.take(MOST));
    let begun = meanwhile.iter().filter_map(|it| match it {
        Event::Begun(number) => Some(*number),
        Event::Ended(_) => None,
    });
    let others = search.in_flight().chain(begun);
    let others = others.filter(|it| *it != wrong && !left_out.contains(it));
    tell(&mut text, "what else was in flight before it was answered", history, others);
    text
}

/// Returns the reads without which the contradiction remains.
fn left_out(search: &Search<'_>, meanwhile: &[Event]) -> HashSet<Number> {
    let Some(Event::Ended(wrong)) = meanwhile.last() else {
        return HashSet::new();
    };
    let begun = meanwhile.iter().filter_map(|it| match it {
        Event::Begun(number) => Some(*number),
        Event::Ended(_) => None,
    });
    let others = search.in_flight().chain(begun).filter(|it| it != wrong);
    let reads: Vec<Number> = others.filter(|it| search.changes_nothing(*it)).collect();
    let mut left_out = HashSet::new();
    let mut search = search.clone();
    for read in reads {
        let mut without = search.clone();
        without.leave_out(read);
        if !is_possible(without.clone(), meanwhile) {
            search = without;
            left_out.insert(read);
        }
    }
    left_out
}

/// Whether a search can pass all these events.
fn is_possible(mut search: Search<'_>, events: &[Event]) -> bool {
    events.iter().all(|it| search.pass(*it))
}

fn tell(text: &mut String, what: &str, history: &History, calls: impl Iterator<Item = Number>) {
    let mut calls: Vec<Number> = calls.collect();
    if calls.is_empty() {
        return;
    }
    calls.sort_by_key(|it| history.calls[*it].begun);
    writeln!(text, "{what}").expect("it is a text");
    for call in calls {
        text.push_str(&line(history, call));
    }
}

fn line(history: &History, number: Number) -> String {
    let Call { begun, ended, version, who, operation, answer, .. } = &history.calls[number];
    let answer = match answer {
        Answer::Actions(actions) => {
            let newest = actions.iter().take(MOST).map(|it| it.action.as_str());
            let newest: Vec<&str> = newest.collect();
            format!("{} actions, the newest of them {}", actions.len(), newest.join(", "))
        }
        other => format!("{other:?}"),
    };
    format!("  #{number} [{begun}, {ended}] {version:?} {who:?} {operation:?} -> {answer}\n")
}
