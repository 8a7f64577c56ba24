//! The driver of the hypervisor port.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ferronova_compute::{
    Change, Clock, Decision, Error, HypervisorDriver, Infrastructure, Instance, LogThrottle, Ports,
    Scope, Scratch, Server, StoreError, TaskState, Timestamp, Transition, VmState, Work,
    error_chain,
};
use futures_util::future::join_all;
use tokio::sync::Notify;

use crate::{
    Times, action_event, placement,
    plan::Plan,
    progress::{self, time_to},
    schedule::{Schedule, ScheduledStep},
    work_context::{Resources, WorkContext},
};

/// Limits how often failures are logged, since a failure of the store affects all servers.
static FAILURES: LogThrottle = LogThrottle::new();

/// Maximum number of servers that are changed concurrently. With more than one, the store can let
/// several changes share a commit.
const BATCH: usize = 64;

/// The delay before a failed step is retried. Each further failure doubles it.
const RETRY_AFTER: Duration = Duration::from_secs(10);

/// Maximum number of times that [`RETRY_AFTER`] is doubled, which makes about ten minutes.
const DOUBLINGS: u32 = 6;

/// Simulates what hypervisors do to servers by changing the servers' states. Clones share one
/// simulator.
#[derive(Clone)]
pub struct Simulator {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) ports: Ports,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) times: Times,
    schedule: Mutex<Schedule>,
    /// Notified when the next step is due earlier than before.
    pub(crate) wake_up: Notify,
}

impl Simulator {
    /// Makes a simulator of the servers behind these ports. Work that takes time continues only
    /// after [`Self::spawn`], or while [`Self::run_due`] is called.
    #[must_use]
    pub fn new(ports: Ports, clock: Arc<dyn Clock>, times: Times) -> Self {
        let schedule = Mutex::default();
        Self { inner: Arc::new(Inner { ports, clock, times, schedule, wake_up: Notify::new() }) }
    }

    /// Schedules the work in progress that is stored, for example after a start.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store can't be read. What was scheduled before stays scheduled.
    pub async fn resume(&self) -> Result<(), StoreError> {
        for instance in self.inner.ports.lifecycle.in_transition().await? {
            self.begun(&instance);
        }
        Ok(())
    }

    /// Takes every step that is due, and every step that becomes due meanwhile.
    ///
    /// A failure to store a step is logged, and the step is retried later.
    pub async fn run_due(&self) {
        loop {
            let due = self.schedule().take_due(self.inner.clock.monotonic(), BATCH);
            if due.is_empty() {
                return;
            }
            join_all(due.into_iter().map(|it| self.advance(it))).await;
        }
    }

    pub(crate) fn next_due(&self) -> Option<Duration> {
        self.schedule().next()
    }

    /// Takes the due steps of a server, if the stored transition is still the scheduled transition.
    async fn advance(&self, step: ScheduledStep) {
        let Inner { ports, clock, times, .. } = &*self.inner;
        let now = clock.now();
        let reached = step.reached(clock.monotonic());
        let infrastructure = ports.lifecycle.infrastructure();
        let decide = |server: &Server, scratch: &Scratch| {
            let mut change = Change::of(server, scratch);
            let resources =
                Resources { lifecycle: &*ports.lifecycle, infrastructure: &infrastructure };
            let mut context = WorkContext::of(&mut change, *times, resources, now);
            if scratch.transition == Some(step.transition) {
                progress::catch_up(&mut context, reached)?;
            }
            if context.change.scratch.transition == scratch.transition {
                return Ok(Decision::Keep);
            }
            let ended = action_event::end(step.transition.work, &context);
            change.ended = ended;
            change.server.updated = now.whole_second();
            Ok(Decision::Write(Box::new(change)))
        };
        match ports.servers.change(step.id, &Scope::All, &decide).await {
            Ok(instance) => {
                // If this is the next step of the same work, its time began when the step before
                // was due. Otherwise the work began at the time of the clock.
                let is_next = |it: Transition| {
                    it.work == step.transition.work && it.step > step.transition.step
                };
                let is_next = instance.scratch.transition.is_some_and(is_next);
                self.expect(&instance, if is_next { reached } else { now });
            }
            // The server was purged, or other content was loaded.
            Err(Error::ServerNotFound { .. }) => {}
            Err(error) => self.retry(step, &error),
        }
    }

    fn retry(&self, step: ScheduledStep, error: &Error) {
        let ScheduledStep { id, transition, failures, .. } = step;
        let delay = RETRY_AFTER * 2_u32.pow(failures.min(DOUBLINGS));
        let chain = error_chain(error);
        if let Some(more) = FAILURES.pass(&chain) {
            log::warn!(
                "could not continue to {} server {id}, trying again in {} s: {chain}{more}",
                transition.work,
                delay.as_secs(),
            );
        }
        let failures = failures.saturating_add(1);
        let at = self.inner.clock.monotonic().saturating_add(delay);
        self.schedule().retry(ScheduledStep { at, failures, ..step });
    }

    /// Schedules the next step of a server's transition. `now` is on the time scale of the
    /// transition's `due`.
    fn expect(&self, instance: &Instance, now: Timestamp) {
        let Some(transition) = instance.scratch.transition else {
            return;
        };
        let Inner { clock, times, .. } = &*self.inner;
        let due = clock.monotonic().saturating_add(time_to(transition, *times, now));
        let overdue = now.since(transition.due);
        let step = ScheduledStep {
            id: instance.server.id,
            transition,
            due,
            overdue,
            at: due,
            failures: 0,
        };
        let mut schedule = self.schedule();
        let before = schedule.next();
        schedule.add(step);
        if schedule.next() != before {
            self.inner.wake_up.notify_one();
        }
    }

    fn schedule(&self) -> MutexGuard<'_, Schedule> {
        self.inner.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HypervisorDriver for Simulator {
    fn begin(
        &self,
        work: Work,
        change: &mut Change,
        infrastructure: &Infrastructure,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let resources = Resources { lifecycle: &*self.inner.ports.lifecycle, infrastructure };
        let mut context = WorkContext::of(change, self.inner.times, resources, now);
        progress::begin(&mut context, work)?;
        let end = action_event::end(work, &context);
        if work == Work::Build && change.server.vm_state == VmState::Error {
            // The build found no host for the server, which therefore gets no address either.
            change.allocate.clear();
        }
        if let Some(action) = &mut change.action {
            action_event::begin(action, work, end, now);
        }
        Ok(())
    }

    fn destination(&self, server: &Server, infrastructure: &Infrastructure) -> Option<String> {
        placement::destination(server, infrastructure)
    }

    fn unseen_task(&self, work: Work) -> Option<TaskState> {
        let is_shown = self.inner.times.action.is_none();
        Plan::of(work).steps.first().copied().filter(|_| is_shown)
    }

    fn begun(&self, instance: &Instance) {
        self.expect(instance, self.inner.clock.now());
    }
}
