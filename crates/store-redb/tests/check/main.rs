//! Tests that a check finds every damage, and finds none in a sound database.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod chance;
pub(crate) mod raw;
mod sound;
mod tables;

use std::path::Path;

use ferronova_compute::{
    Address, AddressKind, Content, Documents, KeyPair, KeyPairs, Lifecycle, LockedBy,
};
use ferronova_store_conformance::{
    building::{OTHER_PROJECT, bare_lock, create, deleted, id_of, lock, pool, second, server},
    transitions::{busy, set_scratch},
    wait,
};
use ferronova_store_redb::{Checked, Finding, OpenError, RedbStore, check};
use tempfile::TempDir;

use crate::format_2::content;

/// Makes a folder whose database has servers of every kind and everything that belongs to them.
pub(crate) fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    wait(Documents::write(&store, content::documents(), Vec::new())).unwrap();
    wait(store.load(with_floating_ip(content::content()))).unwrap();
    set_scratch(&store, id_of(&store, 7), &busy());
    let of_others = || ferronova_compute::Server {
        project_id: OTHER_PROJECT.to_owned(),
        ..server("of others")
    };
    let held_alone = bare_lock(false, Some(LockedBy::Admin));
    create(&store, ferronova_compute::Server { lock: held_alone, ..of_others() });
    create(&store, deleted(of_others(), second(5)));
    let lock = lock(LockedBy::Owner);
    create(&store, ferronova_compute::Server { lock, ..of_others() });
    for name in ["web", "db"] {
        wait(store.create_key_pair(key_pair(name), 2)).unwrap();
    }
    folder
}

fn key_pair(name: &str) -> KeyPair {
    KeyPair {
        id: 0,
        user_id: "5e000000000000000000000000000001".to_owned(),
        name: name.to_owned(),
        public_key: "ssh-rsa AAAA".to_owned(),
        fingerprint: "15:b0:f8:b3:f9:48:63:71:cf:7b:5b:38:6d:44:2d:4a".to_owned(),
        created: second(7),
    }
}

/// Returns the content with a floating address added that leads to one of its servers.
fn with_floating_ip(mut content: Content) -> Content {
    let public = pool("192.0.2.0/29");
    let (server, _) =
        content.servers.iter_mut().find(|(it, _)| !it.is_deleted()).expect("one lives");
    server.addresses.push(Address {
        network_id: public.id,
        label: "private".to_owned(),
        ip: "192.0.2.2".parse().unwrap(),
        kind: AddressKind::Floating,
        mac: "fa:16:3e:00:00:01".to_owned(),
    });
    content.infrastructure.floating_pools.push(public);
    content
}

/// Checks the database of a folder, and returns the result and the findings.
fn try_check(folder: &Path) -> Result<(Checked, Vec<String>), OpenError> {
    let mut findings = Vec::new();
    let checked = check(folder, &mut |it: Finding| findings.push(it.to_string()))?;
    assert_eq!(checked.findings, findings.len() as u64);
    Ok((checked, findings))
}

/// Checks the database of a folder, which can be opened, and returns the findings.
#[track_caller]
fn findings(folder: &Path) -> Vec<String> {
    try_check(folder).unwrap().1
}
