//! Tests that a database of format 3, which a program wrote when that was the latest format, can
//! still be read.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod content;

use std::{fs, path::Path};

use ferronova_compute::{
    Census, Change, Decision, Documents, Lifecycle, Lock, Scope, Scratch, Server, Servers,
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
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-3");
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
    assert_eq!(names(&store, &everything()), ["kept", "reader", "gone", "", "wéb-1"]);
    assert_eq!(store.census(), Census { unlocked: 2, locked_by_owner: 1, locked_by_admin: 1 });
    assert_eq!(store.recount().unwrap(), store.census());
    assert!(!store.is_new());
}

#[test]
fn it_can_be_written_to() {
    let (folder, store) = open();
    let unlock = |it: &Server, _: &Scratch| {
        let unlocked = Server { lock: Lock::default(), ..it.clone() };
        Ok(Decision::Write(Box::new(Change::to(unlocked))))
    };

    let unlocked = wait(store.change(id_of(&store, 11), &Scope::All, &unlock)).unwrap().server;

    drop(store);
    let store = RedbStore::open(folder.path()).unwrap();
    assert_eq!(unlocked, Server { lock: Lock::default(), version: 2, ..content::locked_server() });
    assert_eq!(find(&store, unlocked.id), Some(unlocked));
    assert_eq!(store.census(), Census { unlocked: 3, locked_by_owner: 0, locked_by_admin: 1 });
}
