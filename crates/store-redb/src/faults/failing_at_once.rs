//! A disk that fails during many concurrent requests.

use std::{collections::BTreeMap, thread};

use ferronova_compute::{Change, Instance, Lifecycle, Server, Servers};
use ferronova_store_conformance::{
    building::{create, find, server},
    wait,
};
use uuid::Uuid;

use super::{
    items, new_store,
    recording_disk::{DiskOperation, InjectedFault, RecordingDisk},
    rows, store_of, wait_for_health, wait_until, writer_on,
};
use crate::RedbStore;

const WORKERS: usize = 16;

/// The error number of Unix for an I/O error.
const EIO: i32 = 5;

#[test]
fn a_full_disk_loses_nothing_of_many_that_write_and_read_at_once() {
    let (disk, store) = new_store();
    // Enough room for the first server of each worker, however the workers share commits.
    disk.set_room(disk.content().len() + 1_000_000);

    let mut acknowledged = create_until_it_fails(&store, &disk);

    assert!(disk.failed() > 0);
    assert!(acknowledged.len() > WORKERS, "{}", acknowledged.len());
    // If the process ended now, this would be the content of the disk.
    holds(&disk.content(), &acknowledged);
    disk.mend();
    wait_for_health(&store);
    let later = create(&store, large("later"));
    store.close();
    acknowledged.insert(later.id, later);
    holds(&disk.content(), &acknowledged);
}

#[test]
fn a_sync_that_fails_once_fails_all_of_its_commit_and_no_other() {
    for after in 0..8 {
        let (disk, store) = new_store();
        disk.set_fault(InjectedFault {
            operation: DiskOperation::Sync,
            after,
            error: EIO,
            lasts: false,
        });

        let acknowledged = create_until_it_fails(&store, &disk);

        wait_for_health(&store);
        assert_eq!(disk.failed(), 1);
        store.close();
        holds(&disk.content(), &acknowledged);
    }
}

#[test]
fn a_disk_that_can_not_be_read_for_a_while_can_be_read_again() {
    let (disk, store) = new_store();
    let changes = (0..300).map(|n| Change::to(large(&format!("web-{n}")))).collect();
    let stored = wait(store.create(changes)).unwrap();
    store.close();
    let store = store_of(writer_on(&disk).unwrap());
    disk.set_fault(InjectedFault {
        operation: DiskOperation::Read,
        after: 0,
        error: EIO,
        lasts: true,
    });

    items::read(&store).unwrap_err();
    assert!(wait_until(|| store.health().is_err()), "the failure is not noticed");
    disk.mend();

    wait_for_health(&store);
    for Instance { server, .. } in stored {
        assert_eq!(find(&store, server.id), Some(server));
    }
    create(&store, server("next"));
}

fn large(name: &str) -> Server {
    Server { user_data: Some("x".repeat(3000)), ..server(name) }
}

/// Lets many threads create servers and read them, until a request is refused. Returns the servers
/// that were acknowledged.
fn create_until_it_fails(store: &RedbStore, disk: &RecordingDisk) -> BTreeMap<Uuid, Server> {
    let create_some = |worker: usize| {
        let mut acknowledged = Vec::new();
        for n in 0.. {
            if disk.failed() > 0 {
                break;
            }
            let new = large(&format!("{worker}-{n}"));
            let Ok(created) = wait(store.create(vec![Change::to(new.clone())])) else {
                assert_eq!(find(store, new.id), None, "it is there, but was refused");
                break;
            };
            acknowledged.extend(created.into_iter().map(|it| it.server));
            let last: Option<&Server> = acknowledged.last();
            assert_eq!(find(store, new.id).as_ref(), last);
        }
        acknowledged
    };
    thread::scope(|scope| {
        let workers: Vec<_> =
            (0..WORKERS).map(|worker| scope.spawn(move || create_some(worker))).collect();
        let acknowledged = workers.into_iter().flat_map(|it| it.join().unwrap());
        acknowledged.map(|it| (it.id, it)).collect()
    })
}

/// Panics unless `content` is that of a store with these servers.
#[track_caller]
fn holds(content: &[u8], servers: &BTreeMap<Uuid, Server>) {
    let writer = writer_on(&RecordingDisk::of(content.to_vec())).unwrap();
    rows::check(writer.database()).unwrap();
    let store = store_of(writer);
    for server in servers.values() {
        assert_eq!(find(&store, server.id).as_ref(), Some(server));
    }
}
