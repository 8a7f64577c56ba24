//! The history of calls to one server, and whether their outcomes are consistent.
//!
//! Outcomes are consistent if each call took effect at one moment between its beginning and its
//! response, in an order that explains every response. A call without a response may have taken
//! effect at any moment after its beginning, or never. A state that a caller has seen can't be
//! undone: the state after a crash must follow from it.

use std::{collections::HashSet, fmt::Write as _};

use crate::model::{Operation, Outcome, Pace, Server, Who};

/// The calls to one server, beginning at a moment without calls.
#[derive(Debug)]
pub(crate) struct History {
    pace: Pace,
    beginning: Server,
    calls: Vec<Call>,
    events: Vec<Event>,
}

/// The number of a call within its history.
pub(crate) type Number = usize;

#[derive(Debug)]
struct Call {
    who: Who,
    operation: Operation,
    /// `None` if there was no response.
    outcome: Option<Outcome>,
}

#[derive(Clone, Copy, Debug)]
enum Event {
    Begun(Number),
    Answered(Number),
}

/// A possible state of the server, and the calls in flight that have taken effect in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Possibility {
    server: Server,
    done: Vec<Number>,
}

impl History {
    /// Returns a history that begins with this state.
    pub(crate) fn of(beginning: Server, pace: Pace) -> Self {
        Self { pace, beginning, calls: Vec::new(), events: Vec::new() }
    }

    /// Records the beginning of a call.
    pub(crate) fn begin(&mut self, who: Who, operation: Operation) -> Number {
        let number = self.calls.len();
        self.calls.push(Call { who, operation, outcome: None });
        self.events.push(Event::Begun(number));
        number
    }

    /// Records the outcome of a call.
    pub(crate) fn end(&mut self, number: Number, outcome: Outcome) {
        self.calls[number].outcome = Some(outcome);
        self.events.push(Event::Answered(number));
    }

    /// Records the outcome of a read at a moment without other calls.
    pub(crate) fn see(&mut self, outcome: Outcome) {
        let number = self.begin(Who::Admin, Operation::Show);
        self.end(number, outcome);
    }

    /// Returns the numbers of calls with and without a response.
    pub(crate) fn count(&self) -> (usize, usize) {
        let answered = self.calls.iter().filter(|it| it.outcome.is_some()).count();
        (answered, self.calls.len() - answered)
    }

    /// Fails and prints the history if no order of the calls explains the responses.
    #[track_caller]
    pub(crate) fn check(&self) {
        let mut possible =
            HashSet::from([Possibility { server: self.beginning.clone(), done: Vec::new() }]);
        let mut in_flight: Vec<Number> = Vec::new();
        for (at, event) in self.events.iter().enumerate() {
            match event {
                Event::Begun(number) => in_flight.push(*number),
                Event::Answered(number) => {
                    let reached = self.reach(&possible, &in_flight);
                    let explained: HashSet<Possibility> =
                        reached.into_iter().filter_map(|it| it.without(*number)).collect();
                    assert!(!explained.is_empty(), "{}", self.describe(at, &possible));
                    possible = explained;
                    in_flight.retain(|it| it != number);
                }
            }
        }
    }

    /// Returns all possibilities that follow from `possible` by some of the calls in flight.
    fn reach(&self, possible: &HashSet<Possibility>, in_flight: &[Number]) -> HashSet<Possibility> {
        let mut reached = possible.clone();
        let mut new: Vec<Possibility> = possible.iter().cloned().collect();
        while let Some(it) = new.pop() {
            let later =
                it.server.later().map(|server| Possibility { server, done: it.done.clone() });
            let waiting = in_flight.iter().filter(|number| !it.done.contains(number));
            let called = waiting.filter_map(|number| self.call(&it, *number));
            for next in later.into_iter().chain(called) {
                if reached.insert(next.clone()) {
                    new.push(next);
                }
            }
        }
        reached
    }

