//! A database of format 1, written when that was new, is read for ever.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod content;

use std::{fs, path::Path};

use ferronova_compute::{
    Change, Condition, Decision, Documents, LockedBy, NetworkRequest, Query, Scope, Server,
    ServerRef, Status, Store,
};
use ferronova_store_conformance::{
    building::{everything, find, names, server},
    wait,
};
use ferronova_store_redb::RedbStore;
use tempfile::TempDir;

/// A copy of the checked-in database: opening one writes to it.
fn open() -> (TempDir, RedbStore) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-1");
    let folder = TempDir::new().unwrap();
    fs::copy(fixture.join("ferronova.redb"), folder.path().join("ferronova.redb")).unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    (folder, store)
}

fn having(store: &RedbStore, condition: Condition) -> Vec<String> {
    names(store, &Query { conditions: vec![condition], ..everything() })
}

#[test]
fn everything_in_it_is_what_was_written() {
    let (_folder, store) = open();

    let content = content::content();
    for (server, mut actions) in content.servers {
        actions.reverse();
        assert_eq!(wait(store.actions(server.number)).unwrap(), actions);
        assert_eq!(find(&store, server.id), Some(server));
    }
    assert_eq!(*store.infrastructure(), content.infrastructure);
    assert_eq!(store.list("").unwrap(), content::documents());
    assert!(!store.is_new());
}

#[test]
fn its_lists_are_whole() {
    let (_folder, store) = open();

    assert_eq!(names(&store, &everything()), ["gone", "", "wéb-1"]);
    assert_eq!(having(&store, Condition::LockedBy(LockedBy::Admin)), ["wéb-1"]);
    assert_eq!(having(&store, Condition::Status(vec![Status::Deleted])), ["gone"]);
    assert_eq!(having(&store, Condition::Project("other".to_owned())), ["gone"]);
    assert_eq!(wait(store.in_transition()).unwrap(), [content::full_server()]);
    assert_eq!(wait(store.purge(content::deleted_server().deleted_at.unwrap())).unwrap(), 0);
}

#[test]
fn it_can_be_written_to() {
    let (folder, store) = open();
    let unlock = |it: &Server| {
        let unlocked = Server { lock: None, ..it.clone() };
        Ok(Decision::Write(Box::new(Change::to(unlocked))))
    };
    let network_id = content::infrastructure().networks[0].id;
    let wish = |ip: Option<[u8; 4]>| NetworkRequest { network_id, fixed_ip: ip.map(Into::into) };
    let taken = Change { allocate: vec![wish(Some([10, 0, 0, 2]))], ..Change::to(server("x")) };
    let new = Change { allocate: vec![wish(None)], ..Change::to(server("new")) };

    wait(store.change(ServerRef::Number(7), &Scope::All, &unlock)).unwrap();
    wait(store.create(vec![taken])).unwrap_err();
    let new = wait(store.create(vec![new])).unwrap().remove(0);

    assert_eq!(new.number, 10);
    drop(store);
    let store = RedbStore::open(folder.path()).unwrap();
    assert_eq!(having(&store, Condition::Locked(true)), Vec::<String>::new());
    assert_eq!(find(&store, new.id), Some(new));
}
