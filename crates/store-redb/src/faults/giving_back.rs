//! A commit that fails after it has made the file longer: the file is cut to its old length, and
//! this loses nothing that was stored.

use fastrand::Rng;
use ferronova_compute::{Lifecycle, Servers};
use ferronova_store_conformance::{
    building::{create, everything, names, server},
    wait,
};
use redb::StorageBackend as _;

use super::{
    PATIENCE,
    disk_history::DiskHistory,
    failing::{EIO, ROUNDS, SEED, large},
    new_store, number_in,
    recording_disk::{DiskOperation, Event, InjectedFault, RecordingDisk},
    rows, store_of, writer_on,
};
use crate::{RedbStore, disk::Disk};

#[test]
fn a_large_write_that_fails_gives_back_what_it_took_and_small_ones_go_on_at_once() {
    let disk = RecordingDisk::default();
    let writer = writer_on(&disk).unwrap().with_first_pause(PATIENCE);
    let store = RedbStore::start(writer).unwrap();
    let stored = wait(store.create(large("stored", 100))).unwrap();
    disk.begin();
    let len = disk.content().len();
    disk.set_room(len + 300_000);

    for _ in 0..3 {
        wait(store.create(large("refused", 1000))).unwrap_err();

        assert!(store.health().is_ok(), "{:?}", store.health());
        create(&store, server("small"));
    }

    assert_eq!(disk.failed(), 1, "what did not fit is not tried again at once");
    let lengths = disk.events().into_iter().filter_map(|it| match it {
        Event::SetLen(len) => Some(len),
        Event::Write { .. } | Event::Sync | Event::FailedSync => None,
    });
    let lengths: Vec<usize> = lengths.collect();
    let grown = lengths.iter().position(|it| *it > len).expect("it does not grow");
    assert!(lengths[grown..].contains(&len), "{lengths:?} do not come back to {len}");
    store.close();
    let store = store_of(writer_on(&RecordingDisk::of(disk.content())).unwrap());
    assert_eq!(names(&store, &everything()).len(), stored.len() + 3);
}

#[test]
fn a_loss_of_power_while_it_is_given_back_leaves_all_that_was_stored() {
    let seed = number_in(SEED).unwrap_or_else(|| fastrand::u64(..));
    eprintln!("{SEED}={seed} chooses the same again");
    let rounds = number_in(ROUNDS).unwrap_or(1);
    let mut random = Rng::with_seed(seed);
    let (mut faults, mut cuts) = (0, 0);
    for after in 0.. {
        let (disk, store) = new_store();
        wait(store.create(large("stored", 20))).unwrap();
        let beginning = disk.begin();
        disk.set_fault(InjectedFault {
            operation: DiskOperation::Sync,
            after,
            error: EIO,
            lasts: false,
        });

        drop(wait(store.create(large("refused", 300))));
        if disk.failed() == 0 {
            break;
        }
        create(&store, server("later"));
        store.close();

        faults += 1;
        let events = disk.events();
        let failed = events.iter().position(|it| matches!(it, Event::FailedSync)).unwrap();
        cuts += usize::from(is_cut(&events[failed..]));
        let history = DiskHistory::of(beginning, &disk);
        let safe = events[failed..].iter().position(|it| matches!(it, Event::Sync)).unwrap();
        for moment in failed..=history.end() {
            // Until the next sync there are many possible outcomes.
            let images = if moment <= failed + safe { 10 * rounds } else { 1 };
            for _ in 0..images {
                let (image, how) = history.image(moment, &mut random);
                check(image).unwrap_or_else(|it| panic!("sync {after}, {how}: {it}"));
            }
        }
    }
    assert!(faults > 2 && cuts > 0, "{faults} faults, {cuts} cuts");
}

#[test]
fn what_a_commit_took_that_is_on_the_disk_as_a_whole_is_not_given_back() {
    let head = |latest: u8, states: [u8; 2]| {
        let mut head = b"redb\x1a\n\xa9\r\n".to_vec();
        head.push(latest);
        head.resize(64, 0);
        head.extend([[states[0]; 128], [states[1]; 128]].concat());
        head
    };
    let disk = Disk::new(RecordingDisk::default());
    disk.write(0, &head(0, [7, 0])).unwrap();
    disk.set_len(1000).unwrap();
    disk.sync_data().unwrap();
    disk.settle();

    disk.set_len(2000).unwrap();
    assert_eq!(disk.len_as_synced().unwrap(), 1000);
    disk.write(0, &head(0, [7, 8])).unwrap();
    disk.sync_data().unwrap();
    assert_eq!(disk.len_as_synced().unwrap(), 1000, "the latest state is the one before");
    disk.write(0, &head(1, [7, 8])).unwrap();
    assert_eq!(disk.len_as_synced().unwrap(), 1000, "it is unknown which is the latest");
    disk.sync_data().unwrap();

    assert_eq!(disk.len_as_synced().unwrap(), 2000);
}

/// Whether any of the events makes the file shorter.
fn is_cut(events: &[Event]) -> bool {
    let lengths = events.iter().filter_map(|it| match it {
        Event::SetLen(len) => Some(*len),
        Event::Write { .. } | Event::Sync | Event::FailedSync => None,
    });
    !lengths.is_sorted()
}

/// Opens a store on a disk with this content, and fails unless everything that was stored is there.
fn check(image: Vec<u8>) -> Result<(), String> {
    let writer = writer_on(&RecordingDisk::of(image)).map_err(|it| it.to_string())?;
    rows::check(writer.database())?;
    let names = names(&store_of(writer), &everything());
    let count = |start: &str| names.iter().filter(|it| it.starts_with(start)).count();
    match (count("stored"), count("refused")) {
        (20, 0 | 300) => Ok(()),
        found => Err(format!("{found:?} are there")),
    }
}
