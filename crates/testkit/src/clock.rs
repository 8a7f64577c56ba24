//! The clock of a cloud in tests.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ferronova_compute::{Clock, SystemClock, Timestamp};

/// A clock that shows the real time until a test sets it. From then on it shows the same time until
/// the test moves it. Operations on servers still take real time.
///
/// ```
/// use std::time::Duration;
///
/// use ferronova_testkit::{Cloud, Options, Timestamp};
/// use serde_json::json;
///
/// if let Some(cloud) = Cloud::start_with(&Options::default()) {
///     let owner = cloud.owner();
///     cloud.clock().set(Timestamp::from_seconds(1_767_225_600));
///     let id = owner.boot("web");
///     cloud.clock().pass(Duration::from_secs(60));
///     owner.put(&format!("servers/{id}"), &json!({"server": {"name": "db"}})).assert_status(200);
///
///     let shown = owner.show(&id);
///     assert_eq!(shown.at("/server/created"), "2026-01-01T00:00:00Z");
///     assert_eq!(shown.at("/server/updated"), "2026-01-01T00:01:00Z");
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct TestClock(Arc<Mutex<Option<Timestamp>>>);

impl TestClock {
    /// Stops the clock at this time. Tokens, and callers that the cloud has cached, expire by this
    /// clock.
    pub fn set(&self, now: Timestamp) {
        *self.lock() = Some(now);
    }

    /// Moves the clock ahead, and stops it there.
    pub fn pass(&self, time: Duration) {
        self.set(self.now() + time);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        self.lock().unwrap_or_else(|| SystemClock.now())
    }

    fn monotonic(&self) -> Duration {
        SystemClock.monotonic()
    }
}