    /// Applies a call; `None` if the possibility does not explain the call's outcome.
    fn call(&self, possibility: &Possibility, number: Number) -> Option<Possibility> {
        let Call { who, operation, outcome } = &self.calls[number];
        let (server, answer) = possibility.server.after(*who, operation, self.pace);
        if outcome.as_ref().is_some_and(|it| *it != answer) {
            return None;
        }
        let mut done = possibility.done.clone();
        done.push(number);
        done.sort_unstable();
        Some(Possibility { server, done })
    }

    /// Describes the events up to an impossible response.
    fn describe(&self, at: usize, possible: &HashSet<Possibility>) -> String {
        let mut text =
            format!("no order of calls explains this:\n  at first {:?}\n", self.beginning);
        for event in &self.events[..=at] {
            let (Event::Begun(number) | Event::Answered(number)) = *event;
            let Call { who, operation, outcome } = &self.calls[number];
            let said = match event {
                Event::Begun(_) => String::new(),
                Event::Answered(_) => format!(" -> {outcome:?}"),
            };
            writeln!(text, "  #{number} {who:?} {operation:?}{said}").expect("it is a text");
        }
        text.push_str("before the last answer it could only be\n");
        for it in possible {
            writeln!(text, "  {:?}, calls in flight that are done: {:?}", it.server, it.done)
                .expect("it is a text");
        }
        text
    }
}

impl Possibility {
    /// Removes a call from those that have taken effect; `None` if it is not among them.
    fn without(mut self, number: Number) -> Option<Self> {
        let at = self.done.iter().position(|it| *it == number)?;
        self.done.remove(at);
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Life;

    fn web() -> Server {
        Server { name: "web".to_owned(), locked_by: None, life: Life::Active }
    }

    fn web_locked_by(who: Who) -> Server {
        Server { locked_by: Some(who), ..web() }
    }

    #[test]
    fn a_call_in_flight_may_have_happened_or_not() {
        for seen in [web(), web_locked_by(Who::Owner)] {
            let mut history = History::of(web(), Pace::AtOnce);

            history.begin(Who::Owner, Operation::Lock);
            history.see(Outcome::Shown(seen));

            history.check();
        }
    }

    #[test]
    #[should_panic(expected = "no order of calls explains this")]
    fn a_change_that_was_acknowledged_and_is_not_there_is_found_out() {
        let mut history = History::of(web(), Pace::AtOnce);
        let lock = history.begin(Who::Owner, Operation::Lock);
        history.end(lock, Outcome::Done);

        history.see(Outcome::Shown(web()));

        history.check();
    }

    #[test]
    #[should_panic(expected = "no order of calls explains this")]
    fn a_change_that_was_seen_and_is_not_there_any_more_is_found_out() {
        let mut history = History::of(web(), Pace::AtOnce);
        history.begin(Who::Owner, Operation::Lock);
        history.see(Outcome::Shown(web_locked_by(Who::Owner)));

        history.see(Outcome::Shown(web()));

        history.check();
    }

    #[test]
    fn calls_at_the_same_time_have_happened_in_any_order() {
        for seen in [web(), web_locked_by(Who::Admin)] {
            let mut history = History::of(web(), Pace::AtOnce);
            let lock = history.begin(Who::Admin, Operation::Lock);
            let unlock = history.begin(Who::Admin, Operation::Unlock);
            history.end(lock, Outcome::Done);
            history.end(unlock, Outcome::Done);

            history.see(Outcome::Shown(seen));

            history.check();
        }
    }

    #[test]
    fn work_that_takes_time_ends_at_any_moment() {
        for life in [Life::Stopping, Life::Stopped] {
            let mut history = History::of(web(), Pace::InTime);
            let stop = history.begin(Who::Owner, Operation::Stop);
            history.end(stop, Outcome::Done);

            history.see(Outcome::Shown(Server { life, ..web() }));

            history.check();
        }
    }
}
