//! Tests the rules of the writer that can't be seen through the ports.

use std::{
    io,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use ferronova_compute::{
    Change, Error, ImageChange, ImageStatus, Instance, Lifecycle, Server, Servers, StoreError,
};
use ferronova_store_conformance::{
    building::{change_with_images, create, find, second, server},
    images::image,
    security_groups, wait,
};
use redb::{ReadableTable as _, StorageBackend, backends::InMemoryBackend};

use super::{job::Answer, *};
use crate::{
    Observer, RedbStore,
    open::{open_disk, open_in_memory},
    tables::IMAGES,
};

/// How a [`BreakableDisk`] fails.
const WITH_ERRORS: u8 = 1;
const WITH_PANICS: u8 = 2;

/// Records the notifications of an observer.
#[derive(Default)]
struct CountingObserver {
    commits: Mutex<Vec<usize>>,
    failures: AtomicU8,
}

impl Observer for CountingObserver {
    fn committed(&self, requests: usize, _took: Duration) {
        self.commits.lock().unwrap().push(requests);
    }

    fn failed(&self) {
        self.failures.fetch_add(1, Ordering::Relaxed);
    }
}

/// A disk in memory that can break.
#[derive(Clone, Debug, Default)]
struct BreakableDisk {
    memory: Arc<InMemoryBackend>,
    works: Arc<AtomicU8>,
}

impl BreakableDisk {
    fn set(&self, works: u8) {
        self.works.store(works, Ordering::Relaxed);
    }

    fn check(&self) -> io::Result<()> {
        match self.works.load(Ordering::Relaxed) {
            WITH_ERRORS => Err(io::ErrorKind::StorageFull.into()),
            WITH_PANICS => panic!("the disk is on fire"),
            _ => Ok(()),
        }
    }
}

impl StorageBackend for BreakableDisk {
    fn len(&self) -> io::Result<u64> {
        self.memory.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.memory.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.memory.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.check()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.memory.write(offset, data)
    }
}

fn store_on(disk: &BreakableDisk) -> RedbStore {
    let disk = Arc::new(crate::disk::Disk::new(disk.clone()));
    RedbStore::start(open_disk(disk, Path::new("memory"), || true).unwrap()).unwrap()
}

fn creation(name: &str) -> (Job, Answer<Vec<Instance>>) {
    of_new(vec![Change::to(server(name))])
}

fn of_new(servers: Vec<Change>) -> (Job, Answer<Vec<Instance>>) {
    Job::new(size::of_new(&servers), move |it| it.create(servers))
}

fn request(job: Job) -> Box<dyn Request> {
    match job {
        Job::Write(request) => request,
        Job::Check => panic!("it is not a request"),
    }
}

fn text(error: &StoreError) -> String {
    let source = std::error::Error::source(error);
    source.map(ToString::to_string).unwrap_or_default()
}

#[test]
fn requests_that_wait_together_share_one_commit() {
    let writer = open_in_memory().unwrap();
    let state = writer.state();
    let (jobs, waiting) = mpsc::channel();
    let mut answers = Vec::new();
    for n in 0..50 {
        let (job, answer) = creation(&format!("n-{n}"));
        jobs.send(job).unwrap();
        answers.push(answer);
    }
    drop(jobs);

    writer.run(&waiting);

    assert_eq!(state.commits(), 1);
    let numbers: Vec<u64> = answers
        .into_iter()
        .map(|mut it| it.try_recv().unwrap().unwrap().remove(0).server.number)
        .collect();
    assert_eq!(numbers, (1..=50).collect::<Vec<u64>>());
}

#[test]
fn a_refused_request_does_not_spoil_the_others_of_its_commit() {
    let writer = open_in_memory().unwrap();
    let state = writer.state();
    let (jobs, waiting) = mpsc::channel();
    let twice = server("twice");
    let (refused, mut no) = of_new(vec![Change::to(twice.clone()), Change::to(twice)]);
    let (first, mut yes) = creation("first");
    let (second, mut also) = creation("second");
    for job in [first, refused, second] {
        jobs.send(job).unwrap();
    }
    drop(jobs);

    writer.run(&waiting);

    assert!(no.try_recv().unwrap().is_err());
    let numbers = [&mut yes, &mut also].map(|it| it.try_recv().unwrap().unwrap()[0].server.number);
    assert_eq!(numbers, [1, 2]);
    assert_eq!(state.commits(), 1);
}

/// Flips a bit of every image while the database is open.
fn damage_images(writer: &Writer) {
    let transaction = writer.database().begin_write().unwrap();
    {
        let mut images = transaction.open_table(IMAGES).unwrap();
        let rows: Vec<([u8; 16], Vec<u8>)> = images
            .iter()
            .unwrap()
            .map(|it| it.map(|(id, row)| (*id.value(), row.value().to_vec())).unwrap())
            .collect();
        for (id, mut row) in rows {
            let middle = row.len() / 2;
            row[middle] ^= 1;
            images.insert(&id, row.as_slice()).unwrap();
        }
    }
    transaction.commit().unwrap();
}

#[test]
fn nothing_is_stored_of_a_request_whose_image_is_damaged() {
    let mut writer = open_in_memory().unwrap();
    let (jobs, waiting) = mpsc::channel();
    let image = image(1, "snapshot");
    let reached = ImageChange::Reach(image.id, ImageStatus::Active, second(5));
    let added = ImageChange::Add(Box::new(image));
    let new = change_with_images(server("before"), vec![added]);
    let (created, mut answer) = of_new(vec![new]);
    writer.write(request(created), &waiting);
    let stored = answer.try_recv().unwrap().unwrap().remove(0).server;
    damage_images(&writer);

    let old = writer.state().snapshot().unwrap().read(stored.number).unwrap().unwrap();
    let renamed = Server { name: "after".to_owned(), ..stored.clone() };
    let change = change_with_images(renamed, vec![reached.clone()]);
    let (changed, mut no) = Job::new(size::NOTHING, move |it| it.change(&old, 0, change));
    let new = change_with_images(server("new"), vec![reached]);
    let new_id = new.server.id;
    let (created, mut nor) = of_new(vec![new]);
    let (other, mut yes) = creation("other");
    jobs.send(created).unwrap();
    jobs.send(other).unwrap();
    writer.write(request(changed), &waiting);

    let no = no.try_recv().unwrap().map(|_| ());
    let nor = nor.try_recv().unwrap().map(|_| ());
    for refused in [no, nor] {
        assert!(matches!(refused, Err(Error::Store(StoreError::Damaged { .. }))), "{refused:?}");
    }
    assert_eq!(yes.try_recv().unwrap().unwrap()[0].server.number, 2);
    let snapshot = writer.state().snapshot().unwrap();
    assert_eq!(snapshot.read(stored.number).unwrap().map(|it| *it.server), Some(stored));
    assert!(snapshot.find(new_id).unwrap().is_none());
}

#[test]
fn a_batch_in_which_nothing_is_written_is_not_committed() {
    let writer = open_in_memory().unwrap();
    let state = writer.state();
    let (jobs, waiting) = mpsc::channel();
    let (job, mut answer) = of_new(Vec::new());
    jobs.send(job).unwrap();
    drop(jobs);

    writer.run(&waiting);

    assert_eq!(answer.try_recv().unwrap().unwrap(), []);
    assert_eq!(state.commits(), 0);
}

#[test]
fn a_failed_commit_fails_its_requests_and_the_health_and_shows_nothing() {
    let disk = BreakableDisk::default();
    let store = store_on(&disk);
    let stored = create(&store, server("before"));

    disk.set(WITH_ERRORS);
    let failed = server("failed");
    let result = wait(store.create(vec![Change::to(failed.clone())]));

    let Err(Error::Store(error)) = result else {
        panic!("{result:?}");
    };
    assert_eq!(error.to_string(), "failed: storing new servers");
    assert!(!text(&error).is_empty());
    assert!(store.health().is_err());
    assert_eq!(find(&store, failed.id), None);
    assert_eq!(find(&store, stored.id), Some(stored));
}

#[test]
fn a_panic_while_writing_is_an_error() {
    let disk = BreakableDisk::default();
    let store = store_on(&disk);

    disk.set(WITH_PANICS);
    let result = wait(store.create(vec![Change::to(server("burnt"))]));

    let Err(Error::Store(error)) = result else {
        panic!("{result:?}");
    };
    assert!(text(&error).contains("the disk is on fire"), "{}", text(&error));
    assert!(store.health().is_err());
}

#[test]
fn an_observer_is_told_of_every_commit_and_of_the_requests_that_shared_it() {
    let writer = open_in_memory().unwrap();
    let observer = Arc::new(CountingObserver::default());
    writer.state().observe(observer.clone());
    let (jobs, waiting) = mpsc::channel();
    for job in [creation("a").0, of_new(Vec::new()).0, creation("b").0] {
        jobs.send(job).unwrap();
    }
    drop(jobs);

    writer.run(&waiting);

    assert_eq!(*observer.commits.lock().unwrap(), [3]);
    assert_eq!(observer.failures.load(Ordering::Relaxed), 0);
}

#[test]
fn an_observer_is_told_of_failures_and_not_of_the_end() {
    for works in [WITH_ERRORS, WITH_PANICS] {
        let disk = BreakableDisk::default();
        let store = store_on(&disk);
        let observer = Arc::new(CountingObserver::default());
        store.observe(observer.clone());
        create(&store, server("before"));

        disk.set(works);
        wait(store.create(vec![Change::to(server("failed"))])).unwrap_err();
        store.close();

        assert_eq!(*observer.commits.lock().unwrap(), [1]);
        assert_eq!(observer.failures.load(Ordering::Relaxed), 1);
    }
}

#[test]
fn the_writer_finds_the_servers_of_a_group_itself() {
    // In tests of this crate the search before the write is skipped, so that the writer searches.
    let in_memory = || RedbStore::in_memory().unwrap();

    security_groups::a_renamed_group_keeps_its_servers(&in_memory());
    security_groups::a_group_that_a_server_is_in_is_not_removed(&in_memory());
    security_groups::a_group_is_not_removed_while_a_server_is_added_to_it(&in_memory());
    security_groups::a_group_can_be_renamed_while_servers_are_added_to_it(&in_memory());
}
