//! Counts of requests and replies, for metrics.
//!
//! All threads count their requests here, so counting must not lock, allocate or format: the
//! counters are defined at start by the routes of the mounts, and a request increments three of
//! them. Paths without a route, and unknown methods and statuses, share counters, so that clients
//! can't make the set of counters grow.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use actix_web::http::{Method, StatusCode};

use crate::{Answer, RouteOrAction};

/// Label for requests without a route.
const NONE: &str = "none";

/// Label for methods and statuses that have no counter of their own.
const OTHER: &str = "other";

/// Label for the mount that serves the list of versions.
const VERSIONS: &str = "versions";

const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// Counted statuses in ascending order, with their labels.
const STATUSES: [(u16, &str); 22] = [
    (200, "200"),
    (201, "201"),
    (202, "202"),
    (203, "203"),
    (204, "204"),
    (300, "300"),
    (302, "302"),
    (400, "400"),
    (401, "401"),
    (403, "403"),
    (404, "404"),
    (405, "405"),
    (406, "406"),
    (408, "408"),
    (409, "409"),
    (413, "413"),
    (415, "415"),
    (422, "422"),
    (429, "429"),
    (500, "500"),
    (501, "501"),
    (503, "503"),
];

/// Upper bounds of the duration buckets, in microseconds. There is one more bucket above them.
const BOUNDS: [u64; 14] = [
    50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000,
    5_000_000,
];

/// Counts of all requests since the start.
pub struct Traffic(Vec<MountCounters>);

/// Counts of the requests with one method to one route.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteTraffic {
    /// The first segment of the mount, such as `v2`.
    pub api: &'static str,
    /// The method; `other` for all unusual methods.
    pub method: &'static str,
    /// The pattern of the route; `none` for requests without a route.
    pub route: &'static str,
    /// Number of replies by status, without zeros; `other` for all unusual statuses.
    pub statuses: Vec<(&'static str, u64)>,
    /// Number of replies by duration, as pairs of an upper bound in seconds and a count. The last
    /// bound is infinite.
    pub durations: Vec<(f64, u64)>,
    /// Total duration of all replies, in seconds.
    pub seconds: f64,
}

/// How often a route or an action was refused because a server was locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockRefusals {
    /// The first segment of the mount, such as `v2`.
    pub api: &'static str,
    /// The name of the action, or the pattern of a route without actions.
    pub call: &'static str,
    pub count: u64,
}

/// A mount whose requests are counted.
pub(crate) struct CountedMount {
    /// The mount's first segment; `None` for the list of versions.
    pub(crate) name: Option<&'static str>,
    /// The patterns of the mount's routes, in any order, possibly with duplicates.
    pub(crate) routes: Vec<&'static str>,
    pub(crate) actions: Vec<&'static str>,
}

struct MountCounters {
    name: &'static str,
    /// The counters of each route, sorted by pattern. The first entry counts requests without a
    /// route.
    routes: Vec<RouteCounters>,
    /// For each action or route, by name or pattern, how often it was refused because of a lock.
    /// Sorted by name or pattern.
    lock_refusals: Vec<(&'static str, AtomicU64)>,
}

struct RouteCounters {
    pattern: Option<&'static str>,
    /// Counters by method, each created on its first use, as most methods never occur on a route.
    methods: [OnceLock<Box<Counters>>; METHODS.len() + 1],
}

#[derive(Default)]
struct Counters {
    statuses: [AtomicU64; STATUSES.len() + 1],
    durations: [AtomicU64; BOUNDS.len() + 1],
    nanoseconds: AtomicU64,
}

impl Traffic {
    /// Counters for these mounts, all zero.
    pub(crate) fn new(mounts: impl Iterator<Item = CountedMount>) -> Self {
        Self(mounts.map(MountCounters::new).collect())
    }

    /// Counts an answer. `mount` is the position of its mount in the list given to [`Self::new`].
    pub(crate) fn count(&self, mount: usize, method: &Method, answer: &Answer, took: Duration) {
        let Some(mount) = self.0.get(mount) else {
            return;
        };
        if let Some(route) = mount.find(answer.route) {
            route.counts(method).add(answer.reply.status(), took);
        }
        let refused = match answer.reply.refused_by_lock() {
            Some(RouteOrAction::Action(name)) => Some(name),
            Some(RouteOrAction::Route) => answer.route,
            None => None,
        };
        if let Some(call) = refused {
            mount.count_refusal(call);
        }
    }

