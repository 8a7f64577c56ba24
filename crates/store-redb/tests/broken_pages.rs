//! Overwrites bytes of a database: whatever they meant, nothing wrong is ever read.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::{collections::BTreeMap, fs};

use ferronova_compute::{Change, Lifecycle, Scope, Server, Servers};
use ferronova_store_conformance::{
    building::{action, everything, server},
    wait,
};
use ferronova_store_redb::{OpenError, RedbStore};
use tempfile::TempDir;

const ROUNDS: usize = 120;

/// The number of adjacent bytes that are overwritten.
const BROKEN: usize = 24;

#[test]
fn overwritten_bytes_give_errors_or_missing_servers_but_never_wrong_ones() {
    let (whole, servers) = some_servers();

    for round in 0..ROUNDS {
        let mut broken = whole.clone();
        let at = round * (whole.len() - BROKEN) / ROUNDS;
        for byte in &mut broken[at..at + BROKEN] {
            *byte ^= 0xa5;
        }
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("ferronova.redb");
        fs::write(&path, &broken).unwrap();

        match RedbStore::open(folder.path()) {
            Ok(store) => check(&store, &servers, at),
            Err(error) => {
                assert!(matches!(error, OpenError::Damaged { .. }), "{at}: {error:?}");
                assert!(fs::read(&path).unwrap() == broken, "{at}: the refusal changed the file");
            }
        }
    }
}

/// Returns the bytes of a database, and the servers in it by their number.
fn some_servers() -> (Vec<u8>, BTreeMap<u64, Server>) {
    let folder = TempDir::new().unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    let change =
        |n| Change { action: Some(action("create")), ..Change::to(server(&format!("n-{n}"))) };
    let created = wait(store.create((0..300).map(change).collect())).unwrap();
    drop(store);
    let whole = fs::read(folder.path().join("ferronova.redb")).unwrap();
    (whole, created.into_iter().map(|it| (it.server.number, it.server)).collect())
}

fn check(store: &RedbStore, servers: &BTreeMap<u64, Server>, at: usize) {
    for found in wait(store.page(&everything())).unwrap_or_default() {
        assert_eq!(Some(&found), servers.get(&found.number), "{at}");
    }
    for server in servers.values() {
        if let Ok(Some(found)) = wait(store.find(server.id, &Scope::All)) {
            assert_eq!(&found, server, "{at}");
        }
        if let Ok(ids) = wait(store.with_number(server.number, &Scope::All)) {
            assert!(ids.iter().all(|it| *it == server.id), "{at}");
        }
        let actions = wait(store.actions(server.id)).unwrap_or_default();
        assert!(actions.iter().all(|it| *it == action("create")), "{at}");
    }
}
