//! Prints how long pages of lists take in a small and in a large fleet. Run it with `cargo run
//! --release --example orders -- SERVERS`, the size of the large fleet.

#![expect(clippy::print_stdout, reason = "it is there to print")]

use std::{
    error::Error,
    time::{Duration, Instant},
};

use ferronova_compute::{
    Change, Condition, Lock, LockedBy, Order, Query, Scope, Server, Servers, SortDirection, SortKey,
};
use ferronova_store_conformance::{
    building::{lock, second, server},
    wait,
};
use ferronova_store_redb::RedbStore;
use uuid::Uuid;

/// The size of the small fleet.
const FEW: u64 = 1000;

/// The servers of a page.
const PAGE: usize = 50;

/// Number of times that each page is read. The median time counts.
const REPETITIONS: usize = 301;

/// How often a server is locked and has a tag: one in so many.
const LOCKED: u64 = 100;

const TAG: &str = "blue";

type Failure = Box<dyn Error + Send + Sync>;

/// A kind of list: its name, conditions and order.
type List = (String, Vec<Condition>, Order);

fn main() -> Result<(), Failure> {
    let many = std::env::args().nth(1).map_or(Ok(100_000), |it| it.parse())?;
    let folder = tempfile::TempDir::new_in(".")?;
    let [small, large] = ["small", "large"].map(|it| RedbStore::open(&folder.path().join(it)));
    let (small, large) = (small?, large?);
    fill(&small, FEW)?;
    let begun = Instant::now();
    fill(&large, many)?;
    println!("{many} servers stored in {:?}", begun.elapsed());

    println!("{:34} {:>10} {:>10} {:>6}", "list", "of 1,000", "of many", "ratio");
    for (name, conditions, order) in lists() {
        for is_deep in [false, true] {
            let query = |marker| Query {
                conditions: conditions.clone(),
                order: order.clone(),
                marker,
                limit: PAGE,
                ..Query::of(Scope::All)
            };
            let time = |store: &RedbStore, servers: u64| -> Result<Duration, Failure> {
                // A server that is not locked: locked ones are at an end of the order by lock.
                let marker = is_deep.then(|| id_of(servers / 2 + 1));
                time_of(store, &query(marker))
            };
            let (few, many) = (time(&small, FEW)?, time(&large, many)?);
            let ratio = many.as_secs_f64() / few.as_secs_f64();
            let place = if is_deep { "deep" } else { "first" };
            println!("{name:28} {place:5} {few:>10.1?} {many:>10.1?} {ratio:>6.2}");
        }
    }
    Ok(())
}

fn lists() -> Vec<List> {
    let mut lists = vec![("as in 2014".to_owned(), Vec::new(), Order::newest_first())];
    for key in [SortKey::Created, SortKey::Updated, SortKey::Name, SortKey::Locked] {
        for direction in SortDirection::ALL {
            lists.push((format!("{key} {direction}"), Vec::new(), Order::by([(key, *direction)])));
        }
    }
    let by_creation = || Order::by([(SortKey::Created, SortDirection::Descending)]);
    for order in [by_creation(), Order::newest_first()] {
        let name = if order == by_creation() { "" } else { ", as in 2014" };
        let locked = vec![Condition::Locked(true)];
        lists.push((format!("locked=true{name}"), locked, order.clone()));
        let tagged = vec![Condition::Tags(vec![TAG.to_owned()])];
        lists.push((format!("tags=x{name}"), tagged, order.clone()));
        let never = vec![Condition::ChangesSince(second(i64::MAX / 2_000_000))];
        lists.push((format!("changes-since, none{name}"), never, order));
    }
    lists
}

/// Stores servers that were created one a second.
fn fill(store: &RedbStore, servers: u64) -> Result<(), Failure> {
    let numbered = |n: u64| {
        let is_locked = n.is_multiple_of(LOCKED);
        let lock = if is_locked { lock(LockedBy::Owner) } else { Lock::default() };
        let seconds = i64::try_from(n).unwrap_or(0);
        Change::to(Server {
            id: id_of(n),
            created: second(seconds),
            updated: second(seconds + 10),
            lock,
            tags: if is_locked { vec![TAG.to_owned()] } else { Vec::new() },
            host: Some("compute-1".to_owned()),
            metadata: [("role".to_owned(), "web".to_owned())].into(),
            security_groups: vec!["default".to_owned()],
            ..server(&format!("web-{n}"))
        })
    };
    let batch =
        move |first: u64| Ok((first..(first + FEW).min(servers)).map(numbered).collect::<Vec<_>>());
    let batches = (0..servers.div_ceil(FEW)).map(move |it| batch(it * FEW));
    wait(store.fill(None, batches))?;
    Ok(())
}

/// The id of a server: random-looking, so that ids are in another order than numbers.
fn id_of(n: u64) -> Uuid {
    Uuid::from_u128(u128::from(n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
}

/// The median time of a page.
fn time_of(store: &RedbStore, query: &Query) -> Result<Duration, Failure> {
    let mut times = Vec::with_capacity(REPETITIONS);
    for _ in 0..REPETITIONS {
        let begun = Instant::now();
        wait(store.page(query))?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Ok(times[REPETITIONS / 2])
}
