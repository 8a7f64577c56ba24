//! A disk that fails: nothing acknowledged is lost, everything can still be read, and when the disk
//! works again the store does too.

use std::{cell::Cell, sync::Arc};

use fastrand::Rng;
use ferronova_compute::{
    Change, Decision, Documents, Error, Lifecycle, LockedBy, Scope, Scratch, Server, Servers,
    StoreError,
};
use ferronova_store_conformance::{
    building::{action, create, deleted, lock, second, server},
    wait,
};
use redb::StorageBackend;

use super::{
    PATIENCE,
    disk_history::DiskHistory,
    items::{self, ItemKey, ItemValue, Items},
    new_store, number_in,
    recording_disk::{DiskOperation, InjectedFault, RecordingDisk},
    rows, store_of, wait_for_health, wait_until, writer_on,
};
use crate::{
    RedbStore,
    disk::Disk,
    engine_error::EngineError,
    held_back::{self, HeldBack},
    snapshot::Snapshot,
};

/// The environment variable that sets how often every fault is tried; without it, once.
pub(super) const ROUNDS: &str = "FERRONOVA_FAULT_ROUNDS";

/// The environment variable that sets the seed of the faults.
pub(super) const SEED: &str = "FERRONOVA_FAULT_SEED";

/// The error numbers of Unix for an I/O error and for a full disk.
pub(super) const EIO: i32 = 5;
const ENOSPC: i32 = 28;

/// The number of requests that are made on each disk.
const STEPS: usize = 16;

#[test]
fn whatever_fails_nothing_acknowledged_is_lost_and_what_failed_is_not_there() {
    let seed = number_in(SEED).unwrap_or_else(|| fastrand::u64(..));
    eprintln!("{SEED}={seed} chooses the same again");
    let mut random = Rng::with_seed(seed);
    let mut tried = 0;
    for _ in 0..number_in(ROUNDS).unwrap_or(1) {
        for operation in [DiskOperation::Write, DiskOperation::SetLen, DiskOperation::Sync] {
            let mut after = 0;
            loop {
                let error = if random.bool() { EIO } else { ENOSPC };
                let fault = InjectedFault { operation, after, error, lasts: random.bool() };
                let mut client = Client::of_new_store();
                client.disk.set_fault(fault);
                client.work(&mut random, fault);
                if client.disk.failed() == 0 {
                    break;
                }
                tried += 1;
                // There are many similar writes, so some of them are skipped.
                after += if operation == DiskOperation::Write { random.usize(1..6) } else { 1 };
            }
        }
    }
    eprintln!("{tried} faults");
}

#[test]
fn what_failed_is_not_there_after_a_stop_before_the_disk_is_tried_again() {
    for after in 0..2 {
        let disk = RecordingDisk::default();
        let writer = writer_on(&disk).unwrap().with_first_pause(PATIENCE);
        let store = RedbStore::start(writer).unwrap();
        let stored = create(&store, server("stored"));
        disk.set_fault(InjectedFault {
            operation: DiskOperation::Sync,
            after,
            error: EIO,
            lasts: false,
        });

        wait(store.create(vec![Change::to(server("failed"))])).unwrap_err();
        disk.mend();
        store.close();

        let store = store_of(writer_on(&disk).unwrap());
        let everything = items::read(&store).unwrap();
        let servers = everything.keys().filter(|it| matches!(it, ItemKey::Server(_)));
        assert_eq!(servers.collect::<Vec<_>>(), [&ItemKey::Server(stored.id)], "sync {after}");
    }
}

#[test]
fn the_engine_reads_what_it_wrote_when_the_disk_did_not_take_it() {
    let disk = RecordingDisk::of(b"0123456789".to_vec());
    let file = HeldBack::new(Arc::new(Disk::new(disk.clone()))).unwrap();
    file.release().unwrap();
    disk.set_fault(InjectedFault {
        operation: DiskOperation::Write,
        after: 0,
        error: ENOSPC,
        lasts: false,
    });

    file.write(2, b"abcd").unwrap();
    file.set_len(12).unwrap();
    file.write(9, b"xyz").unwrap();
    file.sync_data().unwrap();

    let mut found = [0; 12];
    file.read(0, &mut found).unwrap();
    assert_eq!(&found, b"01abcd678xyz");
    assert!(matches!(file.fault(), Some(held_back::DiskFault::Writing(_))));
    file.release().unwrap();
    assert_eq!(disk.content(), b"01ab456789", "the half that the disk took");
}

