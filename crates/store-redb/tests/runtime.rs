//! Tests long reads within a tokio runtime.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::{
    cell::Cell,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Waker},
    thread,
    time::Duration,
};

use ferronova_compute::{Column, Condition, Content, Lifecycle, Pattern, Query, Servers};
use ferronova_store_conformance::{
    building::{everything, server},
    wait,
};
use ferronova_store_redb::RedbStore;
use tokio::{runtime, task};

const SERVERS: usize = 9000;

fn large_store() -> RedbStore {
    let servers = (0..SERVERS).map(|n| (server(&format!("n-{n}")), Vec::new())).collect();
    let store = RedbStore::in_memory().unwrap();
    wait(store.load(Content { servers, ..Content::default() })).unwrap();
    store
}

/// A query that has to read every record, and a counter of the records read.
fn counting() -> (Query, Arc<AtomicUsize>) {
    let looked_at = Arc::new(AtomicUsize::new(0));
    let counter = looked_at.clone();
    let pattern = Pattern::new("never".to_owned(), move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        false
    });
    let conditions = vec![Condition::Column(Column::DisplayName, pattern)];
    (Query { conditions, ..everything() }, looked_at)
}

#[test]
fn a_long_list_lets_others_of_its_thread_run() {
    let store = large_store();
    let (query, looked_at) = counting();

    let (found, turns) = run_with_others(store.page(&query));

    assert_eq!(found.unwrap(), []);
    assert_eq!(looked_at.load(Ordering::Relaxed), SERVERS);
    assert!(turns > 1, "{turns} turns");
}

#[test]
fn a_list_whose_pattern_is_slow_lets_others_of_its_thread_run() {
    let servers = (0..10).map(|n| (server(&format!("n-{n}")), Vec::new())).collect();
    let store = RedbStore::in_memory().unwrap();
    wait(store.load(Content { servers, ..Content::default() })).unwrap();
    let on_this_thread = Arc::new(AtomicUsize::new(0));
    let (counter, caller) = (on_this_thread.clone(), thread::current().id());
    let slow = Pattern::new("slow".to_owned(), move |_| {
        counter.fetch_add(usize::from(thread::current().id() == caller), Ordering::Relaxed);
        thread::sleep(Duration::from_millis(20));
        true
    });
    let conditions = vec![Condition::Column(Column::DisplayName, slow)];
    let query = Query { conditions, ..everything() };

    let (found, turns) = run_with_others(store.page(&query));

    assert_eq!(found.unwrap().len(), 10);
    assert_eq!(on_this_thread.load(Ordering::Relaxed), 1);
    assert!(turns > 1, "{turns} turns");
}

#[test]
fn a_long_count_lets_others_of_its_thread_run() {
    let store = large_store();
    let query = everything();

    let (counts, turns) = run_with_others(store.count(&query));

    let counts = counts.unwrap();
    assert_eq!((counts.len(), counts[0].n_servers), (1, SERVERS as u64));
    assert!(turns > 1, "{turns} turns");
}

#[test]
fn a_short_list_is_ready_at_once() {
    let store = large_store();
    let query = Query { limit: 1000, ..everything() };
    let mut page = store.page(&query);

    let ready = page.as_mut().poll(&mut Context::from_waker(Waker::noop()));

    assert!(ready.is_ready());
}

#[test]
fn a_list_that_nobody_waits_for_any_more_ends_after_its_slice() {
    let store = large_store();
    let (query, looked_at) = counting();
    let runtime = runtime::Builder::new_current_thread().build().unwrap();
    let entered = runtime.enter();

    let mut page = store.page(&query);
    let ready = page.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(ready.is_pending());
    drop(page);
    drop(entered);
    // Dropping the runtime waits for the slice that its pool has begun.
    drop(runtime);

    let looked_at = looked_at.load(Ordering::Relaxed);
    assert!((1..=4000).contains(&looked_at), "{looked_at}");
}

/// Waits for `main` on a thread that another future also uses. Returns the result and how often the
/// other future ran meanwhile.
fn run_with_others<T>(main: impl Future<Output = T>) -> (T, u32) {
    let runtime = runtime::Builder::new_current_thread().build().unwrap();
    let turns = Cell::new(0);
    let others = async {
        loop {
            turns.set(turns.get() + 1);
            task::yield_now().await;
        }
    };
    let result = runtime.block_on(task::LocalSet::new().run_until(first_of(main, others)));
    (result, turns.get())
}

/// Waits for `main` or `others`, and returns the result of the first that is ready. `others` is
/// polled whenever `main` is pending.
async fn first_of<T>(main: impl Future<Output = T>, others: impl Future<Output = T>) -> T {
    let mut main = std::pin::pin!(main);
    let mut others = std::pin::pin!(others);
    std::future::poll_fn(|context| {
        let result = main.as_mut().poll(context);
        if result.is_ready() { result } else { others.as_mut().poll(context) }
    })
    .await
}
