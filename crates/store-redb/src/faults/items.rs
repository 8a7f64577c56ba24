//! What a store may hold after a crash, given what was requested and what was acknowledged.

use std::collections::{BTreeMap, BTreeSet};

use ferronova_compute::{Documents, InstanceAction, Lifecycle, Network, Scope, Server, Servers};
use ferronova_store_conformance::{building::everything, wait};
use uuid::Uuid;

use crate::RedbStore;

/// The identity of an item in a store.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ItemKey {
    Server(Uuid),
    Document(String),
    Networks,
}

/// An item of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ItemValue {
    /// A server and its actions, oldest first.
    Server(Box<Server>, Vec<InstanceAction>),
    Document(Vec<u8>),
    Networks(Vec<Network>),
}

/// The items of a store, or some of them.
pub(super) type Items = BTreeMap<ItemKey, ItemValue>;

/// A change of a store. It may be there once it was begun, and must be there once it was
/// acknowledged. Both moments are given as the number of events that the disk had recorded.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) begun: usize,
    /// `None` if the change was never acknowledged.
    pub(super) acknowledged: Option<usize>,
    pub(super) after: Items,
}

/// Items that change in a fixed order, and their states after each change.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    pub(super) before: Items,
    pub(super) steps: Vec<Step>,
}

/// A span of time in which several timelines advance concurrently.
#[derive(Debug)]
pub(super) struct Phase {
    pub(super) begun: usize,
    pub(super) timelines: Vec<Timeline>,
}

impl Timeline {
    /// The items after the last change.
    pub(super) fn end(&self) -> &Items {
        self.steps.last().map_or(&self.before, |it| &it.after)
    }

    fn keys(&self) -> BTreeSet<&ItemKey> {
        let after = self.steps.iter().flat_map(|it| it.after.keys());
        self.before.keys().chain(after).collect()
    }

    /// Returns the states that the items can have when the disk had recorded `moment` events.
    fn possible(&self, moment: usize) -> Vec<&Items> {
        let is_certain = |it: &Step| it.acknowledged.is_some_and(|it| it <= moment);
        let certain = self.steps.iter().rposition(is_certain).map_or(0, |it| it + 1);
        let begun = self.steps[certain..].iter().take_while(|it| it.begun < moment);
        let first = certain.checked_sub(1).map_or(&self.before, |it| &self.steps[it].after);
        [first].into_iter().chain(begun.map(|it| &it.after)).collect()
    }
}

impl Phase {
    /// The items after all changes.
    pub(super) fn end(&self) -> Items {
        self.timelines.iter().flat_map(|it| it.end().clone()).collect()
    }
}

/// Checks items that were found when the disk had recorded `moment` events.
pub(super) fn check(phases: &[Phase], found: &Items, moment: usize) -> Result<(), String> {
    let phase = phases.partition_point(|it| it.begun <= moment).saturating_sub(1);
    let mut strangers: BTreeSet<&ItemKey> = found.keys().collect();
    for (n, timeline) in phases[phase].timelines.iter().enumerate() {
        let keys = timeline.keys();
        let mut of_timeline = found.clone();
        of_timeline.retain(|key, _| keys.contains(key));
        let possible = timeline.possible(moment);
        if !possible.contains(&&of_timeline) {
            let differences: Vec<_> =
                possible.iter().map(|it| differences(it, &of_timeline)).collect();
            return Err(format!("part {n} of phase {phase} can't be: {differences:#?}"));
        }
        strangers.retain(|it| !keys.contains(it));
    }
    if strangers.is_empty() {
        Ok(())
    } else {
        Err(format!("these were never stored: {strangers:?}"))
    }
}

/// Describes the differences between expected and found items.
pub(super) fn differences(expected: &Items, found: &Items) -> String {
    let without = |known: &Items, other: &Items| -> Items {
        let mut known = known.clone();
        known.retain(|key, value| other.get(key) != Some(value));
        known
    };
    let (lacks, has) = (without(expected, found), without(found, expected));
    format!("expected {lacks:?}, but there is {has:?}")
}

/// Reads everything that a store holds, through every way of reading it.
pub(super) fn read(store: &RedbStore) -> Result<Items, String> {
    let mut known = Items::new();
    let page = wait(store.page(&everything())).map_err(|it| it.to_string())?;
    for server in page {
        let found = wait(store.find(server.id, &Scope::All)).map_err(|it| it.to_string())?;
        if found.as_ref() != Some(&server) {
            return Err(format!("{server:?} is {found:?} when it is asked for by its id"));
        }
        let numbered = store.with_number(server.number, &Scope::All);
        let ids = wait(numbered).map_err(|it| it.to_string())?;
        if ids != [server.id] {
            return Err(format!("{server:?} is not the one of {ids:?} of its number"));
        }
        let mut actions = wait(store.actions(server.id)).map_err(|it| it.to_string())?;
        actions.reverse();
        known.insert(ItemKey::Server(server.id), ItemValue::Server(Box::new(server), actions));
    }
    for (name, content) in store.list("").map_err(|it| it.to_string())? {
        known.insert(ItemKey::Document(name), ItemValue::Document(content));
    }
    let networks = store.infrastructure().networks.clone();
    known.insert(ItemKey::Networks, ItemValue::Networks(networks));
    Ok(known)
}
