//! The loop that acts when its time comes.

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

/// How often the store is asked for work in progress. A request that is given up by its client
/// may have begun work without a word to the simulator.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// How often old records are removed, unless they are kept for a shorter time than that.
const PURGE_EVERY: Duration = Duration::from_hours(1);

/// The running loop of a simulator. It goes on if this is dropped.
pub struct Background {
    simulator: Simulator,
    is_stopping: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl Simulator {
    /// Starts the loop that does what is due when it is, and removes old records; once is enough.
    /// It begins with the work that the store knows of.
    ///
    /// It must be called within a tokio runtime that has its timer, and lives as long as that.
    #[must_use]
    pub fn spawn(&self) -> Background {
        let is_stopping = Arc::new(AtomicBool::new(false));
        let task = tokio::spawn(run(self.clone(), Arc::clone(&is_stopping)));
        Background { simulator: self.clone(), is_stopping, task }
    }
}

impl Background {
    /// Ends the loop when the changes that it is at are stored.
    pub async fn shutdown(self) {
        self.is_stopping.store(true, Ordering::Release);
        self.simulator.inner.wake_up.notify_one();
        if let Err(error) = self.task.await {
            log::error!("the simulator's loop had failed: {}", error_chain(&error));
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
        // Whether it was woken or slept on to the end, it has to look.
        let _ = timeout(sleep_time(&simulator), simulator.inner.wake_up.notified()).await;
    }
}

/// How often records are removed that are kept for `retention`: none stays much longer.
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
