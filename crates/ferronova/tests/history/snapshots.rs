//! A page of a list shows the state of one commit, however many servers are skipped to fill it.
//!
//! One caller changes servers one by one, each after the response to the previous change. So the
//! state of all servers is known at every moment.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    callers::{Callers, SEED},
    history::Version,
    model::{Operation, Who},
    support::{caller::Caller, program::Program},
    trial::{Storage, end, start},
};

/// Number of servers: enough that a list is read in several slices.
const SERVERS: usize = 4400;

/// Number of servers that change, far from each other.
const CHANGED: usize = 6;

/// Number of readers beside the writer.
const READERS: usize = 6;

const TIME: Duration = Duration::from_secs(2);

/// A running program with the servers, and the ids of the servers that change, oldest first.
struct Cloud {
    callers: Callers,
    changed: Vec<String>,
    _folder: tempfile::TempDir,
    program: Program,
}

impl Cloud {
    fn new() -> Self {
        let names = (0..SERVERS).map(|n| {
            let (at, rest) = (n / (SERVERS / CHANGED), n % (SERVERS / CHANGED));
            if rest == 0 && at < CHANGED { format!("changed-{at}") } else { format!("other-{n}") }
        });
        let servers: Vec<String> =
            names.map(|it| format!("  - {{name: {it}, project: demo}}\n")).collect();
        let seed = format!("{SEED}servers:\n{}", servers.concat());
        let (folder, program) = start(Storage::Memory, &seed);
        let callers = Callers::log_in(&program.base_url());
        let mut changed = list(&callers.owner, "name=%5Echanged-");
        changed.reverse();
        let changed = changed.iter().map(|it| text(it, "id").to_owned()).collect();
        Self { callers, changed, _folder: folder, program }
    }

    /// Calls `change` with 1, 2, 3 and so on. Meanwhile, readers call `read` with the number of
    /// acknowledged changes; `read` returns the number of changes that it sees. Fails if that is
    /// more than have begun.
    fn run(
        self,
        change: impl Fn(&Self, usize),
        read: impl Fn(&Self, &Callers, usize) -> usize + Sync,
    ) where
        Self: Sync,
    {
        let [begun, answered, reads] = [(); 3].map(|()| AtomicUsize::new(0));
        let is_over = AtomicBool::new(false);
        let deadline = Instant::now() + TIME;
        thread::scope(|scope| {
            for _ in 0..READERS {
                scope.spawn(|| {
                    let callers = self.callers.again();
                    while !is_over.load(Ordering::SeqCst) {
                        let seen = read(&self, &callers, answered.load(Ordering::SeqCst));
                        assert!(seen <= begun.load(Ordering::SeqCst), "{seen} is yet to come");
                        reads.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            for n in 1.. {
                begun.store(n, Ordering::SeqCst);
                change(&self, n);
                answered.store(n, Ordering::SeqCst);
                if Instant::now() >= deadline {
                    break;
                }
            }
            is_over.store(true, Ordering::SeqCst);
        });
        eprintln!("{begun:?} changes, {reads:?} lists");
        end(self.program);
    }

    fn change(&self, who: Who, n: usize, operation: &Operation) {
        let received = self.callers.call(Version::V2, who, &self.changed[n % CHANGED], operation);
        assert!(matches!(received.status, 200 | 202), "{}", received.body);
    }
}

#[test]
fn a_list_shows_every_server_as_of_the_same_commit() {
    let cloud = Cloud::new();
    for n in 0..CHANGED {
        cloud.change(Who::Owner, n, &Operation::Rename(format!("changed-{n}")));
    }

    cloud.run(
        |cloud, n| {
            let name = format!("changed-{}", n + CHANGED - 1);
            cloud.change(Who::Owner, n + CHANGED - 1, &Operation::Rename(name));
        },
        |_, callers, answered| {
            let mut numbers: Vec<usize> = list(&callers.owner, "name=%5Echanged-")
                .iter()
                .map(|it| text(it, "name")["changed-".len()..].parse().expect("it is a number"))
                .collect();
            numbers.sort_unstable();
            let first = numbers[0];
            let expected: Vec<usize> = (first..first + CHANGED).collect();
            assert_eq!(numbers, expected, "these names were never there together");
            assert!(first >= answered, "{answered} changes were answered, {first} are shown");
            first
        },
    );
}

#[test]
fn a_lock_that_is_passed_on_is_always_in_the_list_of_locked_servers() {
    let cloud = Cloud::new();
    cloud.change(Who::AdminElsewhere, 0, &Operation::Lock);

    cloud.run(
        |cloud, n| {
            cloud.change(Who::AdminElsewhere, n, &Operation::Lock);
            cloud.change(Who::AdminElsewhere, n - 1, &Operation::Unlock);
        },
        |cloud, callers, answered| {
            let found = list(&callers.admin_elsewhere, "all_tenants=1&locked_by=admin");
            let place = |it: &Value| cloud.changed.iter().position(|id| id == text(it, "id"));
            let places: Vec<usize> = found.iter().filter_map(place).collect();
            match places[..] {
                [_] => {}
                // The newest server comes first.
                [one, other] if other + 1 == one || (one, other) == (CHANGED - 1, 0) => {}
                _ => panic!("these were never locked together: {places:?}"),
            }
            answered
        },
    );
}

/// Returns the servers of a list, newest first.
#[track_caller]
fn list(caller: &Caller, query: &str) -> Vec<Value> {
    let mut answer = caller.call("GET", &format!("servers/detail?{query}"), None);
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    match answer.body["servers"].take() {
        Value::Array(servers) => servers,
        other => panic!("{other} is no list"),
    }
}

#[track_caller]
fn text<'a>(body: &'a Value, key: &str) -> &'a str {
    body[key].as_str().unwrap_or_else(|| panic!("there is no {key} in {body}"))
}
