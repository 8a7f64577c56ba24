//! Metrics of the commits of the embedded database.

use std::time::Duration;

use ferronova_store_redb::Observer;
use prometheus_client::{
    metrics::{
        counter::Counter,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};

/// Up to so many seconds. A good disk takes a millisecond, a poor one a hundred.
const DURATIONS: [f64; 12] =
    [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// What the store tells of its commits. Only the thread that writes adds to it.
pub(crate) struct Commits {
    requests: Histogram,
    durations: Histogram,
    failures: Counter,
}

impl Commits {
    pub(crate) fn new() -> Self {
        Self {
            // From one request to the 1,024 that may share a commit.
            requests: Histogram::new(exponential_buckets(1.0, 2.0, 11)),
            durations: Histogram::new(DURATIONS),
            failures: Counter::default(),
        }
    }

    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register(
            "ferronova_store_commit_requests",
            "Requests that shared a commit",
            self.requests.clone(),
        );
        registry.register(
            "ferronova_store_commit_duration_seconds",
            "Time until a commit was on the disk",
            self.durations.clone(),
        );
        registry.register(
            "ferronova_store_commit_failures",
            "Commits that failed, with all requests that shared them",
            self.failures.clone(),
        );
    }
}

impl Observer for Commits {
    fn committed(&self, requests: usize, took: Duration) {
        self.requests.observe(f64::from(u32::try_from(requests).unwrap_or(u32::MAX)));
        self.durations.observe(took.as_secs_f64());
    }

    fn failed(&self) {
        self.failures.inc();
    }
}