    /// All counts that are not zero, in the order of mounts and routes.
    #[must_use]
    pub fn by_route(&self) -> Vec<RouteTraffic> {
        let mut answered = Vec::new();
        for mount in &self.0 {
            for route in &mount.routes {
                let methods = METHODS.iter().chain([&OTHER]).zip(&route.methods);
                for (method, counts) in methods {
                    if let Some(counts) = counts.get() {
                        answered.push(counts.read(
                            mount.name,
                            method,
                            route.pattern.unwrap_or(NONE),
                        ));
                    }
                }
            }
        }
        answered
    }

    /// All counts of refusals because of locks, except those that are zero.
    #[must_use]
    pub fn lock_refusals(&self) -> Vec<LockRefusals> {
        let mut refusals = Vec::new();
        for mount in &self.0 {
            for (call, count) in &mount.lock_refusals {
                let count = count.load(Ordering::Relaxed);
                if count > 0 {
                    refusals.push(LockRefusals { api: mount.name, call, count });
                }
            }
        }
        refusals
    }
}

impl MountCounters {
    fn new(counted: CountedMount) -> Self {
        let CountedMount { name, routes: mut patterns, actions: mut calls } = counted;
        patterns.sort_unstable();
        patterns.dedup();
        calls.extend(&patterns);
        calls.sort_unstable();
        calls.dedup();
        Self {
            name: name.unwrap_or(VERSIONS),
            routes: [None]
                .into_iter()
                .chain(patterns.into_iter().map(Some))
                .map(RouteCounters::new)
                .collect(),
            lock_refusals: calls.into_iter().map(|it| (it, AtomicU64::new(0))).collect(),
        }
    }

    /// Returns the counters of a pattern; for an unknown pattern, the counters of requests without
    /// a route.
    fn find(&self, pattern: Option<&str>) -> Option<&RouteCounters> {
        let found = self.routes.binary_search_by(|it| it.pattern.cmp(&pattern));
        found.map_or(self.routes.first(), |it| self.routes.get(it))
    }

    fn count_refusal(&self, call: &str) {
        let found = self.lock_refusals.binary_search_by(|(it, _)| it.cmp(&call));
        if let Some((_, count)) = found.ok().and_then(|it| self.lock_refusals.get(it)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl RouteCounters {
    fn new(pattern: Option<&'static str>) -> Self {
        Self { pattern, methods: Default::default() }
    }

    fn counts(&self, method: &Method) -> &Counters {
        let [usual @ .., other] = &self.methods;
        let known = METHODS.iter().zip(usual).find(|(it, _)| **it == method.as_str());
        known.map_or(other, |(_, counts)| counts).get_or_init(Box::default)
    }
}

impl Counters {
    fn add(&self, status: StatusCode, took: Duration) {
        let status = STATUSES.binary_search_by_key(&status.as_u16(), |(it, _)| *it);
        let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let duration = BOUNDS.partition_point(|it| *it < microseconds);
        for (counts, place) in [
            (self.statuses.as_slice(), status.unwrap_or(STATUSES.len())),
            (self.durations.as_slice(), duration),
        ] {
            if let Some(count) = counts.get(place) {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
        let nanoseconds = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    fn read(&self, api: &'static str, method: &'static str, route: &'static str) -> RouteTraffic {
        let names = STATUSES.iter().map(|(_, name)| *name).chain([OTHER]);
        let statuses = names.zip(self.statuses.iter().map(|it| it.load(Ordering::Relaxed)));
        let bounds = BOUNDS.iter().map(|it| Duration::from_micros(*it).as_secs_f64());
        let durations = self.durations.iter().map(|it| it.load(Ordering::Relaxed));
        let nanoseconds = self.nanoseconds.load(Ordering::Relaxed);
        RouteTraffic {
            api,
            method,
            route,
            statuses: statuses.filter(|(_, count)| *count > 0).collect(),
            durations: bounds.chain([f64::INFINITY]).zip(durations).collect(),
            seconds: Duration::from_nanos(nanoseconds).as_secs_f64(),
        }
    }
}

#[cfg(test)]
mod tests;
