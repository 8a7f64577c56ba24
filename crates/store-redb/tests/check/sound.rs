//! Tests that a check finds nothing in sound databases, whatever their content and however their
//! stores ended.

use std::{fs, path::Path};

use ferronova_compute::{Change, Decision, KEPT_ACTIONS, Scope, Scratch, Server, Servers};
use ferronova_store_conformance::{
    building::{action, create, server},
    wait,
};
use ferronova_store_redb::{OpenError, RedbStore, check};
use tempfile::TempDir;

use super::{findings, folder, try_check};

const FILE: &str = "ferronova.redb";

#[test]
fn a_sound_database_is_found_sound_and_is_not_changed() {
    let folder = folder();
    let before = fs::read(folder.path().join(FILE)).unwrap();

    let (checked, findings) = try_check(folder.path()).unwrap();

    assert_eq!(findings, [""; 0]);
    assert_eq!((checked.servers, checked.is_new), (7, false));
    assert!(checked.records > 40, "{}", checked.records);
    assert_eq!(checked.documents, super::content::documents());
    assert!(fs::read(folder.path().join(FILE)).unwrap() == before, "the file was changed");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_new_database_is_sound() {
    let folder = TempDir::new().unwrap();
    drop(RedbStore::open(folder.path()).unwrap());

    let (checked, findings) = try_check(folder.path()).unwrap();

    assert_eq!(findings, [""; 0]);
    assert_eq!((checked.servers, checked.records, checked.is_new), (0, 4, true));
}

#[test]
fn a_server_with_more_actions_than_are_kept_is_sound() {
    let folder = folder();
    let store = RedbStore::open(folder.path()).unwrap();
    let id = create(&store, server("busy")).id;
    let act = |it: &Server, _: &Scratch| {
        let change = Change { action: Some(action("act")), ..Change::to(it.clone()) };
        Ok(Decision::Write(Box::new(change)))
    };
    for _ in 0..KEPT_ACTIONS + 3 {
        wait(store.change(id, &Scope::All, &act)).unwrap();
    }
    drop(store);

    assert_eq!(findings(folder.path()), [""; 0]);
}

#[test]
fn what_a_crash_leaves_is_sound() {
    let folder = folder();
    let store = RedbStore::open(folder.path()).unwrap();
    let copy = TempDir::new().unwrap();
    for n in 0..20 {
        create(&store, server(&format!("n-{n}")));
        fs::copy(folder.path().join(FILE), copy.path().join(FILE)).unwrap();
        let before = fs::read(copy.path().join(FILE)).unwrap();

        assert_eq!(findings(copy.path()), [""; 0], "after {n}");

        assert!(fs::read(copy.path().join(FILE)).unwrap() == before, "the file was changed");
    }
}

#[test]
fn databases_of_every_older_format_are_sound() {
    for format in 1..crate::FORMAT {
        let format = format!("format-{format}");
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        let folder = TempDir::new().unwrap();
        fs::copy(fixtures.join(&format).join(FILE), folder.path().join(FILE)).unwrap();

        assert_eq!(findings(folder.path()), [""; 0], "{format}");

        drop(RedbStore::open(folder.path()).unwrap());
        assert_eq!(findings(folder.path()), [""; 0], "{format}, brought up to date");
    }
}

#[test]
fn a_database_that_is_open_is_not_checked() {
    let folder = folder();
    let store = RedbStore::open(folder.path()).unwrap();

    let result = check(folder.path(), &mut |it| panic!("{it}"));

    assert!(matches!(result, Err(OpenError::InUse { .. })), "{result:?}");
    drop(store);
    assert_eq!(findings(folder.path()), [""; 0]);
}

#[test]
fn where_there_is_no_database_none_is_created() {
    let folder = TempDir::new().unwrap();

    for path in [folder.path().to_owned(), folder.path().join("data")] {
        let result = check(&path, &mut |it| panic!("{it}"));

        assert!(matches!(result, Err(OpenError::Missing { .. })), "{result:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_store_that_serves_is_looked_through_and_found_as_sound_as_it_is() {
    let folder = folder();
    let store = RedbStore::open(folder.path()).unwrap();
    let mut findings = Vec::new();

    let n_findings = store.look_through(&mut |it| findings.push(it.to_string())).unwrap();

    assert_eq!((n_findings, findings), (0, Vec::new()));
    assert!(store.is_verified());
    store.close();
    assert!(store.look_through(&mut |it| panic!("{it}")).is_err());
}
