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

/// Upper bounds of the buckets for the duration of a commit, in seconds. A good disk takes 1 ms, a
/// poor one 100 ms.
const DURATIONS: [f64; 12] =
    [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// Counts the commits of the store. Only the writer thread updates it.
pub(crate) struct CommitMetrics {
    requests: Histogram,
    durations: Histogram,
    failures: Counter,
}

impl CommitMetrics {
    pub(crate) fn new() -> Self {
        Self {
            // Buckets for 1 to 1,024 requests; 1,024 is the maximum per commit.
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
            "CommitMetrics that failed, with all requests that shared them",
            self.failures.clone(),
        );
    }
}

impl Observer for CommitMetrics {
    fn committed(&self, requests: usize, took: Duration) {
        self.requests.observe(f64::from(u32::try_from(requests).unwrap_or(u32::MAX)));
        self.durations.observe(took.as_secs_f64());
    }

    fn failed(&self) {
        self.failures.inc();
    }
}
