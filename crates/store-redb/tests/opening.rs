//! Tests that unusable files and folders are refused and left unchanged, with advice on what to do.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use ferronova_compute::{Change, Content, Infrastructure, Lifecycle, Servers};
use ferronova_store_conformance::{
    building::{create, everything, names, network, server},
    wait,
};
use ferronova_store_redb::{OpenError, RedbStore};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition, TableHandle as _};
use tempfile::TempDir;

use crate::FORMAT;

const META: TableDefinition<&str, &[u8]> = TableDefinition::new("meta");

#[test]
fn a_folder_that_is_not_there_is_made() {
    let folder = TempDir::new().unwrap();
    let deep = folder.path().join("a/b");

    let store = RedbStore::open(&deep).unwrap();

    assert!(store.health().is_ok());
    assert!(deep.join("ferronova.redb").exists());
}

#[test]
fn what_a_first_start_left_unfinished_is_replaced() {
    let folder = TempDir::new().unwrap();
    let unfinished = folder.path().join("ferronova.redb.new");
    fs::write(&unfinished, "half a database, longer than nothing".repeat(10_000)).unwrap();

    let store = RedbStore::open(folder.path()).unwrap();

    assert!(store.is_new());
    assert!(file_in(&folder).exists());
    assert!(!unfinished.exists());
}

#[test]
fn a_file_in_place_of_the_folder_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, "text").unwrap();

    for (path, why) in [
        (path.clone(), "there is a file of that name; choose a folder"),
        (path.join("below"), "its path leads through a file; choose a folder"),
    ] {
        let error = RedbStore::open(&path).err().unwrap();
        assert!(matches!(error, OpenError::Folder { .. }), "{error:?}");
        assert!(error.to_string().ends_with(why), "{error}");
    }
    assert_eq!(fs::read(&path).unwrap(), b"text");
}

#[test]
fn a_folder_in_place_of_the_file_is_refused() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(file_in(&folder)).unwrap();

    let error = RedbStore::open(folder.path()).err().unwrap();

    assert!(matches!(error, OpenError::NotWritable { .. }), "{error:?}");
}

#[test]
fn a_file_of_a_later_format_is_refused_with_both_versions() {
    let folder = TempDir::new().unwrap();
    drop(RedbStore::open(folder.path()).unwrap());
    in_database(&folder, |database| set_format(database, &[FORMAT + 1, 0, 0, 0]));

    let error = refusal(&folder);

    assert!(matches!(error, OpenError::Newer { .. }), "{error:?}");
    let expected =
        format!("has format {}, and this version knows formats up to {FORMAT}", FORMAT + 1);
    assert!(error.to_string().contains(&expected), "{error}");
}

#[test]
fn a_file_of_a_later_format_is_left_as_it_was_after_a_crash_too() {
    let (folder, crashed) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    drop(RedbStore::open(folder.path()).unwrap());
    let database = Database::open(file_in(&folder)).unwrap();
    set_format(&database, &[FORMAT + 1, 0, 0, 0]);
    fs::copy(file_in(&folder), file_in(&crashed)).unwrap();

    let error = refusal(&crashed);

    assert!(matches!(error, OpenError::Newer { .. }), "{error:?}");
}

#[test]
fn a_file_that_does_not_say_its_format_is_refused() {
    for format in [&[][..], &[1], &[0, 0, 0, 0], &[1, 0, 0, 0, 0]] {
        let folder = TempDir::new().unwrap();
        drop(RedbStore::open(folder.path()).unwrap());
        in_database(&folder, |database| set_format(database, format));

        assert_damaged(&refusal(&folder), "it does not say what format it has");
    }
}

#[test]
fn the_database_of_another_program_is_refused() {
    const OTHER: TableDefinition<u64, u64> = TableDefinition::new("other");
    let folder = TempDir::new().unwrap();
    let database = Database::create(file_in(&folder)).unwrap();
    let transaction = database.begin_write().unwrap();
    transaction.open_table(OTHER).unwrap().insert(1, 1).unwrap();
    transaction.commit().unwrap();
    drop(database);

    assert_damaged(&refusal(&folder), "it is the database of another program");
}

fn tables_of_a_new_database() -> Vec<String> {
    let folder = TempDir::new().unwrap();
    drop(RedbStore::open(folder.path()).unwrap());
    let mut names = Vec::new();
    in_database(&folder, |database| {
        let transaction = database.begin_read().unwrap();
        names = transaction.list_tables().unwrap().map(|it| it.name().to_owned()).collect();
    });
    assert!(names.len() > 10, "{names:?}");
    names
}

