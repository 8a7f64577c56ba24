//! Tests of backups: what they contain, and which files are refused.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod crafted;
mod files;
mod restoring;

use std::path::Path;

use ferronova_compute::{Documents, KeyPair, KeyPairs, Lifecycle, Servers};
use ferronova_store_conformance::{
    building::{create, everything, find, names, second, server},
    images::images,
    wait,
};
use ferronova_store_redb::{Backup, IfExists, RedbStore, check, restore};
use redb::{Database, ReadableDatabase};
use tempfile::TempDir;

use crate::{
    check::{
        folder,
        raw::{TABLES, edit, rows},
    },
    format_2::content,
};

/// Makes a store with content of every kind.
fn store() -> RedbStore {
    let store = RedbStore::in_memory().unwrap();
    wait(Documents::write(&store, content::documents(), Vec::new())).unwrap();
    wait(store.load(content::content())).unwrap();
    store
}

/// A key pair that is not stored yet.
fn key_pair(name: &str) -> KeyPair {
    KeyPair {
        id: 0,
        user_id: "user".to_owned(),
        name: name.to_owned(),
        public_key: "ssh-rsa AAAA".to_owned(),
        fingerprint: "15:b0".to_owned(),
        created: second(7),
    }
}

/// Returns all pieces of a backup as one.
fn whole(mut backup: Backup) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(piece) = backup.next_piece().unwrap() {
        bytes.extend_from_slice(&piece);
    }
    assert!(backup.next_piece().unwrap().is_none());
    bytes
}

/// Restores a backup into a new folder and opens the store there.
#[track_caller]
fn restored(backup: &[u8]) -> (TempDir, RedbStore) {
    let folder = TempDir::new().unwrap();
    restore(folder.path(), backup, IfExists::Keep).unwrap();
    assert_sound(folder.path());
    let store = RedbStore::open(folder.path()).unwrap();
    (folder, store)
}

#[track_caller]
fn assert_sound(folder: &Path) {
    check(folder, &mut |it| panic!("{it}")).unwrap();
}

#[test]
fn everything_that_is_stored_comes_back() {
    let store = store();

    let (_folder, restored) = restored(&whole(store.backup().unwrap()));

    for (server, mut actions) in content::content().servers {
        actions.reverse();
        assert_eq!(wait(restored.actions(server.id)).unwrap(), actions);
        assert_eq!(find(&restored, server.id), Some(server));
    }
    assert_eq!(restored.infrastructure(), store.infrastructure());
    assert_eq!(images(&restored), content::content().images);
    assert_eq!(restored.list("").unwrap(), content::documents());
    assert_eq!(names(&restored, &everything()), names(&store, &everything()));
    assert!(!restored.is_new());
}

#[test]
fn key_pairs_come_back_and_their_ids_go_on() {
    let store = store();
    let created = ["web", "db"].map(|it| wait(store.create_key_pair(key_pair(it), 9)).unwrap());

    let (_folder, restored) = restored(&whole(store.backup().unwrap()));

    let [web, db] = created;
    assert_eq!(wait(restored.key_pairs("user")).unwrap(), [db.clone(), web]);
    let new = wait(restored.create_key_pair(key_pair("new"), 9)).unwrap();
    assert_eq!(new.id, db.id + 1);
}

#[test]
fn every_row_of_every_table_comes_back_as_it_was() {
    let folder = folder();
    let store = RedbStore::open(folder.path()).unwrap();
    let backup = store.backup().unwrap();
    let copy = TempDir::new().unwrap();
    let count = restore(copy.path(), &*whole(backup), IfExists::Keep).unwrap();
    drop(store);

    let read =
        |folder: &TempDir| edit(folder.path(), |it| TABLES.map(|table| (table, rows(it, table))));

    let before = read(&folder);
    assert_eq!(read(&copy), before);
    assert_eq!(before.iter().map(|(_, rows)| rows.len() as u64).sum::<u64>(), count);
    assert!(before.iter().all(|(_, rows)| !rows.is_empty()), "the test lacks rows: {before:?}");
    let database = Database::open(folder.path().join("ferronova.redb")).unwrap();
    let count = database.begin_read().unwrap().list_tables().unwrap().count();
    assert_eq!(count, TABLES.len(), "the test does not know every table");
}

#[test]
fn what_is_written_after_a_backup_began_is_not_in_it() {
    let store = store();
    for n in 0..2000 {
        create(&store, server(&format!("before-{n}")));
    }
    let before = names(&store, &everything());
    let mut backup = store.backup().unwrap();
    let mut bytes = backup.next_piece().unwrap().unwrap();

    create(&store, server("meanwhile"));
    while let Some(piece) = backup.next_piece().unwrap() {
        bytes.extend_from_slice(&piece);
        create(&store, server("meanwhile"));
    }

    assert!(bytes.len() > 512 << 10, "it was made in too few pieces: {}", bytes.len());
    let (_folder, restored) = restored(&bytes);
    assert_eq!(names(&restored, &everything()), before);
}

#[test]
fn an_empty_store_has_a_backup() {
    let store = RedbStore::in_memory().unwrap();

    let (_folder, restored) = restored(&whole(store.backup().unwrap()));

    assert!(restored.is_new());
    create(&restored, server("web"));
}

#[test]
fn a_backup_of_the_first_version_can_be_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/backup-1");

    let (_folder, restored) = restored(&std::fs::read(path).unwrap());

    for (server, _) in content::content().servers {
        assert_eq!(find(&restored, server.id), Some(server));
    }
    assert_eq!(*restored.infrastructure(), content::content().infrastructure);
    assert_eq!(images(&restored), content::content().images);
    assert_eq!(restored.list("").unwrap(), content::documents());
}

#[test]
fn a_store_that_is_closed_makes_no_backup() {
    let store = store();
    store.close();

    assert!(store.backup().is_err());
}

#[test]
fn a_backup_that_outlives_its_store_fails() {
    let folder = TempDir::new().unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    for n in 0..2000 {
        create(&store, server(&format!("n-{n}")));
    }
    let mut backup = store.backup().unwrap();
    backup.next_piece().unwrap();

    drop(store);

    let mut end = Ok(());
    while end.is_ok() {
        match backup.next_piece() {
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(error) => end = Err(error),
        }
    }
    RedbStore::open(folder.path()).unwrap();
}