#[test]
fn a_commit_larger_than_the_cache_fails_wherever_the_disk_is_full() {
    let mut refused = 0;
    for room in (0..).step_by(17_000) {
        let (disk, store) = new_store();
        wait(store.create(large("stored", 100))).unwrap();
        let stored = items::read(&store).unwrap();
        disk.set_room(disk.content().len() + room);

        let Err(error) = wait(store.create(large("refused", 100))) else {
            break;
        };

        assert!(matches!(error, Error::Store(_)), "room for {room}: {error:?}");
        assert_eq!(items::read(&store).unwrap(), stored, "room for {room}");
        disk.mend();
        wait_for_health(&store);
        wait(store.create(large("next", 100))).unwrap();
        refused += 1;
    }
    assert!(refused > 9, "{refused}");
}

#[test]
fn a_read_that_outlasts_the_engine_it_reads_from_begins_again() {
    let (disk, store) = new_store();
    // Enough servers that the cache does not hold every page.
    let stored = wait(store.create(large("stored", 100))).unwrap();
    let stored: Vec<Server> = stored.into_iter().map(|it| it.server).collect();
    let find_all = |snapshot: &Snapshot| {
        let find = |it: &Server| Ok(snapshot.find(it.id)?.map(|it| *it.server));
        stored.iter().filter_map(|it| find(it).transpose()).collect::<Result<Vec<_>, EngineError>>()
    };
    disk.set_fault(InjectedFault {
        operation: DiskOperation::Write,
        after: 0,
        error: ENOSPC,
        lasts: true,
    });
    let (reads, has_failed) = (Cell::new(0), Cell::new(false));

    let found = store.read("reading slowly", |snapshot| {
        reads.set(reads.get() + 1);
        if reads.get() == 1 {
            // The failed engine is closed when the next write is tried.
            drop(wait(store.create(large("refused", 1))));
            has_failed.set(wait_until(|| find_all(snapshot).is_err()));
        }
        find_all(snapshot)
    });

    assert!(has_failed.get(), "the engine is still there");
    assert_eq!(found.unwrap(), stored);
    // There are more reads if, on a busy machine, the second engine is also replaced during the
    // read.
    assert!(reads.get() >= 2, "{} reads", reads.get());
}

/// Makes changes that create large servers.
pub(super) fn large(name: &str, count: usize) -> Vec<Change> {
    let large = |n| Server { user_data: Some("x".repeat(5000)), ..server(&format!("{name}-{n}")) };
    (0..count).map(|n| Change::to(large(n))).collect()
}

/// A client that is alone on its store, and so knows what must be stored.
struct Client {
    disk: RecordingDisk,
    store: RedbStore,
    beginning: Vec<u8>,
    known: Items,
    highest: u64,
    /// For each of the latest failed requests, the items as they would be if it had succeeded. Any
    /// of them may be found after a loss of power.
    failed: Vec<Items>,
}

impl Client {
    fn of_new_store() -> Self {
        let (disk, store) = new_store();
        let beginning = disk.begin();
        let known = items::read(&store).unwrap();
        Self { disk, store, beginning, known, highest: 0, failed: Vec::new() }
    }

    fn work(&mut self, random: &mut Rng, fault: InjectedFault) {
        for step in 0..STEPS {
            let is_done = self.step(step);
            if self.disk.failed() > 0 && step % 4 == 3 {
                self.disk.mend();
            }
            if !is_done {
                self.check(random, fault, 1);
            }
        }
        self.disk.mend();
        wait_for_health(&self.store);
        self.highest += 1;
        let last = server("last");
        let stored = create(&self.store, last);
        self.know(stored);
        self.failed.clear();
        self.store.close();
        self.check_disk(self.disk.content(), fault);
        self.check(random, fault, 4);
    }

    /// Makes the request that belongs to this step, and returns whether it was acknowledged.
    fn step(&mut self, step: usize) -> bool {
        match (step % 6, self.first()) {
            (1, _) => self.create(3),
            (2, Some(first)) => self.change(&first, |it| it.lock = lock(LockedBy::Admin)),
            (3, _) => self.write_document(step),
            (4, Some(first)) => self.change(&first, |it| {
                *it = deleted(it.clone(), second(1));
            }),
            (5, _) => self.purge(),
            _ => self.create(1),
        }
    }

    fn first(&self) -> Option<Server> {
        self.known.values().find_map(|it| match it {
            ItemValue::Server(server, _) if !server.is_deleted() => Some((**server).clone()),
            ItemValue::Server(..) | ItemValue::Document(_) | ItemValue::Networks(_) => None,
        })
    }

