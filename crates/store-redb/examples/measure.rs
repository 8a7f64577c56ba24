//! Prints how fast a store in a folder is. Run it with `cargo run --release --example measure --
//! SERVERS`.

#![expect(clippy::print_stdout, reason = "it is there to print")]

use std::{
    error::Error,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use ferronova_compute::{
    Change, Condition, Content, Decision, InstanceAction, Lifecycle, Lock, LockedBy, Pattern,
    Query, Scope, Server, Servers,
};
use ferronova_store_conformance::{
    building::{action, lock, second, server},
    wait,
};
use ferronova_store_redb::RedbStore;
use tokio::{runtime, task::LocalSet};

/// The approximate duration of each measurement.
const SPAN: Duration = Duration::from_secs(2);

/// The number of threads that make requests. A server has one per core; two are enough to show that
/// they share commits.
const WORKERS: usize = 2;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let argument = std::env::args().nth(1);
    let servers: u64 = argument.map_or(Ok(10_000), |it| it.parse())?;
    let folder = tempfile::TempDir::new_in(".")?;
    let store = Arc::new(RedbStore::open(folder.path())?);

    let begun = Instant::now();
    wait(store.load(content(servers)))?;
    println!("{servers} servers loaded in {:?}", begun.elapsed());

    let finds = per_second(|n| wait(store.find(name_of(n, servers), &Scope::All)))?;
    println!("finds by id, one thread: {finds:.0}/s");
    let page = |limit, conditions: &[Condition]| Query {
        conditions: conditions.to_vec(),
        limit,
        ..Query::of(Scope::All)
    };
    let pages = per_second(|_| wait(store.page(&page(50, &[]))))?;
    println!("pages of 50: {pages:.0}/s");
    let pages = per_second(|_| wait(store.page(&page(1000, &[]))))?;
    println!("pages of 1,000: {pages:.0}/s");
    let never = Condition::Name(Pattern::new("never".to_owned(), |it| it == "never"));
    let pages = per_second(|_| wait(store.page(&page(50, std::slice::from_ref(&never)))))?;
    println!("names compared without a match: {:.0}/s", pages * as_f64(servers));
    let locked = page(50, &[Condition::Locked(true)]);
    let pages = per_second(|_| wait(store.page(&locked)))?;
    println!("lists of locked servers, none: {pages:.0}/s");

    let one = locks_per_second(&store, 1, servers)?;
    let many = locks_per_second(&store, 64, servers)?;
    println!("64 clients have {:.1} times the rate of one", many / one);

    let begun = Instant::now();
    drop(store);
    println!("closed in {:?}", begun.elapsed());
    let begun = Instant::now();
    let store = RedbStore::open(folder.path())?;
    println!("opened in {:?}", begun.elapsed());
    let copy = tempfile::TempDir::new_in(".")?;
    std::fs::copy(folder.path().join("ferronova.redb"), copy.path().join("ferronova.redb"))?;
    let begun = Instant::now();
    RedbStore::open(copy.path())?;
    println!(
        "opened and closed a copy of the open file, as after a crash, in {:?}",
        begun.elapsed()
    );
    drop(store);
    Ok(())
}

fn content(servers: u64) -> Content {
    let numbered = |n: u64| {
        let it = Server {
            id: uuid::Uuid::from_u128(u128::from(n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c)),
            created: second(i64::try_from(n / 10).unwrap_or(0)),
            host: Some("compute-1".to_owned()),
            node: Some("compute-1.example.org".to_owned()),
            metadata: [("role".to_owned(), "web".to_owned())].into(),
            security_groups: vec!["default".to_owned()],
            ..server(&format!("server-number-{n}"))
        };
        (it, Vec::new())
    };
    Content { servers: (0..servers).map(numbered).collect(), ..Content::default() }
}

fn name_of(n: u64, servers: u64) -> uuid::Uuid {
    let n = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % servers;
    let id = u128::from(n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c);
    uuid::Uuid::from_u128(id)
}

/// Returns how often per second this thread can do `work`.
fn per_second<T, E: Into<Failure>>(
    mut work: impl FnMut(u64) -> Result<T, E>,
) -> Result<f64, Failure> {
    let begun = Instant::now();
    let mut n = 0;
    while begun.elapsed() < SPAN {
        work(n).map_err(Into::into)?;
        n += 1;
    }
    Ok(as_f64(n) / begun.elapsed().as_secs_f64())
}

/// Returns how often per second `clients` in all can lock and unlock servers, on as many threads as
/// there are workers.
fn locks_per_second(store: &Arc<RedbStore>, clients: u64, servers: u64) -> Result<f64, Failure> {
    let commits = store.commits();
    let begun = Instant::now();
    let workers: Vec<_> = (0..WORKERS)
        .map(|worker| {
            let store = store.clone();
            thread::spawn(move || -> Result<u64, Failure> {
                let tasks = LocalSet::new();
                let own = (0..clients).filter(|it| *it % WORKERS as u64 == worker as u64);
                let running: Vec<_> = own
                    .map(|client| tasks.spawn_local(client_of(store.clone(), client, servers)))
                    .collect();
                let runtime = runtime::Builder::new_current_thread().build()?;
                runtime.block_on(tasks.run_until(async {
                    let mut locks = 0;
                    for client in running {
                        locks += client.await??;
                    }
                    Ok(locks)
                }))
            })
        })
        .collect();
    let mut locks = 0;
    for worker in workers {
        locks += worker.join().map_err(|_| "a worker panicked")??;
    }
    let rate = as_f64(locks) / begun.elapsed().as_secs_f64();
    let commits = store.commits() - commits;
    println!("locks, {clients} clients: {rate:.0}/s, {locks} in {commits} commits");
    Ok(rate)
}

async fn client_of(store: Arc<RedbStore>, client: u64, servers: u64) -> Result<u64, Failure> {
    let begun = Instant::now();
    let mut locks = 0;
    while begun.elapsed() < SPAN {
        let id = name_of(client * 1_000_003 + locks / 2, servers);
        store.change(id, &Scope::All, &|it, _| Ok(toggle(it))).await?;
        locks += 1;
    }
    Ok(locks)
}

fn toggle(server: &Server) -> Decision {
    let lock = if server.lock.is_set { Lock::default() } else { lock(LockedBy::Owner) };
    let name = if lock.is_set { "lock" } else { "unlock" };
    let action: InstanceAction = action(name);
    let change = Change { action: Some(action), ..Change::to(Server { lock, ..server.clone() }) };
    Decision::Write(Box::new(change))
}

#[expect(clippy::cast_precision_loss, reason = "a count for people to read")]
fn as_f64(count: u64) -> f64 {
    count as f64
}
