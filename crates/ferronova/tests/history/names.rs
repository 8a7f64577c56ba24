//! Connects the calls that give a server a name with the reads that see this name.

use std::collections::{HashMap, HashSet};

use crate::{
    history::{History, Number},
    model::{Answer, Operation, Server},
};

/// The reads that see the names of a server.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// The reads that see a name, for names that are given at most once.
    reads: HashMap<String, Vec<Number>>,
    /// The calls that give a name that no read sees.
    unseen: HashSet<Number>,
}

impl Names {
    /// Collects the names in a history.
    pub(crate) fn of(history: &History) -> Self {
        let mut given: HashMap<&str, Vec<Number>> = HashMap::new();
        let mut reads: HashMap<&str, Vec<Number>> = HashMap::new();
        for (number, call) in history.calls.iter().enumerate() {
            if let Operation::Create(name) | Operation::Rename(name) = &call.operation {
                given.entry(name).or_default().push(number);
            }
            if let Answer::Shown(Server { name, .. }) | Answer::Named(name) = &call.answer {
                reads.entry(name).or_default().push(number);
            }
        }
        let mut names = Self::default();
        for (name, calls) in given {
            match reads.get(name) {
                None => names.unseen.extend(
                    calls
                        .into_iter()
                        .filter(|it| matches!(history.calls[*it].operation, Operation::Rename(_))),
                ),
                Some(reads) if calls.len() == 1 => {
                    names.reads.insert(name.to_owned(), reads.clone());
                }
                Some(_) => {}
            }
        }
        names
    }

    /// Whether a call renames a server to a name that no read sees.
    pub(crate) fn is_unseen(&self, number: Number) -> bool {
        self.unseen.contains(&number)
    }

    /// The reads that see a name; empty if the name is given more than once.
    pub(crate) fn reads_of(&self, name: &str) -> &[Number] {
        self.reads.get(name).map_or(&[], Vec::as_slice)
    }
}
