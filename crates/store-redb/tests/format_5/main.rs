//! Tests that a database of format 5, which a program wrote when that was the latest format, can
//! still be read.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod content;

use std::{fs, path::Path};

use ferronova_compute::{
    Decision, Documents, FloatingIps, ImageChange, Lifecycle, Rotation, Scope, Scratch,
    SecurityGroups, Server, Servers,
};
use ferronova_store_conformance::{
    building::{change_with_images, find},
    images::{images, images_of},
    wait,
};
use ferronova_store_redb::RedbStore;
use tempfile::TempDir;

/// Opens a copy of the checked-in database, since opening a database writes to it.
fn open() -> (TempDir, RedbStore) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-5");
    let folder = TempDir::new().unwrap();
    fs::copy(fixture.join("ferronova.redb"), folder.path().join("ferronova.redb")).unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    (folder, store)
}

fn names(store: &RedbStore, scope: &Scope) -> Vec<String> {
    images_of(store, Some(scope)).into_iter().map(|it| it.name).collect()
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
    assert_eq!(store.list("").unwrap(), content::documents());
    assert_eq!(images(&store), content.images);
    let own = Scope::Project(content::PROJECT.to_owned());
    assert_eq!(names(&store, &own), ["backup", "snapshot", "cirros"]);
    assert_eq!(names(&store, &Scope::Project("another".to_owned())), ["cirros"]);
    let found = wait(store.find_floating_ip(content::pool().id, [172, 24, 4, 2].into())).unwrap();
    assert_eq!(found.map(|(it, _)| it.project_id).as_deref(), Some(content::PROJECT));
    let group = wait(store.find_security_group(content::PROJECT, "web")).unwrap().unwrap();
    assert_eq!(group.description, content::group().description);
    // The group was written before groups had rules, so it gets the rules of a new group.
    assert_eq!(group.rules, group.first_rules());
}

#[test]
fn it_can_be_written_to() {
    let (folder, store) = open();
    let backup = content::backup();
    let rotation =
        Rotation { server_id: backup.server_id.unwrap(), backup_type: "daily".to_owned(), kept: 0 };
    let rotate = |it: &Server, _: &Scratch| {
        let images = vec![ImageChange::Rotate(rotation.clone())];
        Ok(Decision::Write(Box::new(change_with_images(it.clone(), images))))
    };
    let (server, _) = &content::content().servers[0];

    wait(store.change(server.id, &Scope::All, &rotate)).unwrap();

    drop(store);
    let store = RedbStore::open(folder.path()).unwrap();
    assert_eq!(names(&store, &Scope::All), ["snapshot", "cirros"]);
}
