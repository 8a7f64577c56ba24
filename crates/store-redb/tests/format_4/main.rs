//! Tests that a database of format 4, which a program wrote when that was the latest format, can
//! still be read.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod content;

use std::{fs, path::Path};

use ferronova_compute::{
    Census, Documents, FloatingIps, ImageDecision, Images, KeyPair, KeyPairs, Lifecycle, Scope,
    SecurityGroup, SecurityGroups, Servers,
};
use ferronova_store_conformance::{
    building::find,
    images::{find_image, images, images_of},
    wait,
};
use ferronova_store_redb::RedbStore;
use tempfile::TempDir;

/// Opens a copy of the checked-in database, since opening a database writes to it.
fn open() -> (TempDir, RedbStore) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-4");
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
    let own = Scope::Project(content::PROJECT.to_owned());
    let visible: Vec<_> = images_of(&store, Some(&own)).into_iter().map(|it| it.name).collect();
    assert_eq!(visible, ["snapshot", "cirros"]);
    assert_eq!(store.list("").unwrap(), content::documents());
    assert_eq!(store.census(), Census { unlocked: 2, locked_by_owner: 1, locked_by_admin: 1 });
    let key_pair = KeyPair { id: 1, ..content::key_pair() };
    assert_eq!(wait(store.key_pairs(&key_pair.user_id)).unwrap(), [key_pair]);
    let floating_ips = wait(store.floating_ips(&own)).unwrap();
    let ips: Vec<String> = floating_ips.iter().map(|(it, _)| it.ip.to_string()).collect();
    assert_eq!(ips, ["172.24.4.2"]);
    let groups = wait(store.security_groups(&own)).unwrap();
    let group = |it: &SecurityGroup| (it.name.clone(), it.description.clone());
    let groups: Vec<_> = groups.iter().map(group).collect();
    assert!(groups.contains(&group(&content::group())), "{groups:?}");
}

#[test]
fn it_can_be_written_to() {
    let (folder, store) = open();
    let id = content::snapshot().id;

    wait(store.change_image(id, &|_| Ok(ImageDecision::Remove))).unwrap();

    drop(store);
    let store = RedbStore::open(folder.path()).unwrap();
    assert_eq!(find_image(&store, id), None);
    assert_eq!(images(&store).len(), 1);
}
