//! When to look at which server again.

use std::{
    collections::{BTreeSet, HashMap, hash_map::Entry},
    time::Duration,
};

use ferronova_compute::{Timestamp, Transition};
use uuid::Uuid;

/// The servers with work in progress, by the time at which something is due.
///
/// Times here are those that have passed in this process, not those of the clock: what is under way
/// goes on in its time when the clock is set.
///
/// It holds each server once. Changes are heard of in any order, so it may know an older step of a
/// server than the record does. Then the server is looked at when that one would be due, which
/// brings the newer one to light; what becomes of a server is decided by its record alone.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    steps: HashMap<Uuid, ScheduledStep>,
    /// The same as `steps`, in the order of their times.
    order: BTreeSet<(Duration, Uuid)>,
}

/// A server to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ScheduledStep {
    pub(crate) id: Uuid,
    /// The step it is on, as far as is known.
    pub(crate) transition: Transition,
    /// When the step is due.
    pub(crate) due: Duration,
    /// For how long it was due already when it was heard of, as after a start.
    pub(crate) overdue: Duration,
    /// When to look.
    pub(crate) at: Duration,
    /// How often that failed.
    pub(crate) failures: u32,
}

impl ScheduledStep {
    /// How far the time of the server's work has come, by now.
    pub(crate) fn reached(&self, now: Duration) -> Timestamp {
        self.transition.due + self.overdue.saturating_add(now.saturating_sub(self.due))
    }
}

impl Schedule {
    /// Looks at the server when the step is due. If that step is known already it stays as it is,
    /// so that a step that failed is not tried again too soon.
    pub(crate) fn add(&mut self, step: ScheduledStep) {
        if self.steps.get(&step.id).is_none_or(|it| it.transition != step.transition) {
            self.replace(step);
        }
    }

    /// Looks at the server then, unless another step of it is known by now.
    pub(crate) fn retry(&mut self, step: ScheduledStep) {
        if !self.steps.contains_key(&step.id) {
            self.replace(step);
        }
    }

    fn replace(&mut self, step: ScheduledStep) {
        self.order.insert((step.at, step.id));
        match self.steps.entry(step.id) {
            Entry::Vacant(slot) => {
                slot.insert(step);
            }
            Entry::Occupied(mut slot) => {
                let former = slot.insert(step);
                if former.at != step.at {
                    self.order.remove(&(former.at, former.id));
                }
            }
        }
    }

    /// When the next server is to be looked at.
    pub(crate) fn next(&self) -> Option<Duration> {
        self.order.first().map(|(at, _)| *at)
    }

    /// Takes out the first servers that are to be looked at by `now`, at most so many.
    pub(crate) fn take_due(&mut self, now: Duration, limit: usize) -> Vec<ScheduledStep> {
        let mut due = Vec::new();
        while due.len() < limit
            && let Some((at, id)) = self.order.pop_first()
        {
            if at > now {
                self.order.insert((at, id));
                break;
            }
            due.extend(self.steps.remove(&id));
        }
        due
    }
}
