//! The program refuses databases that are damaged or not its own, and does not change them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use redb::{Database, TableDefinition};
use serde_json::json;
use tempfile::TempDir;

use crate::{
    assert_refused, names_in, new_folder,
    support::{
        caller::Caller,
        program::{Program, serve},
    },
};

#[test]
fn what_is_no_database_is_refused() {
    for garbage in [b"# no database\n".to_vec(), vec![0; 4096], vec![b'x'; 1 << 20]] {
        let folder = new_folder();
        let file = file_in(&folder);
        fs::create_dir(folder.path().join("data")).expect("a folder can be made");
        fs::write(&file, garbage).expect("it can be written");

        refuses_to_start_on(&file, &folder, &["is damaged", "restore it from a backup"]);
    }
}

#[test]
fn a_database_that_lost_its_end_is_refused() {
    let folder = with_database();
    let file = file_in(&folder);
    let whole = fs::read(&file).expect("it is readable");

    for part in 1..10 {
        fs::write(&file, &whole[..whole.len() * part / 10]).expect("it can be written");

        refuses_to_start_on(&file, &folder, &["is damaged", "restore it from a backup"]);
    }
    fs::write(&file, whole).expect("it can be written");
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let caller = Caller::log_in(&program.base_url(), "demo");
    assert_eq!(caller.call("GET", "servers?name=web", None).body["servers"][0]["name"], "web");
}

#[test]
fn a_file_that_is_empty_is_a_new_database() {
    let folder = new_folder();
    fs::create_dir(folder.path().join("data")).expect("a folder can be made");
    fs::write(file_in(&folder), "").expect("it can be written");

    let program = Program::start_serving(&mut serve(folder.path(), []));

    Caller::log_in(&program.base_url(), "demo");
}

#[test]
fn a_database_of_a_later_version_is_refused() {
    let folder = with_database();
    let file = file_in(&folder);
    set_format(&file, 4_000_000_000);

    refuses_to_start_on(
        &file,
        &folder,
        &["has format 4000000000", "knows formats up to", "use a later version of Ferronova"],
    );
}

#[test]
fn a_database_of_another_program_is_refused() {
    let folder = new_folder();
    let file = file_in(&folder);
    fs::create_dir(folder.path().join("data")).expect("a folder can be made");
    let database = Database::create(&file).expect("a database can be made");
    let transaction = database.begin_write().expect("it can be written");
    let table: TableDefinition<'_, &str, &str> = TableDefinition::new("pets");
    transaction.open_table(table).expect("a table can be made");
    transaction.commit().expect("it can be written");
    drop(database);

    refuses_to_start_on(&file, &folder, &["is damaged (it is the database of another program)"]);
}

/// Returns a folder with a database that contains one server, `web`, and that was closed properly.
fn with_database() -> TempDir {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let caller = Caller::log_in(&program.base_url(), "demo");
    let image = "1a9e0000-0000-4000-8000-000000000001";
    let server = json!({"name": "web", "imageRef": image, "flavorRef": "1"});
    let answer = caller.call("POST", "servers", Some(&json!({"server": server})));
    assert_eq!(answer.status, 202, "{}", answer.body);
    program.signal("TERM");
    assert_eq!(program.finish().status, Some(0));
    folder
}

fn file_in(folder: &TempDir) -> PathBuf {
    folder.path().join("data/ferronova.redb")
}

/// Sets the format number, which is in the same place in every version.
fn set_format(file: &Path, format: u32) {
    let meta: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");
    let database = Database::open(file).expect("it is a database");
    let transaction = database.begin_write().expect("it can be written");
    let mut table = transaction.open_table(meta).expect("there is the table");
    let before = table.insert("format", format.to_le_bytes().as_slice()).expect("it is written");
    assert!(before.is_some(), "the format lies elsewhere");
    drop(before);
    drop(table);
    transaction.commit().expect("it can be written");
}

#[track_caller]
fn refuses_to_start_on(file: &Path, folder: &TempDir, texts: &[&str]) {
    let bytes = fs::read(file).expect("it is readable");
    let data = folder.path().join("data");
    let names = names_in(&data);

    let finished = Program::start(&mut serve(folder.path(), [])).finish();

    assert_refused(&finished, texts);
    assert_refused(&finished, &["data/ferronova.redb"]);
    assert!(fs::read(file).expect("it is readable") == bytes, "the file was changed");
    assert_eq!(names_in(&data), names);
}
