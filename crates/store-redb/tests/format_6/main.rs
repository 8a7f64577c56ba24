//! Tests that databases of formats 6 and 7, which programs wrote when those were the latest
//! formats, can still be read.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod content;

use std::{fs, path::Path};

use ferronova_compute::{
    Decision, Documents, FloatingIps, ImageChange, Lifecycle, Rotation, Scope, Scratch,
    SecurityGroup, SecurityGroups, Server, Servers,
};
use ferronova_store_conformance::{
    building::{change_with_images, find},
    images::{images, images_of},
    wait,
};
use ferronova_store_redb::RedbStore;
use tempfile::TempDir;

const FIXTURES: [&str; 2] = ["format-6", "format-7"];

/// Opens a copy of a checked-in database, since opening a database writes to it.
fn open(fixture: &str) -> (TempDir, RedbStore) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let file = "ferronova.redb";
    let folder = TempDir::new().unwrap();
    fs::copy(fixtures.join(fixture).join(file), folder.path().join(file)).unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    (folder, store)
}

fn names(store: &RedbStore, scope: &Scope) -> Vec<String> {
    images_of(store, Some(scope)).into_iter().map(|it| it.name).collect()
}

fn group_in(store: &RedbStore) -> SecurityGroup {
    wait(store.find_security_group(content::PROJECT, "web")).unwrap().unwrap()
}

#[test]
fn everything_in_it_is_what_was_written() {
    FIXTURES.into_iter().for_each(check_content);
}

#[track_caller]
fn check_content(fixture: &str) {
    let (_folder, store) = open(fixture);

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
    assert_eq!(names(&store, &own), ["golden", "backup", "snapshot", "cirros"]);
    assert_eq!(names(&store, &Scope::Project("another".to_owned())), ["cirros"]);
    let found = wait(store.find_floating_ip(content::pool().id, [172, 24, 4, 2].into())).unwrap();
    assert_eq!(found.map(|(it, _)| it.project_id).as_deref(), Some(content::PROJECT));
    let group = group_in(&store);
    assert_eq!(group.description, content::group().description);
    assert_eq!(group.rules, [group.first_rules(), vec![content::rule()]].concat());
}

#[test]
fn it_can_be_written_to() {
    FIXTURES.into_iter().for_each(write);
}

#[track_caller]
fn write(fixture: &str) {
    let (folder, store) = open(fixture);
    let golden = content::golden();
    let rotation =
        Rotation { server_id: golden.server_id.unwrap(), backup_type: "daily".to_owned(), kept: 0 };
    let rotate = |it: &Server, _: &Scratch| {
        let images = vec![ImageChange::Rotate(rotation.clone())];
        Ok(Decision::Write(Box::new(change_with_images(it.clone(), images))))
    };
    let (server, _) = &content::content().servers[0];
    let group = group_in(&store);

    wait(store.change(server.id, &Scope::All, &rotate)).unwrap();
    wait(store.remove_security_group_rule(group.clone(), content::rule().id)).unwrap();

    drop(store);
    let store = RedbStore::open(folder.path()).unwrap();
    assert_eq!(names(&store, &Scope::All), ["golden", "snapshot", "cirros"]);
    assert_eq!(group_in(&store).rules, group.first_rules());
}
