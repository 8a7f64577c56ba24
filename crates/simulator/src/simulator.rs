//! The driver of the hypervisor port.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ferronova_compute::{
    Change, Clock, Decision, Error, HypervisorDriver, Infrastructure, Instance, LogThrottle, Ports,
    Scope, Scratch, Server, ServerRef, StoreError, TaskState, Timestamp, Transition, VmState, Work,
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

/// What was said of failures: one of the store concerns all servers.
static FAILURES: LogThrottle = LogThrottle::new();

/// How many servers change at once; a store that writes them together is the faster for it.
const BATCH: usize = 64;

/// How long after its first failure a step is tried again; after each further one twice as long.
const RETRY_AFTER: Duration = Duration::from_secs(10);

/// How often that time is doubled at most: it ends at some ten minutes.
const DOUBLINGS: u32 = 6;

/// Does the work on servers by changing their states. A clone is the same simulator.
#[derive(Clone)]
pub struct Simulator {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) ports: Ports,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) times: Times,
    schedule: Mutex<Schedule>,
    /// Rings when something is due earlier than was known.
    pub(crate) wake_up: Notify,
}

impl Simulator {
    /// A simulator of the servers behind these ports. Until [`Self::spawn`] or [`Self::run_due`], work
    /// that takes time only begins.
    #[must_use]
    pub fn new(ports: Ports, clock: Arc<dyn Clock>, times: Times) -> Self {
        let schedule = Mutex::default();
        Self { inner: Arc::new(Inner { ports, clock, times, schedule, wake_up: Notify::new() }) }
    }

    /// Takes up the work that the store knows of, as it stands after a start.
    ///
    /// # Errors
    ///
    /// If the store failed; what was known before still is.
    pub async fn resume(&self) -> Result<(), StoreError> {
        for instance in self.inner.ports.lifecycle.in_transition().await? {
            self.begun(&instance);
        }
        Ok(())
    }

    /// Ends every step that is due, and those that are due by then after them.
    ///
    /// A step that can't be stored is logged and tried again later.
    pub async fn run_due(&self) {
        loop {
            let due = self.schedule().take_due(self.inner.clock.monotonic(), BATCH);
            if due.is_empty() {
                return;
            }
            join_all(due.into_iter().map(|it| self.advance(it))).await;
        }
    }

    /// When something is due next.
    pub(crate) fn next_due(&self) -> Option<Duration> {
        self.schedule().next()
    }

    /// Takes one server along, if its record still is where it was thought to be.
    async fn advance(&self, step: ScheduledStep) {
        let Inner { ports, clock, times, .. } = &*self.inner;
        let now = clock.now();
        let reached = step.reached(clock.monotonic());
        let infrastructure = ports.lifecycle.infrastructure();
        let decide = |server: &Server, scratch: &Scratch| {
            let mut change = Change::of(server, scratch);
            let resources = Resources { images: &*ports.images, infrastructure: &infrastructure };
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
        match ports.servers.change(ServerRef::Id(step.id), &Scope::All, &decide).await {
            Ok(instance) => {
                // The next step of the work follows this one; any other began by the clock.
                let is_next = |it: Transition| {
                    it.work == step.transition.work && it.step > step.transition.step
                };
                let is_next = instance.scratch.transition.is_some_and(is_next);
                self.expect(&instance, if is_next { reached } else { now });
            }
            // It was purged, or the store holds something else by now.
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
                "could not go on to {} server {id}, trying again in {} s: {chain}{more}",
                transition.work,
                delay.as_secs(),
            );
        }
        let failures = failures.saturating_add(1);
        let at = self.inner.clock.monotonic().saturating_add(delay);
        self.schedule().retry(ScheduledStep { at, failures, ..step });
    }

    /// Looks at a server when the step that it is on is due, where the time of that is `now`.
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
        let resources = Resources { images: &*self.inner.ports.images, infrastructure };
        let mut context = WorkContext::of(change, self.inner.times, resources, now);
        progress::begin(&mut context, work)?;
        let end = action_event::end(work, &context);
        if work == Work::Build && change.server.vm_state == VmState::Error {
            // No host was found for it, so it gets no address either.
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