    fn know(&mut self, server: Server) {
        self.known
            .insert(ItemKey::Server(server.id), ItemValue::Server(Box::new(server), Vec::new()));
    }

    fn create(&mut self, servers: u64) -> bool {
        let mut after = self.known.clone();
        let mut changes = Vec::new();
        for n in 1..=servers {
            let server =
                Server { user_data: Some("x".repeat(5000)), ..server(&format!("new-{n}")) };
            changes.push(Change { action: Some(action("create")), ..Change::to(server.clone()) });
            let server = Server { number: self.highest + n, version: 1, ..server };
            let value = ItemValue::Server(Box::new(server.clone()), vec![action("create")]);
            after.insert(ItemKey::Server(server.id), value);
        }
        let result = wait(self.store.create(changes)).map(drop);
        let is_done = self.settle(after, result);
        let numbers = self.known.values().filter_map(|it| match it {
            ItemValue::Server(server, _) => Some(server.number),
            ItemValue::Document(_) | ItemValue::Networks(_) => None,
        });
        self.highest = numbers.max().unwrap_or(0).max(self.highest);
        is_done
    }

    fn change(&mut self, old: &Server, becomes: impl Fn(&mut Server) + Send + Sync) -> bool {
        let mut after = self.known.clone();
        let mut new = old.clone();
        becomes(&mut new);
        new.version += 1;
        let Some(ItemValue::Server(server, _)) = after.get_mut(&ItemKey::Server(old.id)) else {
            panic!("{old:?} is not known");
        };
        **server = new.clone();
        let decide = |it: &Server, _: &Scratch| {
            let mut server = it.clone();
            becomes(&mut server);
            Ok(Decision::Write(Box::new(Change::to(server))))
        };
        let result = wait(self.store.change(old.id, &Scope::All, &decide));
        self.settle(after, result.map(drop))
    }

    fn write_document(&mut self, step: usize) -> bool {
        let mut after = self.known.clone();
        let (name, content) = (format!("document-{step}"), vec![7; 30_000]);
        after.insert(ItemKey::Document(name.clone()), ItemValue::Document(content.clone()));
        let result = wait(Documents::write(&self.store, vec![(name, content)], Vec::new()));
        self.settle(after, result.map_err(Error::from))
    }

    fn purge(&mut self) -> bool {
        let mut after = self.known.clone();
        after.retain(|_, it| !matches!(it, ItemValue::Server(server, _) if server.is_deleted()));
        let result = wait(self.store.purge(second(1000)));
        self.settle(after, result.map(drop).map_err(Error::from))
    }

    /// Notes the result of a request; `after` are the items if it succeeded. Checks that everything
    /// can be read even if it failed.
    fn settle(&mut self, after: Items, result: Result<(), Error>) -> bool {
        let read = || items::read(&self.store).unwrap_or_else(|it| panic!("can't read: {it}"));
        match result {
            Ok(()) => {
                if after != self.known {
                    self.failed.clear();
                }
                self.known = after;
                true
            }
            Err(Error::Store(error)) => {
                assert!(matches!(error, StoreError::Failed { .. }), "{error:?}");
                assert!(self.disk.failed() > 0, "nothing failed, but {error:?}");
                let found = read();
                // The commit may have succeeded before the error.
                assert!(found == self.known || found == after, "it was done in part");
                if found == self.known {
                    self.failed.push(after);
                } else {
                    // What was once read must not disappear.
                    self.failed.clear();
                }
                self.known = found;
                false
            }
            Err(error) => panic!("{error:?}"),
        }
    }

    /// Checks what the disk may hold after a loss of power now, for `losses` random outcomes.
    fn check(&self, random: &mut Rng, fault: InjectedFault, losses: usize) {
        let history = DiskHistory::of(self.beginning.clone(), &self.disk);
        for _ in 0..losses {
            let (image, _) = history.image(history.end(), random);
            self.check_disk(image, fault);
        }
    }

    fn check_disk(&self, image: Vec<u8>, fault: InjectedFault) {
        let writer =
            writer_on(&RecordingDisk::of(image)).unwrap_or_else(|it| panic!("{fault:?}: {it}"));
        rows::check(writer.database()).unwrap_or_else(|it| panic!("{fault:?}: {it}"));
        let found = items::read(&store_of(writer)).unwrap();
        let is_possible = found == self.known || self.failed.contains(&found);
        assert!(is_possible, "{fault:?}: {}", items::differences(&self.known, &found));
    }
}
