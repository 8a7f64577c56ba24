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
pub(super) enum ItemKey {
    Server(Uuid),
    Document(String),
    Networks,
}

/// What it keeps of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ItemValue {
    /// A server with its actions, oldest first.
    Server(Box<Server>, Vec<InstanceAction>),
    Document(Vec<u8>),
    Networks(Vec<Network>),
}

/// What a store holds, or a part of it.
pub(super) type Items = BTreeMap<ItemKey, ItemValue>;

/// A change: it may be there when it was begun, and has to be when it was acknowledged. Both are
/// counts of what the disk had noted then.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) begun: usize,
    /// Nothing if it never was.
    pub(super) acknowledged: Option<usize>,
    pub(super) after: Items,
}

/// Things that change one after the other, and all that they become.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    pub(super) before: Items,
    pub(super) steps: Vec<Step>,
}

/// Some time in which several parts change at once.
#[derive(Debug)]
pub(super) struct Phase {
    pub(super) begun: usize,
    pub(super) timelines: Vec<Timeline>,
}

impl Timeline {
    /// What it is when all is done.
    pub(super) fn end(&self) -> &Items {
        self.steps.last().map_or(&self.before, |it| &it.after)
    }

    fn keys(&self) -> BTreeSet<&ItemKey> {
        let after = self.steps.iter().flat_map(|it| it.after.keys());
        self.before.keys().chain(after).collect()
    }

    /// Everything it can be after so many changes of the disk.
    fn possible(&self, moment: usize) -> Vec<&Items> {
        let is_certain = |it: &Step| it.acknowledged.is_some_and(|it| it <= moment);
        let certain = self.steps.iter().rposition(is_certain).map_or(0, |it| it + 1);
        let begun = self.steps[certain..].iter().take_while(|it| it.begun < moment);
        let first = certain.checked_sub(1).map_or(&self.before, |it| &self.steps[it].after);
        [first].into_iter().chain(begun.map(|it| &it.after)).collect()
    }
}

impl Phase {
    /// What there is when all is done.
    pub(super) fn end(&self) -> Items {
        self.timelines.iter().flat_map(|it| it.end().clone()).collect()
    }
}

/// Says what is wrong with what was found after so many changes of the disk.
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
    if strangers.is_empty() { Ok(()) } else { Err(format!("nobody made {strangers:?}")) }
}

/// What is expected where something else was found, and what that is.
pub(super) fn differences(expected: &Items, found: &Items) -> String {
    let without = |known: &Items, other: &Items| -> Items {
        let mut known = known.clone();
        known.retain(|key, value| other.get(key) != Some(value));
        known
    };
    let (lacks, has) = (without(expected, found), without(found, expected));
    format!("expected {lacks:?}, but there is {has:?}")
}

/// Everything a store holds, found in every way there is.
pub(super) fn read(store: &RedbStore) -> Result<Items, String> {
    let mut known = Items::new();
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
        known.insert(ItemKey::Server(server.id), ItemValue::Server(Box::new(server), actions));
    }
    for (name, content) in store.list("").map_err(|it| it.to_string())? {
        known.insert(ItemKey::Document(name), ItemValue::Document(content));
    }
    let networks = store.infrastructure().networks.clone();
    known.insert(ItemKey::Networks, ItemValue::Networks(networks));
    Ok(known)
}
