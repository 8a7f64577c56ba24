//! Searches for an order of calls that explains the answers.
//!
//! The search follows the beginnings and ends of calls, and keeps all possible states of the
//! server, each with the calls in flight that have taken effect. A call takes effect only when the
//! end of some call requires it. This loses no order, because an earlier effect could as well have
//! come later. At moments without calls, only the possible states have to be kept, so a long
//! history costs no more than its parts. Equal possibilities are merged.
//!
//! Pruning makes the difference between seconds and hours: reads take effect as soon as possible;
//! of equivalent calls, the one that ends first takes effect first; a name that a read still has to
//! see is not overwritten; and changes follow the order of their records.

use std::{collections::HashSet, rc::Rc};

use crate::{
    history::{Event, History, Number},
    model::{self, Answer, Operation, Server},
    names::Names,
    order::{Newest, Order},
};

/// The state of a server, and its newest recorded call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct State {
    pub(crate) server: Option<Server>,
    pub(crate) newest: Newest,
}

/// A possible state of the server, and the calls in flight that have taken effect in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Possibility {
    pub(crate) state: State,
    done: Places,
}

/// A set of calls in flight, one bit each.
type Places = u128;

/// The effort of a search.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Effort {
    /// Maximum possibilities at a time.
    pub(crate) widest: usize,
    /// Maximum calls in flight at a time.
    pub(crate) in_flight: usize,
    /// Number of moments without calls.
    pub(crate) quiet: usize,
}

/// The state of a search at a moment of a history.
#[derive(Clone)]
pub(crate) struct Search<'a> {
    history: &'a History,
    order: &'a Order,
    names: Rc<Names>,
    /// The moment of the last event.
    moment: u64,
    /// The calls whose answers are not checked.
    left_out: HashSet<Number>,
    possible: HashSet<Possibility>,
    /// The calls in flight, each with its bit.
    in_flight: Vec<(Places, Number)>,
    effort: Effort,
}

impl<'a> Search<'a> {
    /// Returns a search at the moment before the first call.
    pub(crate) fn new(history: &'a History, order: &'a Order) -> Self {
        let state = State { server: None, newest: Newest::Nothing };
        let possible = HashSet::from([Possibility { state, done: 0 }]);
        let names = Rc::new(Names::of(history));
        let (in_flight, left_out) = (Vec::new(), HashSet::new());
        let effort = Effort::default();
        Self { history, order, names, moment: 0, left_out, possible, in_flight, effort }
    }

    /// Advances over an event; returns false if nothing explains it.
    pub(crate) fn pass(&mut self, event: Event) -> bool {
        match event {
            Event::Begun(number) => {
                self.moment = self.history.calls[number].begun;
                let taken = self.in_flight.iter().fold(0, |taken, (place, _)| taken | place);
                let place = 1_u128.checked_shl((!taken).trailing_zeros());
                let place = place.expect("no more than 128 calls are in flight at once");
                self.in_flight.push((place, number));
                let possible = std::mem::take(&mut self.possible);
                self.possible = possible.into_iter().map(|it| self.with_reads(it)).collect();
            }
            Event::Ended(number) => {
                // The answer to this call still has to be explained, so its end is still to come.
                self.moment = self.history.calls[number].ended - 1;
                let place = self.place_of(number);
                self.possible = self.explain(place);
                self.in_flight.retain(|(_, it)| *it != number);
            }
        }
        self.effort.widest = self.effort.widest.max(self.possible.len());
        self.effort.in_flight = self.effort.in_flight.max(self.in_flight.len());
        self.effort.quiet += usize::from(self.in_flight.is_empty());
        !self.possible.is_empty()
    }

    /// Stops checking the answer to a call. The call must be one that changes nothing.
    pub(crate) fn leave_out(&mut self, number: Number) {
        self.left_out.insert(number);
    }

    /// The effort so far.
    pub(crate) fn effort(&self) -> Effort {
        self.effort
    }

    /// The possible states, without the calls in flight.
    pub(crate) fn states(&self) -> Vec<&State> {
        let mut states: Vec<&State> = Vec::new();
        for it in &self.possible {
            if !states.contains(&&it.state) {
                states.push(&it.state);
            }
        }
        states
    }

    /// The calls in flight.
    pub(crate) fn in_flight(&self) -> impl Iterator<Item = Number> {
        self.in_flight.iter().map(|(_, number)| *number)
    }

    /// Whether a call changed nothing, whenever it took effect: it was a read, or was refused, or
    /// has no record although every change would have left one.
    pub(crate) fn changes_nothing(&self, number: Number) -> bool {
        let call = &self.history.calls[number];
        call.answer != Answer::Done
            || (self.order.is_unrecorded(number) && call.operation.action().is_some())
    }

