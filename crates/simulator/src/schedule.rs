//! When to take the next steps of which servers.

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
/// Each server is in it once. Changes are reported in any order, so that it may hold an older step
/// of a server than is stored. Then the server is read when the older step would be due, and the
/// newer one is found: only the stored state decides what happens to a server.
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
    /// The current step of the server, as far as known.
    pub(crate) transition: Transition,
    /// When the step is due.
    pub(crate) due: Duration,
    /// For how long the step had been due already when it was added, such as after a start.
    pub(crate) overdue: Duration,
    /// When to take the step: at `due`, or later after failures.
    pub(crate) at: Duration,
    /// How often taking it has failed.
    pub(crate) failures: u32,
}

impl ScheduledStep {
    /// The time of the server's work at `now`.
    pub(crate) fn reached(&self, now: Duration) -> Timestamp {
        self.transition.due + self.overdue.saturating_add(now.saturating_sub(self.due))
    }
}

impl Schedule {
    /// Adds a step. If the same step is there already that stays, so that a failed step is not
    /// retried too soon.
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

    /// The time of the next step.
    pub(crate) fn next(&self) -> Option<Duration> {
        self.order.first().map(|(at, _)| *at)
    }

    /// Removes and returns the first steps until `now`, at most `limit`.
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
