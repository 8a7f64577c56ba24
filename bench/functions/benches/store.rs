//! The calls of requests to the store: a server, pages, a lock.

#![expect(clippy::unwrap_used, reason = "a benchmark that can't go on has failed")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ferronova_compute::{
    Change, Condition, Content, Decision, Lifecycle, Lock, LockedBy, Query, Scope, Scratch, Server,
    Servers,
};
use ferronova_store_conformance::{
    building::{PROJECT, action, lock, server},
    wait,
};
use ferronova_store_redb::RedbStore;

const SERVERS: usize = 10_000;

/// Every hundredth server is locked.
const LOCKED: usize = 100;

fn store() -> (RedbStore, Vec<Server>) {
    let servers: Vec<Server> = (0..SERVERS)
        .map(|n| {
            let lock = if n % LOCKED == 0 { lock(LockedBy::Owner) } else { Lock::default() };
            Server { lock, ..server(&format!("web-{n}")) }
        })
        .collect();
    let with_actions = servers.iter().map(|it| (it.clone(), vec![action("create")])).collect();
    let store = RedbStore::in_memory().unwrap();
    wait(store.load(Content { servers: with_actions, ..Content::default() })).unwrap();
    (store, servers)
}

fn page(limit: usize, conditions: Vec<Condition>) -> Query {
    let scope = Scope::Project(PROJECT.to_owned());
    Query { conditions, limit, ..Query::of(scope) }
}

fn reads(criterion: &mut Criterion) {
    let (store, servers) = store();
    let mut next = servers.iter().cycle();
    criterion.bench_function("find a server by its id", |bencher| {
        bencher.iter(|| wait(store.find(next.next().unwrap().id, &Scope::All)));
    });
    for limit in [50, 1000] {
        let query = page(limit, Vec::new());
        criterion.bench_function(&format!("a page of {limit}"), |bencher| {
            bencher.iter(|| wait(store.page(black_box(&query))));
        });
    }
    let query = page(50, vec![Condition::Locked(true)]);
    criterion.bench_function("a page of 50 locked ones", |bencher| {
        bencher.iter(|| wait(store.page(black_box(&query))));
    });
}

/// In memory, so that nothing waits for a disk.
fn writes(criterion: &mut Criterion) {
    let (store, servers) = store();
    let turn = |it: &Server, _: &Scratch| {
        let lock = if it.lock.is_set { Lock::default() } else { lock(LockedBy::Owner) };
        let change = Change::to(Server { lock, ..it.clone() });
        Ok(Decision::Write(Box::new(Change { action: Some(action("lock")), ..change })))
    };
    let mut next = servers.iter().cycle();
    criterion.bench_function("lock or unlock a server, without a disk", |bencher| {
        bencher.iter(|| {
            let id = next.next().unwrap().id;
            wait(store.change(id, &Scope::All, &turn)).unwrap()
        });
    });
}

criterion_group!(benches, reads, writes);
criterion_main!(benches);
