//! The loop that takes the steps of works when they are due.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use ferronova_compute::error_chain;
use tokio::{task::JoinHandle, time::timeout};

use crate::{Simulator, purge::purge};

/// How often the store is searched for work in progress. A request whose client has disconnected
/// may have begun work without notifying the simulator.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// Maximum time between two removals of old records. The time is shorter if the records are kept
/// for a shorter time.
const PURGE_EVERY: Duration = Duration::from_hours(1);

/// A handle of the running loop of a simulator. The loop goes on if the handle is dropped.
pub struct Background {
    simulator: Simulator,
    is_stopping: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl Simulator {
    /// Starts the loop that takes due steps and removes old records. It begins by scheduling the
    /// work in progress that is stored. Call this once.
    ///
    /// This must be called within a tokio runtime with a timer. The loop ends with that runtime.
    #[must_use]
    pub fn spawn(&self) -> Background {
        let is_stopping = Arc::new(AtomicBool::new(false));
        let task = tokio::spawn(run(self.clone(), Arc::clone(&is_stopping)));
        Background { simulator: self.clone(), is_stopping, task }
    }
}

impl Background {
    /// Ends the loop, once the changes that it is working on are stored.
    pub async fn shutdown(self) {
        self.is_stopping.store(true, Ordering::Release);
        self.simulator.inner.wake_up.notify_one();
        if let Err(error) = self.task.await {
            log::error!("the simulator's loop failed: {}", error_chain(&error));
        }
    }
}

async fn run(simulator: Simulator, is_stopping: Arc<AtomicBool>) {
    let mut next_sweep = Instant::now();
    let mut next_purge = next_sweep;
    while !is_stopping.load(Ordering::Acquire) {
        let now = Instant::now();
        if next_sweep <= now {
            next_sweep = now + SWEEP_EVERY;
            if let Err(error) = simulator.resume().await {
                log::warn!("could not look for work in progress: {}", error_chain(&error));
            }
        }
        simulator.run_due().await;
        if next_purge <= now {
            next_purge = now + purge_every(simulator.inner.times.deleted_retention);
            purge(&simulator.inner).await;
        }
        // It does not matter whether this was a timeout or a notification: the due steps are taken
        // either way.
        let _ = timeout(sleep_time(&simulator), simulator.inner.wake_up.notified()).await;
    }
}

/// Returns the time between two removals of records that are kept for `retention`, so that no
/// record is kept much longer than that.
fn purge_every(retention: Duration) -> Duration {
    retention.clamp(SWEEP_EVERY, PURGE_EVERY)
}

fn sleep_time(simulator: &Simulator) -> Duration {
    match simulator.next_due() {
        Some(due) => due.saturating_sub(simulator.inner.clock.monotonic()).min(SWEEP_EVERY),
        None => SWEEP_EVERY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_that_are_kept_for_minutes_are_removed_within_minutes() {
        assert_eq!(purge_every(Duration::from_mins(5)), Duration::from_mins(5));
        assert_eq!(purge_every(Duration::ZERO), Duration::from_mins(1));
        assert_eq!(purge_every(Duration::MAX), Duration::from_hours(1));
    }
}
