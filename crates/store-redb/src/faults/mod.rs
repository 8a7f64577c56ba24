//! Tests of a store whose disk loses power or fails.
//!
//! The store runs on a [`RecordingDisk`], which records every change and can fail. Afterwards the
//! content of the store is compared with what was requested and acknowledged, and every row of the
//! database with the rows that it must agree with.

mod disk_history;
mod failing;
mod failing_at_once;
mod giving_back;
mod items;
mod power_loss;
mod recording_disk;
mod rows;
mod workload;

use std::{
    env,
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use ferronova_compute::Servers;

use crate::{
    RedbStore, disk::Disk, faults::recording_disk::RecordingDisk, open::open_disk,
    open_error::OpenError, writer::Writer,
};

/// Maximum time for a store to notice that its disk works again: some thousand times what a store
/// usually needs.
const PATIENCE: Duration = Duration::from_secs(30);

/// Opens the database on a disk as a start of the program would.
fn writer_on(disk: &RecordingDisk) -> Result<Writer, OpenError> {
    open_disk(Arc::new(Disk::new(disk.clone())), Path::new("recorded"), || true)
}

fn store_of(writer: Writer) -> RedbStore {
    // The pause is short, since the tests themselves decide when the disk works again.
    RedbStore::start(writer.with_first_pause(Duration::from_millis(1))).unwrap()
}

/// A new store and its disk.
fn new_store() -> (RecordingDisk, RedbStore) {
    let disk = RecordingDisk::default();
    let store = store_of(writer_on(&disk).unwrap());
    (disk, store)
}

fn wait_until(is_the_case: impl Fn() -> bool) -> bool {
    let deadline = Instant::now() + PATIENCE;
    while !is_the_case() {
        if Instant::now() > deadline {
            return false;
        }
        thread::sleep(Duration::from_millis(1));
    }
    true
}

#[track_caller]
fn wait_for_health(store: &RedbStore) {
    assert!(wait_until(|| store.health().is_ok()), "it does not recover: {:?}", store.health());
}

/// Reads the number in an environment variable, if the variable is set.
fn number_in(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is not a number")))
}
