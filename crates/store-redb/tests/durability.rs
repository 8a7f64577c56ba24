//! Tests that what was acknowledged survives however a store ends, and that only one process can
//! open a folder.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::{fs, path::Path, sync::Arc, thread};

use ferronova_compute::{
    Change, Content, Decision, Documents, InstanceAction, Lifecycle, Scope, Scratch, Server,
    Servers,
};
use ferronova_store_conformance::{
    building::{
        action, any_address, create, create_on, everything, find, names, network, server,
        with_networks,
    },
    wait,
};
use ferronova_store_redb::{OpenError, RedbStore};
use tempfile::TempDir;

#[test]
fn everything_is_there_after_the_store_was_closed_and_opened_again() {
    let folder = TempDir::new().unwrap();
    let private = network("10.0.0.0/24");
    let store = RedbStore::open(folder.path()).unwrap();
    with_networks(&store, &[&private]);
    let web = create_on(&store, server("web"), &[any_address(&private)]).unwrap();
    let web = act(&store, &web, &action("stop"));
    let document = vec![("keys/1".to_owned(), b"secret".to_vec())];
    wait(Documents::write(&store, document.clone(), Vec::new())).unwrap();
    drop(store);

    let store = RedbStore::open(folder.path()).unwrap();

    assert_eq!(find(&store, web.id), Some(web.clone()));
    assert_eq!(wait(store.actions(web.id)).unwrap(), [action("stop")]);
    assert_eq!(store.infrastructure().find_network(private.id), Some(&private));
    assert_eq!(store.list("").unwrap(), document);
    assert_eq!(names(&store, &everything()), ["web"]);
    let next = create_on(&store, server("next"), &[any_address(&private)]).unwrap();
    assert_eq!(next.number, web.number + 1);
    assert_ne!(next.addresses[0].ip, web.addresses[0].ip);
}

#[test]
fn what_was_acknowledged_survives_a_crash() {
    let (folder, crashed) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let store = RedbStore::open(folder.path()).unwrap();
    let web = create(&store, server("web"));
    let web = act(&store, &web, &action("stop"));

    // A copy of the file of an open store is what a crash would leave.
    copy(folder.path(), crashed.path());
    let reopened = RedbStore::open(crashed.path()).unwrap();

    assert_eq!(find(&reopened, web.id), Some(web.clone()));
    assert_eq!(wait(reopened.actions(web.id)).unwrap(), [action("stop")]);
    assert!(create(&reopened, server("next")).number > web.number);
}

#[test]
fn a_crash_at_any_moment_leaves_a_store_that_opens() {
    let folder = TempDir::new().unwrap();
    let store = Arc::new(RedbStore::open(folder.path()).unwrap());
    let web = create(&*store, server("web"));
    let writing = {
        let store = store.clone();
        let web = web.clone();
        thread::spawn(move || {
            for n in 0..200 {
                act(&store, &web, &action(&format!("n-{n}")));
            }
        })
    };

    while !writing.is_finished() {
        let crashed = TempDir::new().unwrap();
        let acknowledged = find(&*store, web.id).unwrap().version;
        copy(folder.path(), crashed.path());
        // If the copy took so long that a change came in between, it is not like a crash: its pages
        // may be of different times.
        if find(&*store, web.id).unwrap().version == acknowledged {
            let found = find(&RedbStore::open(crashed.path()).unwrap(), web.id).unwrap();
            assert!(found.version >= acknowledged);
        }
    }

    writing.join().unwrap();
}

#[test]
fn a_folder_has_one_user_at_a_time() {
    let folder = TempDir::new().unwrap();
    let store = RedbStore::open(folder.path()).unwrap();

    let error = RedbStore::open(folder.path()).err().unwrap();

    assert!(matches!(error, OpenError::InUse { .. }), "{error:?}");
    assert!(error.to_string().ends_with(
        "is in use by another process: stop that process, or choose another data folder"
    ));
    create(&store, server("still works"));
    store.close();
    RedbStore::open(folder.path()).unwrap();
}

#[test]
fn a_closed_store_refuses_everything() {
    let store = RedbStore::in_memory().unwrap();
    let web = create(&store, server("web"));

    store.close();
    store.close();

    assert!(store.health().is_err());
    assert!(wait(store.find(web.id, &Scope::All)).is_err());
    assert!(wait(store.page(&everything())).is_err());
    assert!(wait(store.create(vec![Change::to(server("late"))])).is_err());
    assert!(wait(store.load(Content::default())).is_err());
    assert!(store.list("").is_err());
}

#[test]
fn what_waits_is_written_before_the_store_is_closed() {
    let folder = TempDir::new().unwrap();
    let store = RedbStore::open(folder.path()).unwrap();

    let mut started: Vec<_> =
        (0..20).map(|n| store.create(vec![Change::to(server(&format!("n-{n}")))])).collect();
    for future in &mut started {
        // The request is sent when the future is first polled.
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let _ = future.as_mut().poll(&mut context);
    }
    store.close();
    for future in started {
        wait(future).unwrap();
    }

    let store = RedbStore::open(folder.path()).unwrap();
    assert_eq!(names(&store, &everything()).len(), 20);
}

#[test]
fn a_store_is_new_until_content_was_loaded() {
    let folder = TempDir::new().unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    assert!(store.is_new());
    let user = vec![("users/1".to_owned(), Vec::new())];
    wait(Documents::write(&store, user, Vec::new())).unwrap();
    drop(store);

    // The store is now as if the process that fills it had been killed after it wrote the
    // documents.
    let store = RedbStore::open(folder.path()).unwrap();
    assert!(store.is_new());
    wait(store.load(Content::default())).unwrap();
    assert!(!store.is_new());
    drop(store);

    assert!(!RedbStore::open(folder.path()).unwrap().is_new());
    assert!(RedbStore::in_memory().unwrap().is_new());
}

#[test]
fn writers_at_the_same_time_share_commits() {
    const WRITERS: u64 = 32;
    const CHANGES: u64 = 10;
    let folder = TempDir::new().unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    let servers: Vec<Server> =
        (0..WRITERS).map(|n| create(&store, server(&format!("n-{n}")))).collect();
    let before = store.commits();

    thread::scope(|threads| {
        for server in &servers {
            threads.spawn(|| {
                for _ in 0..CHANGES {
                    act(&store, server, &action("lock"));
                }
            });
        }
    });

    let commits = store.commits() - before;
    assert!(commits < WRITERS * CHANGES / 2, "{commits} commits");
}

#[cfg(unix)]
#[test]
fn other_users_can_not_read_the_file() {
    use std::os::unix::fs::PermissionsExt;

    let folder = TempDir::new().unwrap();
    drop(RedbStore::open(folder.path()).unwrap());

    let metadata = fs::metadata(folder.path().join("ferronova.redb")).unwrap();

    assert_eq!(metadata.permissions().mode() & 0o077, 0);
}

fn copy(from: &Path, to: &Path) {
    fs::copy(from.join("ferronova.redb"), to.join("ferronova.redb")).unwrap();
}

fn act(store: &RedbStore, server: &Server, action: &InstanceAction) -> Server {
    let decide = |it: &Server, _: &Scratch| {
        let change = Change { action: Some(action.clone()), ..Change::to(it.clone()) };
        Ok(Decision::Write(Box::new(change)))
    };
    wait(store.change(server.id, &Scope::All, &decide)).unwrap().server
}
