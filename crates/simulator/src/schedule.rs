//! The schedule of the next steps of servers with work in progress.

use std::{
    collections::{BTreeSet, HashMap, hash_map::Entry},
    time::Duration,
};

use ferronova_compute::{Timestamp, Transition};
use uuid::Uuid;

/// The servers with work in progress, ordered by the time of their next step.
///
/// Times here are durations since the start of this process, not times of the clock: work in
/// progress keeps its pace when the clock is set.
///
/// Each server is in the schedule once. Changes may be reported in the wrong order, so the schedule
/// may have an older step of a server than the store. Then the server is read when the older step
/// would be due, and the newer step is found: only the stored state decides what happens to a
/// server.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    steps: HashMap<Uuid, ScheduledStep>,
    /// The same steps, ordered by their times.
    order: BTreeSet<(Duration, Uuid)>,
}

/// The next step of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ScheduledStep {
    pub(crate) id: Uuid,
    /// The stored transition, as far as the schedule knows.
    pub(crate) transition: Transition,
    /// When the step is due. If it was due before it was added, the time of adding it.
    pub(crate) due: Duration,
    /// How long the step had been due when it was added, for example after a restart.
    pub(crate) overdue: Duration,
    /// When to take the step: at `due`, or later after failures.
    pub(crate) at: Duration,
    /// How often taking the step has failed.
    pub(crate) failures: u32,
}

impl ScheduledStep {
    /// Returns the time that the server's work has reached at `now`, on the time scale of the
    /// transition.
    pub(crate) fn reached(&self, now: Duration) -> Timestamp {
        self.transition.due + self.overdue.saturating_add(now.saturating_sub(self.due))
    }
}

impl Schedule {
    /// Adds a step. If the same step is in the schedule already, that entry stays, so that a failed
    /// step is not retried too soon.
    pub(crate) fn add(&mut self, step: ScheduledStep) {
        if self.steps.get(&step.id).is_none_or(|it| it.transition != step.transition) {
            self.replace(step);
        }
    }

    /// Adds a failed step again, unless another step of the server was added meanwhile.
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

    /// When the next step is to be taken; `None` if there is no step.
    pub(crate) fn next(&self) -> Option<Duration> {
        self.order.first().map(|(at, _)| *at)
    }

    /// Removes and returns the steps that are to be taken by `now`, earliest first, at most
    /// `limit`.
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
