//! What a store may hold after a crash, by what was asked of it and what was acknowledged.

use std::collections::{BTreeMap, BTreeSet};

use ferronova_compute::{
    Documents, InstanceAction, Lifecycle, Network, Scope, Server, ServerRef, Servers,
};
use ferronova_store_conformance::{building::everything, wait};
use uuid::Uuid;

use crate::RedbStore;

/// Something a store keeps.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Server(Uuid),
    Document(String),
    Networks,
}

/// What it keeps of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A server with its actions, oldest first.
    Server(Box<Server>, Vec<InstanceAction>),
    Document(Vec<u8>),
    Networks(Vec<Network>),
}

/// What a store holds, or a part of it.
pub(super) type Known = BTreeMap<Key, Value>;

/// A change: it may be there when it was begun, and has to be when it was acknowledged. Both are
/// counts of what the disk had noted then.
#[derive(Debug)]
pub(super) struct Moment {
    pub(super) begun: usize,
    /// Nothing if it never was.
    pub(super) acknowledged: Option<usize>,
    pub(super) after: Known,
}

/// Things that change one after the other, and all that they become.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) before: Known,
    pub(super) moments: Vec<Moment>,
}

/// Some time in which several parts change at once.
#[derive(Debug)]
pub(super) struct Phase {
    pub(super) begun: usize,
    pub(super) parts: Vec<Part>,
}

impl Part {
    /// What it is when all is done.
    pub(super) fn end(&self) -> &Known {
        self.moments.last().map_or(&self.before, |it| &it.after)
    }

    fn keys(&self) -> BTreeSet<&Key> {
        let after = self.moments.iter().flat_map(|it| it.after.keys());
        self.before.keys().chain(after).collect()
    }

    /// Everything it can be after so many changes of the disk.
    fn possible(&self, moment: usize) -> Vec<&Known> {
        let is_certain = |it: &Moment| it.acknowledged.is_some_and(|it| it <= moment);
        let certain = self.moments.iter().rposition(is_certain).map_or(0, |it| it + 1);
        let begun = self.moments[certain..].iter().take_while(|it| it.begun < moment);
        let first = certain.checked_sub(1).map_or(&self.before, |it| &self.moments[it].after);
        [first].into_iter().chain(begun.map(|it| &it.after)).collect()
    }
}

impl Phase {
    /// What there is when all is done.
    pub(super) fn end(&self) -> Known {
        self.parts.iter().flat_map(|it| it.end().clone()).collect()
    }
}

/// Says what is wrong with what was found after so many changes of the disk.
pub(super) fn check(phases: &[Phase], found: &Known, moment: usize) -> Result<(), String> {
    let phase = phases.partition_point(|it| it.begun <= moment).saturating_sub(1);
    let mut strangers: BTreeSet<&Key> = found.keys().collect();
    for (n, part) in phases[phase].parts.iter().enumerate() {
        let keys = part.keys();
        let mut of_part = found.clone();
        of_part.retain(|key, _| keys.contains(key));
        let possible = part.possible(moment);
        if !possible.contains(&&of_part) {
            let differences: Vec<_> = possible.iter().map(|it| differences(it, &of_part)).collect();
            return Err(format!("part {n} of phase {phase} can't be: {differences:#?}"));
        }
        strangers.retain(|it| !keys.contains(it));
    }
    if strangers.is_empty() { Ok(()) } else { Err(format!("nobody made {strangers:?}")) }
}

/// What is expected where something else was found, and what that is.
pub(super) fn differences(expected: &Known, found: &Known) -> String {
    let without = |known: &Known, other: &Known| -> Known {
        let mut known = known.clone();
        known.retain(|key, value| other.get(key) != Some(value));
        known
    };
    let (lacks, has) = (without(expected, found), without(found, expected));
    format!("expected {lacks:?}, but there is {has:?}")
}

/// Everything a store holds, found in every way there is.
pub(super) fn read(store: &RedbStore) -> Result<Known, String> {
    let mut known = Known::new();
    let page = wait(store.page(&everything())).map_err(|it| it.to_string())?;
    for server in page {
        for id in [ServerRef::Id(server.id), ServerRef::Number(server.number)] {
            let found = wait(store.find(id, &Scope::All)).map_err(|it| it.to_string())?;
            if found.as_ref() != Some(&server) {
                return Err(format!("{server:?} is {found:?} when it is asked for by {id:?}"));
            }
        }
        let mut actions = wait(store.actions(server.number)).map_err(|it| it.to_string())?;
        actions.reverse();
        known.insert(Key::Server(server.id), Value::Server(Box::new(server), actions));
    }
    for (name, content) in store.list("").map_err(|it| it.to_string())? {
        known.insert(Key::Document(name), Value::Document(content));
    }
    let networks = store.infrastructure().networks.clone();
    known.insert(Key::Networks, Value::Networks(networks));
    Ok(known)
}
