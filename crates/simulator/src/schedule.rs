//! When to look at which server again.

use std::collections::{BTreeSet, HashMap, hash_map::Entry};

use ferronova_compute::{Timestamp, Transition};
use uuid::Uuid;

/// The servers with work in progress, by the time at which something is due.
///
/// It holds each server once. Changes are heard of in any order, so it may know an older step of a
/// server than the record does. Then the server is looked at when that one would be due, which
/// brings the newer one to light; what becomes of a server is decided by its record alone.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    tasks: HashMap<Uuid, Task>,
    /// The same as `tasks`, in the order of their times.
    order: BTreeSet<(Timestamp, Uuid)>,
}

/// A server to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Task {
    pub(crate) id: Uuid,
    /// The step it is on, as far as is known.
    pub(crate) transition: Transition,
    /// When to look.
    pub(crate) at: Timestamp,
    /// How often that failed.
    pub(crate) failures: u32,
}

impl Schedule {
    /// Looks at the server when its step is due. If that step is known already it stays as it is,
    /// so that a step that failed is not tried again too soon.
    pub(crate) fn add(&mut self, id: Uuid, transition: Transition) {
        if self.tasks.get(&id).is_none_or(|it| it.transition != transition) {
            self.replace(Task { id, transition, at: transition.due, failures: 0 });
        }
    }

    /// Looks at the server then, unless another step of it is known by now.
    pub(crate) fn retry(&mut self, task: Task) {
        if !self.tasks.contains_key(&task.id) {
            self.replace(task);
        }
    }

    fn replace(&mut self, task: Task) {
        self.order.insert((task.at, task.id));
        match self.tasks.entry(task.id) {
            Entry::Vacant(slot) => {
                slot.insert(task);
            }
            Entry::Occupied(mut slot) => {
                let former = slot.insert(task);
                if former.at != task.at {
                    self.order.remove(&(former.at, former.id));
                }
            }
        }
    }

    /// When the next server is to be looked at.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.order.first().map(|(at, _)| *at)
    }

    /// Takes out the first servers that are to be looked at by `now`, at most so many.
    pub(crate) fn take_due(&mut self, now: Timestamp, limit: usize) -> Vec<Task> {
        let mut due = Vec::new();
        while due.len() < limit
            && let Some((at, id)) = self.order.pop_first()
        {
            if at > now {
                self.order.insert((at, id));
                break;
            }
            due.extend(self.tasks.remove(&id));
        }
        due
    }
}