#[test]
fn a_database_that_lacks_a_table_is_refused() {
    for name in tables_of_a_new_database() {
        let folder = TempDir::new().unwrap();
        drop(RedbStore::open(folder.path()).unwrap());
        in_database(&folder, |database| {
            let transaction = database.begin_write().unwrap();
            let table = transaction.list_tables().unwrap().find(|it| it.name() == name).unwrap();
            assert!(transaction.delete_table(table).unwrap());
            transaction.commit().unwrap();
        });

        // Without this table, any program may have written the file.
        let expected = if name == "meta" { "of another program" } else { &name };
        assert_damaged(&refusal(&folder), expected);
    }
}

#[test]
fn a_damaged_record_of_the_whole_store_is_refused() {
    for name in ["infrastructure", "highest-number"] {
        let folder = TempDir::new().unwrap();
        let store = RedbStore::open(folder.path()).unwrap();
        let networks = vec![network("10.0.0.0/8")];
        let infrastructure = Infrastructure { networks, ..Infrastructure::default() };
        wait(store.load(Content { infrastructure, ..Content::default() })).unwrap();
        drop(store);
        in_database(&folder, |database| flip(database, name));

        assert_damaged(&refusal(&folder), "its checksum is wrong");
    }
}

#[test]
fn garbage_is_refused() {
    let mut like_one = b"redb\x1a\x0a\xa9\x0d\x0a".to_vec();
    like_one.resize(100_000, 0x5a);
    for content in [b"x".to_vec(), b"PK\x03\x04".repeat(5000), vec![0; 70_000], like_one] {
        let folder = TempDir::new().unwrap();
        fs::write(file_in(&folder), content).unwrap();

        assert_damaged(&refusal(&folder), "");
    }
}

#[test]
fn a_truncated_file_is_refused_or_its_servers_are_errors() {
    let folder = TempDir::new().unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    let changes = (0..2000).map(|n| Change::to(server(&format!("n-{n}")))).collect();
    wait(store.create(changes)).unwrap();
    drop(store);
    let whole = fs::read(file_in(&folder)).unwrap();

    for kept in [1, 63, 512, 4096, 20_000, whole.len() / 2, whole.len() - 1] {
        let folder = TempDir::new().unwrap();
        fs::write(file_in(&folder), &whole[..kept]).unwrap();

        match RedbStore::open(folder.path()) {
            Err(error) => {
                assert_damaged(&error, "");
                assert_eq!(fs::read(file_in(&folder)).unwrap(), whole[..kept], "{kept} bytes");
            }
            Ok(store) => match wait(store.page(&everything())) {
                Err(_) => {}
                Ok(page) => assert_eq!(page.len(), 2000, "{kept} bytes"),
            },
        }
    }
}

#[test]
fn an_empty_file_is_a_new_database() {
    let folder = TempDir::new().unwrap();
    fs::write(file_in(&folder), "").unwrap();

    let store = RedbStore::open(folder.path()).unwrap();

    assert!(store.is_new());
    create(&store, server("web"));
    assert_eq!(names(&store, &everything()), ["web"]);
}

fn file_in(folder: &TempDir) -> PathBuf {
    folder.path().join("ferronova.redb")
}

/// Opens the database of a folder, which must fail and leave the folder unchanged, and returns the
/// error.
fn refusal(folder: &TempDir) -> OpenError {
    let before = contents(folder.path());
    let error = RedbStore::open(folder.path()).err().unwrap();
    assert!(contents(folder.path()) == before, "the refusal changed the folder: {error}");
    assert!(!error.to_string().contains('\n'), "{error}");
    error
}

fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    entries.map(|it| (it.clone(), fs::read(&it).unwrap())).collect()
}

fn assert_damaged(error: &OpenError, part_of_reason: &str) {
    let OpenError::Damaged { reason, .. } = error else {
        panic!("{error:?}");
    };
    assert!(reason.contains(part_of_reason), "{error}");
    let what_to_do = "restore it from a backup, or move it away to start with an empty database";
    assert!(error.to_string().ends_with(what_to_do), "{error}");
}

fn in_database(folder: &TempDir, work: impl FnOnce(&Database)) {
    work(&Database::open(file_in(folder)).unwrap());
}

fn set_format(database: &Database, format: &[u8]) {
    let transaction = database.begin_write().unwrap();
    transaction.open_table(META).unwrap().insert("format", format).unwrap();
    transaction.commit().unwrap();
}

fn flip(database: &Database, name: &str) {
    let meta = database.begin_read().unwrap().open_table(META).unwrap();
    let mut value = ReadableTable::get(&meta, name).unwrap().unwrap().value().to_vec();
    value[1] ^= 4;
    let transaction = database.begin_write().unwrap();
    transaction.open_table(META).unwrap().insert(name, value.as_slice()).unwrap();
    transaction.commit().unwrap();
}