    /// The bit of a call; no bit if the call is not in flight.
    fn place_of(&self, number: Number) -> Places {
        let found = self.in_flight.iter().find(|(_, it)| *it == number);
        found.map_or(0, |(place, _)| *place)
    }

    /// Returns the possibilities in which the call at `place` has taken effect, with as few other
    /// calls as necessary. The call is no longer in flight.
    fn explain(&self, place: Places) -> HashSet<Possibility> {
        let mut explained = HashSet::new();
        let mut reached = self.possible.clone();
        let mut new: Vec<Possibility> = reached.iter().cloned().collect();
        while let Some(it) = new.pop() {
            if it.done & place != 0 {
                explained.insert(Possibility { done: it.done & !place, ..it });
                continue;
            }
            for (other, number) in &self.in_flight {
                let is_it = *other == place;
                if it.done & other != 0 || (!is_it && self.can_wait(*number, it.done)) {
                    continue;
                }
                let Some(state) = self.after(&it.state, *number) else {
                    continue;
                };
                if self.is_too_soon(*number, &it) {
                    continue;
                }
                let done = it.done | other | self.overwritten_by(*number, &it.state);
                let next = self.with_reads(Possibility { state, done });
                if reached.insert(next.clone()) {
                    new.push(next);
                }
            }
        }
        explained
    }

    /// Whether no order is lost if a call does not take effect now, because it changes nothing that
    /// a read sees, or because an equivalent call ends earlier.
    fn can_wait(&self, number: Number, done: Places) -> bool {
        let call = &self.history.calls[number];
        self.changes_nothing(number)
            || self.names.is_unseen(number)
            || self.in_flight.iter().any(|(place, other)| {
                let sooner = &self.history.calls[*other];
                done & place == 0
                    && sooner.ended < call.ended
                    && sooner.answer == Answer::Done
                    && model::are_alike(
                        (sooner.who, &sooner.operation),
                        (call.who, &call.operation),
                    )
                    && self.order.is_unknown(number)
                    && self.order.is_unknown(*other)
            })
    }

    /// Returns the calls in flight that can take effect unnoticed directly before this call: no
    /// read sees the name that they give, and this call overwrites it.
    fn overwritten_by(&self, number: Number, state: &State) -> Places {
        if !self.overwrites_name(number) {
            return 0;
        }
        let unseen = self.in_flight.iter().filter(|(_, it)| self.names.is_unseen(*it));
        let fitting = unseen.filter(|(_, it)| self.after(state, *it).is_some());
        fitting.fold(0, |places, (place, _)| places | place)
    }

    /// Whether a call would overwrite a name that is given only once, and that a read still has to
    /// see.
    fn is_too_soon(&self, number: Number, possibility: &Possibility) -> bool {
        let Some(server) = &possibility.state.server else {
            return false;
        };
        self.overwrites_name(number)
            && self.names.reads_of(&server.name).iter().any(|read| {
                let is_done = possibility.done & self.place_of(*read) != 0;
                let is_to_come = self.history.calls[*read].ended > self.moment && !is_done;
                is_to_come && !self.left_out.contains(read)
            })
    }

    fn overwrites_name(&self, number: Number) -> bool {
        let operation = &self.history.calls[number].operation;
        matches!(operation, Operation::Rename(_) | Operation::Delete)
            && !self.changes_nothing(number)
    }

    /// Applies all calls in flight that change nothing and whose answers this possibility explains.
    /// That loses no order, because no later call depends on such calls.
    fn with_reads(&self, mut possibility: Possibility) -> Possibility {
        for (place, number) in &self.in_flight {
            if possibility.done & place == 0
                && self.changes_nothing(*number)
                && self.after(&possibility.state, *number).is_some()
            {
                possibility.done |= place;
            }
        }
        possibility
    }

    /// Applies a call to a state; `None` if the state does not explain the call's answer.
    fn after(&self, state: &State, number: Number) -> Option<State> {
        let call = &self.history.calls[number];
        if self.left_out.contains(&number) {
            return Some(state.clone());
        }
        let effect = model::after(state.server.as_ref(), call.who, &call.operation);
        let is_explained = match (&effect.answer, &call.answer) {
            (Answer::Actions(_), Answer::Actions(_)) => {
                self.order.newest_in(number) == state.newest
            }
            (expected, answer) => expected == answer,
        };
        if !is_explained {
            return None;
        }
        if effect.is_recorded {
            let is_next = self.order.allows(state.newest, number);
            let newest = self.order.recorded(number);
            return is_next.then_some(State { server: effect.server, newest });
        }
        // This call leaves no record, so it is impossible if a list shows one.
        let is_possible = !self.order.is_recorded(number);
        is_possible.then_some(State { server: effect.server, newest: state.newest })
    }
}
