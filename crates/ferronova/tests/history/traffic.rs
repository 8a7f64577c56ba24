//! Concurrent callers at full speed on a few servers.

use std::{
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use fastrand::Rng;

use crate::{
    callers::{self, Callers},
    history::Version,
    model::{Answer, Extent, Filter, Operation, Who},
    recording::{Line, Outcome, Recording},
};

/// Number of concurrent callers.
const CALLERS: usize = 24;

/// A mix of operations.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mix {
    /// All operations, mostly about locks.
    Everyday,
    /// Instance actions of servers that are being deleted.
    ShortLives,
}

/// The kind of the traffic, and its limits: it ends when the first limit is reached.
#[derive(Clone, Copy)]
pub(crate) struct Traffic {
    pub(crate) mix: Mix,
    /// Number of servers at a time.
    pub(crate) servers: usize,
    pub(crate) time: Duration,
    /// Approximate number of calls.
    pub(crate) calls: u64,
}

/// Records calls to servers that are created at the beginning and deleted at the end.
pub(crate) fn record(callers: &Callers, random: &mut Rng, traffic: Traffic) -> Recording {
    let Traffic { mix, servers, time, calls } = traffic;
    let shared = SharedState {
        mix,
        clock: AtomicU64::new(0),
        deadline: Instant::now() + time,
        calls,
        targets: Mutex::new(vec![String::new(); servers]),
    };
    let mut first = Worker::new(callers, &shared, random.fork(), "first");
    for at in 0..servers {
        first.create(at);
    }
    let mut lines = thread::scope(|scope| {
        let workers: Vec<_> = (0..CALLERS)
            .map(|n| Worker::new(callers, &shared, random.fork(), &n.to_string()))
            .map(|worker| scope.spawn(move || worker.run()))
            .collect();
        let joined = workers.into_iter().map(|it| it.join().expect("a caller was answered"));
        joined.flatten().collect::<Vec<Line>>()
    });
    let targets = shared.targets().clone();
    for id in &targets {
        for operation in [Operation::Actions, Operation::Show, Operation::Delete, Operation::Show] {
            first.call(Version::V2, Who::AdminElsewhere, id, operation);
        }
    }
    lines.append(&mut first.lines);
    lines.sort_by_key(|it| it.begun);
    Recording(lines)
}

/// The shared state of the callers of a recording.
struct SharedState {
    mix: Mix,
    /// A clock that never repeats a value.
    clock: AtomicU64,
    deadline: Instant,
    calls: u64,
    /// The ids of the servers.
    targets: Mutex<Vec<String>>,
}

impl SharedState {
    fn tick(&self) -> u64 {
        self.clock.fetch_add(1, Ordering::SeqCst)
    }

    fn is_over(&self) -> bool {
        // Each call advances the clock twice.
        Instant::now() >= self.deadline || self.clock.load(Ordering::Relaxed) >= 2 * self.calls
    }

    fn targets(&self) -> MutexGuard<'_, Vec<String>> {
        self.targets.lock().expect("no caller panics with it")
    }
}

struct Worker<'a> {
    callers: Callers,
    shared: &'a SharedState,
    random: Rng,
    /// A prefix of names that is unique to this worker.
    name: String,
    lines: Vec<Line>,
}

impl<'a> Worker<'a> {
    fn new(callers: &Callers, shared: &'a SharedState, random: Rng, name: &str) -> Self {
        let (callers, name) = (callers.again(), name.to_owned());
        Self { callers, shared, random, name, lines: Vec::new() }
    }

    /// Calls until the traffic ends, and returns the recorded calls.
    fn run(mut self) -> Vec<Line> {
        while !self.shared.is_over() {
            let targets = self.shared.targets().clone();
            let at = self.random.usize(..targets.len());
            let who = self.who();
            let operation = match self.shared.mix {
                Mix::Everyday => self.everyday(),
                Mix::ShortLives => self.short_lives(),
            };
            let version = if self.random.bool() { Version::V2 } else { Version::V3 };
            let deletes = operation == Operation::Delete;
            if deletes {
                // The actions are listed before the deletion, as they can't be read afterwards.
                self.call(version, who, &targets[at], Operation::Actions);
            }
            let answer = self.call(version, who, &targets[at], operation);
            if deletes && answer == Some(Answer::Done) {
                self.create(at);
            }
        }
        self.lines
    }

    /// Creates a server in place of a deleted one.
    fn create(&mut self, at: usize) {
        let operation = Operation::Create(self.new_name());
        self.call(Version::V2, Who::Owner, "", operation);
        let Some(Line { outcome: Outcome::Of(id, _), .. }) = self.lines.last() else {
            panic!("no server was made");
        };
        self.shared.targets()[at].clone_from(id);
    }

    /// Makes a call. Returns the answer if the call is about one server.
    fn call(
        &mut self,
        version: Version,
        who: Who,
        id: &str,
        operation: Operation,
    ) -> Option<Answer> {
        let begun = self.shared.tick();
        let received = self.callers.call(version, who, id, &operation);
        let ended = self.shared.tick();

        let outcome = callers::outcome(version, id, &operation, &received);
        let answer = match &outcome {
            Outcome::Of(_, answer) => Some(answer.clone()),
            Outcome::Listed(_) => None,
        };
        let request_id = callers::request_id(version, &received);
        self.lines.push(Line { begun, ended, version, who, operation, outcome, request_id });
        answer
    }

    fn who(&mut self) -> Who {
        match self.random.u8(..20) {
            0..9 => Who::Owner,
            9..15 => Who::AdminElsewhere,
            15..19 => Who::AdminOfProject,
            _ => Who::Stranger,
        }
    }

    fn short_lives(&mut self) -> Operation {
        match self.random.u8(..20) {
            0..10 => Operation::Actions,
            10..13 => Operation::Lock,
            13..16 => Operation::Unlock,
            _ => Operation::Delete,
        }
    }

    fn everyday(&mut self) -> Operation {
        match self.random.u16(..1000) {
            0..200 => Operation::Show,
            200..300 => self.list(),
            300..310 => Operation::Actions,
            310..400 => Operation::Rename(self.new_name()),
            400..650 => Operation::Lock,
            650..900 => Operation::Unlock,
            900..930 => Operation::Stop,
            930..970 => Operation::Start,
            970..995 => Operation::Reboot,
            _ => Operation::Delete,
        }
    }

    fn list(&mut self) -> Operation {
        let filter = match self.random.u8(..10) {
            0..2 => Filter::All,
            2..4 => Filter::Locked,
            4..6 => Filter::Unlocked,
            6 => Filter::LockedByOwner,
            7 => Filter::LockedByAdmin,
            8 => Filter::Active,
            _ => Filter::Stopped,
        };
        let extent = if self.random.bool() { Extent::Details } else { Extent::Names };
        Operation::List(filter, extent)
    }

    fn new_name(&self) -> String {
        format!("{}-{}", self.name, self.lines.len())
    }
}
