//! What was asked of all servers, in the order in which it happened.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use crate::{
    history::{History, Number},
    model::{Operation, Outcome, Pace, Server, Who},
};

/// The record of one run of the program. Beginnings and answers are noted under one lock, so that
/// their order here is that in which they happened.
pub(crate) struct Record {
    pace: Pace,
    noted: Mutex<Noted>,
}

#[derive(Default)]
struct Noted {
    /// By the id of the server.
    histories: BTreeMap<String, History>,
    /// The ids of those that nobody has missed yet.
    targets: Vec<String>,
    /// The names of servers that were asked for, where no answer has come.
    unanswered: Vec<String>,
}

impl Record {
    /// The record of a run that begins with these servers.
    pub(crate) fn of(servers: BTreeMap<String, Server>, pace: Pace) -> Self {
        let targets = servers.keys().cloned().collect();
        let histories = servers.into_iter().map(|(id, server)| (id, History::of(server, pace)));
        let histories = histories.collect();
        let noted = Noted { histories, targets, unanswered: Vec::new() };
        Self { pace, noted: Mutex::new(noted) }
    }

    /// The ids of servers that are known.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.noted().histories.keys().cloned().collect()
    }

    /// The ids of servers that nobody has missed yet.
    pub(crate) fn targets(&self) -> Vec<String> {
        self.noted().targets.clone()
    }

    /// Notes that a server is asked for.
    pub(crate) fn begin_create(&self, name: &str) {
        self.noted().unanswered.push(name.to_owned());
    }

    /// Notes that the server of this name was created.
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

    /// Notes that something is asked.
    pub(crate) fn begin(&self, id: &str, who: Who, operation: &Operation) -> Number {
        self.history(id, |it| it.begin(who, operation.clone()))
    }

    /// Notes what was answered.
    pub(crate) fn end(&self, id: &str, number: Number, outcome: Outcome) {
        if outcome == Outcome::Missing {
            self.noted().targets.retain(|it| it != id);
        }
        self.history(id, |it| it.end(number, outcome));
    }

    /// Notes what is seen when nobody else calls.
    pub(crate) fn see(&self, id: &str, outcome: Outcome) {
        self.history(id, |it| it.see(outcome));
    }

    /// How many calls were answered, and how many were not.
    pub(crate) fn count(&self) -> (usize, usize) {
        let noted = self.noted();
        let counts = noted.histories.values().map(History::count);
        counts.fold((0, noted.unanswered.len()), |sum, it| (sum.0 + it.0, sum.1 + it.1))
    }

    /// Fails if something that was answered can't be true.
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
    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().expect("no test panicked while it noted something")
    }
}
