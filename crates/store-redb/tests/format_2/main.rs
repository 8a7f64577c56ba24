//! Tests that a database of format 2, which a program wrote when that was the latest format, can
//! still be read.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

pub(crate) mod content;

use std::{fs, path::Path};

use ferronova_compute::{
    Census, Change, Decision, Documents, EventEnd, EventResult, InstanceAction, Lifecycle, Scope,
    Scratch, Server, Servers, Work,
};
use ferronova_store_conformance::{
    building::{everything, find, id_of, names},
    images::images,
    wait,
};
use ferronova_store_redb::RedbStore;
use tempfile::TempDir;

/// Opens a copy of the checked-in database, since opening a database writes to it.
fn open() -> (TempDir, RedbStore) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-2");
    let folder = TempDir::new().unwrap();
    fs::copy(fixture.join("ferronova.redb"), folder.path().join("ferronova.redb")).unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    (folder, store)
}

#[test]
fn everything_in_it_is_what_was_written() {
    let (_folder, store) = open();

    let content = content::content();
    for (server, mut actions) in content.servers {
        actions.reverse();
        assert_eq!(wait(store.actions(server.id)).unwrap(), actions);
        assert_eq!(find(&store, server.id), Some(server));
    }
    assert_eq!(*store.infrastructure(), content.infrastructure);
    assert_eq!(images(&store), content.images);
    assert_eq!(store.list("").unwrap(), content::documents());
    assert_eq!(names(&store, &everything()), ["reader", "gone", "", "wéb-1"]);
    assert_eq!(store.census(), Census { unlocked: 2, locked_by_owner: 0, locked_by_admin: 1 });
    let working = wait(store.in_transition()).unwrap();
    assert!(working[0].scratch.is_at(&[Work::Stop]));
    assert!(!store.is_new());
}

#[test]
fn it_can_be_written_to() {
    let (folder, store) = open();
    let stop = |it: &Server, _: &Scratch| {
        let stopped = Server { user_data: None, ..it.clone() };
        let event = "compute_stop_instance";
        let result = EventResult::Success;
        let ended = Some(EventEnd { event, finish_time: it.created, result });
        Ok(Decision::Write(Box::new(Change { ended, ..Change::to(stopped) })))
    };

    let stopped = wait(store.change(id_of(&store, 10), &Scope::All, &stop)).unwrap().server;

    drop(store);
    let store = RedbStore::open(folder.path()).unwrap();
    let mut stop = content::begun_action();
    stop.events[0].finish_time = Some(stopped.created);
    stop.events[0].result = Some(EventResult::Success);
    let expected: [InstanceAction; 2] = [stop, content::full_action()];
    assert_eq!(wait(store.actions(stopped.id)).unwrap(), expected);
    assert_eq!(stopped.user_data, None);
    assert_eq!(find(&store, stopped.id), Some(stopped));
}
