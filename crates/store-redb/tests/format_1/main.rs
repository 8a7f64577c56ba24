//! Tests that a database of format 1, which a program wrote when that was the latest format, can
//! still be read.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod content;

use std::{fs, path::Path};

use ferronova_compute::{
    Census, Change, Condition, Decision, Documents, Lifecycle, Lock, LockedBy, NetworkRequest,
    Query, Scope, Scratch, Server, Servers, Status, Timestamp, Transition, Work,
};
use ferronova_store_conformance::{
    building::{everything, find, id_of, names, server},
    images::images,
    wait,
};
use ferronova_store_redb::{OpenError, RedbStore};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use tempfile::TempDir;

use crate::FORMAT;

const META: TableDefinition<&str, &[u8]> = TableDefinition::new("meta");
const STATES: TableDefinition<u64, &[u8]> = TableDefinition::new("states");
const RECORDS: TableDefinition<u64, &[u8]> = TableDefinition::new("records");
const ACTIONS: TableDefinition<&[u8; 16], &[u8]> = TableDefinition::new("actions");

/// Opens a copy of the checked-in database, since opening a database writes to it.
fn open() -> (TempDir, RedbStore) {
    let folder = copy();
    let store = RedbStore::open(folder.path()).unwrap();
    (folder, store)
}

fn copy() -> TempDir {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-1");
    let folder = TempDir::new().unwrap();
    fs::copy(fixture.join("ferronova.redb"), folder.path().join("ferronova.redb")).unwrap();
    folder
}

fn database(folder: &TempDir) -> Database {
    Database::open(folder.path().join("ferronova.redb")).unwrap()
}

/// Returns the format of a database, and the versions of its records of servers (states, then
/// records) and of actions, each kind ordered by key.
fn versions(folder: &TempDir) -> (u8, [Vec<u8>; 3]) {
    let database = database(folder);
    let transaction = database.begin_read().unwrap();
    let first = |it: redb::AccessGuard<'_, &[u8]>| it.value()[0];
    let meta = transaction.open_table(META).unwrap();
    let format = first(ReadableTable::get(&meta, "format").unwrap().unwrap());
    let of_servers = |table| {
        let table = transaction.open_table(table).unwrap();
        table.iter().unwrap().map(|it| first(it.unwrap().1)).collect()
    };
    let actions = transaction.open_table(ACTIONS).unwrap();
    let of_actions = actions.iter().unwrap().map(|it| first(it.unwrap().1)).collect();
    (format, [of_servers(STATES), of_servers(RECORDS), of_actions])
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
        assert_eq!(wait(store.actions(server.id)).unwrap(), actions);
        assert_eq!(find(&store, server.id), Some(server));
    }
    assert_eq!(*store.infrastructure(), content.infrastructure);
    assert_eq!(images(&store), content.images);
    assert_eq!(store.list("").unwrap(), content::documents());
    assert_eq!(store.census(), Census { unlocked: 1, locked_by_owner: 0, locked_by_admin: 1 });
    assert!(!store.is_new());
}

#[test]
fn its_lists_are_whole() {
    let (_folder, store) = open();

    assert_eq!(names(&store, &everything()), ["gone", "", "wéb-1"]);
    assert_eq!(having(&store, Condition::LockedBy(LockedBy::Admin)), ["wéb-1"]);
    assert_eq!(having(&store, Condition::Status(vec![Status::Deleted])), ["gone"]);
    assert_eq!(having(&store, Condition::Project("other".to_owned())), ["gone"]);
    let [working] = &*wait(store.in_transition()).unwrap() else { panic!("one is worked on") };
    assert_eq!(working.server, content::full_server());
    let due = Timestamp::from_seconds(1_700_000_005);
    let transition = Some(Transition { work: Work::Start, step: 1, due });
    assert_eq!(working.scratch, Scratch { transition, ..Scratch::default() });
    assert_eq!(wait(store.purge(content::deleted_server().deleted_at.unwrap())).unwrap(), 0);
}

#[test]
fn it_can_be_written_to() {
    let (folder, store) = open();
    let unlock = |it: &Server, _: &Scratch| {
        let unlocked = Server { lock: Lock::default(), ..it.clone() };
        Ok(Decision::Write(Box::new(Change::to(unlocked))))
    };
    let network_id = content::infrastructure().networks[0].id;
    let request = |ip: Option<[u8; 4]>| NetworkRequest { network_id, fixed_ip: ip.map(Into::into) };
    let taken = Change { allocate: vec![request(Some([10, 0, 0, 2]))], ..Change::to(server("x")) };
    let new = Change { allocate: vec![request(None)], ..Change::to(server("new")) };

    wait(store.change(id_of(&store, 7), &Scope::All, &unlock)).unwrap();
    wait(store.create(vec![taken])).unwrap_err();
    let new = wait(store.create(vec![new])).unwrap().remove(0).server;

    assert_eq!(new.number, 10);
    drop(store);
    let store = RedbStore::open(folder.path()).unwrap();
    assert_eq!(having(&store, Condition::Locked(true)), Vec::<String>::new());
    assert_eq!(find(&store, new.id), Some(new));
}

#[test]
fn it_becomes_one_of_the_latest_format_whose_states_and_actions_stay_until_they_are_written() {
    let (folder, store) = open();
    drop(store);
    assert_eq!(versions(&folder), (FORMAT, [vec![1, 1, 1], vec![3, 3, 3], vec![1, 1, 1]]));
    let store = RedbStore::open(folder.path()).unwrap();
    let note = |it: &Server, _: &Scratch| {
        let noted = Server { user_data: Some("bm90ZQ==".to_owned()), ..it.clone() };
        let action = Some(content::action("note").with_event("api_note", it.created));
        Ok(Decision::Write(Box::new(Change { action, ..Change::to(noted) })))
    };

    let noted = wait(store.change(id_of(&store, 8), &Scope::All, &note)).unwrap().server;

    drop(store);
    assert_eq!(versions(&folder), (FORMAT, [vec![1, 3, 1], vec![3, 3, 3], vec![1, 1, 3, 1]]));
    let store = RedbStore::open(folder.path()).unwrap();
    assert_eq!(wait(store.actions(noted.id)).unwrap()[0].events.len(), 1);
    assert_eq!(find(&store, noted.id), Some(noted));
}

#[test]
fn one_that_can_t_be_used_is_left_as_it_was() {
    let folder = copy();
    let database = database(&folder);
    let transaction = database.begin_write().unwrap();
    let damaged = b"nothing".as_slice();
    transaction.open_table(META).unwrap().insert("infrastructure", damaged).unwrap();
    transaction.commit().unwrap();
    drop(database);
    let path = folder.path().join("ferronova.redb");
    let before = fs::read(&path).unwrap();

    let error = RedbStore::open(folder.path()).err().unwrap();

    assert!(matches!(error, OpenError::Damaged { .. }), "{error:?}");
    assert!(fs::read(&path).unwrap() == before);
}
