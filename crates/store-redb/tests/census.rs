//! Tests that the census is right when a store is opened, even if its record is lost or wrong.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use ferronova_compute::{Census, Change, Lifecycle, LockedBy, Server};
use ferronova_store_conformance::{
    building::{bare_lock, create, deleted, lock, second, server},
    wait,
};
use ferronova_store_redb::RedbStore;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use tempfile::TempDir;

const META: TableDefinition<&str, &[u8]> = TableDefinition::new("meta");
const STATES: TableDefinition<u64, &[u8]> = TableDefinition::new("states");

const EXPECTED: Census = Census { unlocked: 3, locked_by_owner: 2, locked_by_admin: 1 };

/// Makes a database with locked, unlocked and deleted servers, applies `edit` to it, and returns
/// its folder.
fn edited(edit: impl FnOnce(&redb::WriteTransaction)) -> TempDir {
    let folder = TempDir::new().unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    let locked = |holder| Server { lock: lock(holder), ..server("locked") };
    let mut servers = vec![deleted(server("gone"), second(1)), locked(LockedBy::Admin)];
    let locks = [lock(LockedBy::Owner), bare_lock(false, Some(LockedBy::Owner))];
    servers.extend(locks.map(|lock| Server { lock, ..server("locked") }));
    servers.extend(["a", "b"].map(server));
    servers.push(Server { lock: bare_lock(true, None), ..server("c") });
    wait(store.create(servers.into_iter().map(Change::to).collect())).unwrap();
    drop(store);

    let database = Database::open(folder.path().join("ferronova.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    edit(&transaction);
    transaction.commit().unwrap();
    folder
}

#[test]
fn the_census_is_kept() {
    let folder = edited(|_| {});

    let store = RedbStore::open(folder.path()).unwrap();

    assert_eq!(store.census(), EXPECTED);
    assert_eq!(store.recount().unwrap(), EXPECTED);
}

#[test]
fn a_census_that_is_damaged_or_lost_is_counted_again_and_kept() {
    let damage = |transaction: &redb::WriteTransaction| {
        let mut meta = transaction.open_table(META).unwrap();
        let mut row = meta.get("census").unwrap().unwrap().value().to_vec();
        row[1] ^= 4;
        meta.insert("census", row.as_slice()).unwrap();
    };
    let lose = |transaction: &redb::WriteTransaction| {
        transaction.open_table(META).unwrap().remove("census").unwrap();
    };

    for folder in [edited(damage), edited(lose)] {
        let store = RedbStore::open(folder.path()).unwrap();

        assert_eq!(store.census(), EXPECTED);
        create(&store, server("new"));
        drop(store);
        let store = RedbStore::open(folder.path()).unwrap();
        assert_eq!(store.census(), Census { unlocked: 4, ..EXPECTED });
    }
}

#[test]
fn a_damaged_server_is_counted_as_it_was() {
    let folder = edited(|transaction| {
        let mut states = transaction.open_table(STATES).unwrap();
        states.insert(2, b"nothing".as_slice()).unwrap();
    });

    let store = RedbStore::open(folder.path()).unwrap();

    assert_eq!(store.census(), EXPECTED);
    assert_eq!(store.recount().unwrap(), EXPECTED);
}

#[test]
fn a_recount_finds_a_census_that_is_wrong() {
    let folder = edited(|transaction| {
        // Take the record from a store without servers.
        let folder = TempDir::new().unwrap();
        drop(RedbStore::open(folder.path()).unwrap());
        let database = Database::open(folder.path().join("ferronova.redb")).unwrap();
        let meta = database.begin_read().unwrap().open_table(META).unwrap();
        let empty = ReadableTable::get(&meta, "census").unwrap().unwrap();
        transaction.open_table(META).unwrap().insert("census", empty.value()).unwrap();
    });

    let store = RedbStore::open(folder.path()).unwrap();

    assert_eq!(store.census(), Census::default());
    assert_eq!(store.recount().unwrap(), EXPECTED);
}
