//! The record of the calls to all servers, in the order of their beginnings and ends.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use crate::{
    history::{History, Number},
    model::{Operation, Outcome, Pace, Server, Who},
};

/// The record of one run of the program. Beginnings and outcomes are recorded under one lock, so
/// that they are in their real order.
pub(crate) struct Record {
    pace: Pace,
    noted: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    /// The histories, by server id.
    histories: BTreeMap<String, History>,
    /// The ids of servers that no caller has found missing.
    targets: Vec<String>,
    /// The names of servers whose creation has no response yet.
    unanswered: Vec<String>,
}

impl Record {
    /// Returns a record that begins with these servers.
    pub(crate) fn of(servers: BTreeMap<String, Server>, pace: Pace) -> Self {
        let targets = servers.keys().cloned().collect();
        let histories = servers.into_iter().map(|(id, server)| (id, History::of(server, pace)));
        let histories = histories.collect();
        let noted = Entries { histories, targets, unanswered: Vec::new() };
        Self { pace, noted: Mutex::new(noted) }
    }

    /// The ids of all known servers.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.noted().histories.keys().cloned().collect()
    }

    /// The ids of servers that no caller has found missing.
    pub(crate) fn targets(&self) -> Vec<String> {
        self.noted().targets.clone()
    }

    /// Records the beginning of a creation.
    pub(crate) fn begin_create(&self, name: &str) {
        self.noted().unanswered.push(name.to_owned());
    }

    /// Records the end of a creation.
    #[track_caller]
    pub(crate) fn end_create(&self, name: &str, id: &str) {
        let mut noted = self.noted();
        let at = noted.unanswered.iter().position(|it| it == name);
        noted.unanswered.remove(at.unwrap_or_else(|| panic!("nobody asked for {name}, {id}")));
        noted.targets.push(id.to_owned());
        let history = History::of(Server::new(name, self.pace), self.pace);
        let other = noted.histories.insert(id.to_owned(), history);
        assert!(other.is_none(), "the id {id} was given twice");
    }

    /// Records the beginning of a call.
    pub(crate) fn begin(&self, id: &str, who: Who, operation: &Operation) -> Number {
        self.history(id, |it| it.begin(who, operation.clone()))
    }

    /// Records the outcome of a call.
    pub(crate) fn end(&self, id: &str, number: Number, outcome: Outcome) {
        if outcome == Outcome::Missing {
            self.noted().targets.retain(|it| it != id);
        }
        self.history(id, |it| it.end(number, outcome));
    }

    /// Records the outcome of a read at a moment without other calls.
    pub(crate) fn see(&self, id: &str, outcome: Outcome) {
        self.history(id, |it| it.see(outcome));
    }

    /// Returns the numbers of calls with and without a response.
    pub(crate) fn count(&self) -> (usize, usize) {
        let noted = self.noted();
        let counts = noted.histories.values().map(History::count);
        counts.fold((0, noted.unanswered.len()), |sum, it| (sum.0 + it.0, sum.1 + it.1))
    }

    /// Fails if the responses are inconsistent.
    #[track_caller]
    pub(crate) fn check(&self) {
        for history in self.noted().histories.values() {
            history.check();
        }
    }

    fn history<T>(&self, id: &str, note: impl FnOnce(&mut History) -> T) -> T {
        note(self.noted().histories.get_mut(id).expect("the server is known"))
    }

    #[track_caller]
    fn noted(&self) -> MutexGuard<'_, Entries> {
        self.noted.lock().expect("no test panicked while it noted something")
    }
}
