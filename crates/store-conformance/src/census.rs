//! Rules of the census: the number of living servers by who holds their lock.

use std::thread;

use ferronova_compute::{
    Census, Change, Content, Decision, Error, Lock, LockedBy, Scope, Scratch, Server, Store,
    VmState,
};
use uuid::Uuid;

use crate::{
    building::{OTHER_PROJECT, bare_lock, create, deleted, lock, second, server},
    wait,
};

const SERVERS: usize = 8;

pub fn an_empty_store_has_an_empty_census(store: &dyn Store) {
    assert_eq!(store.census(), Census::default());
}

pub fn a_new_server_is_counted_by_its_lock(store: &dyn Store) {
    create(store, server("a"));
    create(store, server("b"));
    create(store, locked(server("c"), LockedBy::Owner));
    create(store, locked(server("d"), LockedBy::Admin));
    create(store, deleted(server("e"), second(1)));

    assert_eq!(store.census(), census(2, 1, 1));
}

/// Tests a server that is locked, then locked by an administrator instead, and then unlocked.
pub fn the_census_follows_the_locks(store: &dyn Store) {
    let it = create(store, server("web"));

    for (holder, expected) in [
        (Some(LockedBy::Owner), census(0, 1, 0)),
        (Some(LockedBy::Owner), census(0, 1, 0)),
        (Some(LockedBy::Admin), census(0, 0, 1)),
        (None, census(1, 0, 0)),
        (None, census(1, 0, 0)),
    ] {
        change(store, &it, |it| it.lock = holder.map(lock).unwrap_or_default());

        assert_eq!(store.census(), expected, "{holder:?}");
    }
}

/// A flag without a holder counts as unlocked, and a holder without the flag as locked.
pub fn the_census_goes_by_the_holders_of_locks(store: &dyn Store) {
    let it = create(store, Server { lock: bare_lock(true, None), ..server("web") });
    assert_eq!(store.census(), census(1, 0, 0));

    change(store, &it, |it| it.lock = bare_lock(false, Some(LockedBy::Owner)));
    assert_eq!(store.census(), census(0, 1, 0));
    change(store, &it, |it| it.lock = bare_lock(false, Some(LockedBy::Admin)));
    assert_eq!(store.census(), census(0, 0, 1));
    change(store, &it, |it| it.lock.is_set = true);
    assert_eq!(store.census(), census(0, 0, 1));
}

/// A soft-deleted server is not counted until it is restored.
pub fn the_census_follows_deletion_and_restoring(store: &dyn Store) {
    let it = create(store, locked(server("web"), LockedBy::Admin));
    let other = create(store, server("other"));

    change(store, &it, |it| it.vm_state = VmState::SoftDeleted);
    assert_eq!(store.census(), census(1, 0, 0));
    change(store, &it, |it| it.vm_state = VmState::Active);
    assert_eq!(store.census(), census(1, 0, 1));
    change(store, &it, |it| *it = deleted(it.clone(), second(1)));
    change(store, &other, |it| *it = deleted(it.clone(), second(1)));
    assert_eq!(store.census(), Census::default());
    wait(store.purge(second(2))).unwrap();
    assert_eq!(store.census(), Census::default());
}

/// Tests a change of name, state and project.
pub fn other_changes_do_not_affect_the_census(store: &dyn Store) {
    let it = create(store, locked(server("web"), LockedBy::Owner));

    change(store, &it, |it| {
        let name = "db".to_owned();
        let project_id = OTHER_PROJECT.to_owned();
        *it = Server { name, project_id, vm_state: VmState::Error, ..it.clone() };
    });

    assert_eq!(store.census(), census(0, 1, 0));
}

pub fn a_refused_request_does_not_change_the_census(store: &dyn Store) {
    let it = create(store, server("web"));
    let taken = Server { id: it.id, ..server("taken") };
    let refuse =
        |it: &Server, _: &Scratch| -> Result<Decision, Error> { Err(Error::Locked { id: it.id }) };

    wait(store.create(vec![Change::to(server("new")), Change::to(taken)])).unwrap_err();
    wait(store.change(it.id, &Scope::All, &refuse)).unwrap_err();
    let nobody = Uuid::from_u128(1);
    wait(store.change(nobody, &Scope::All, &|_, _| Ok(Decision::Keep))).unwrap_err();

    assert_eq!(store.census(), census(1, 0, 0));
}

pub fn content_replaces_the_census(store: &dyn Store) {
    create(store, server("old"));
    create(store, locked(server("old too"), LockedBy::Owner));
    let servers = [
        server("a"),
        locked(server("b"), LockedBy::Admin),
        locked(server("c"), LockedBy::Admin),
        deleted(locked(server("d"), LockedBy::Owner), second(1)),
    ];
    let servers = servers.map(|it| (it, Vec::new())).to_vec();

    wait(store.load(Content { servers, ..Content::default() })).unwrap();
    assert_eq!(store.census(), census(1, 0, 2));

    wait(store.load(Content::default())).unwrap();
    assert_eq!(store.census(), Census::default());
}

/// This holds even if the changes share commits.
pub fn the_census_counts_the_changes_of_all_writers(store: &dyn Store) {
    let servers: Vec<Server> =
        (0..SERVERS).map(|n| create(store, server(&format!("n-{n}")))).collect();

    thread::scope(|threads| {
        for (n, it) in servers.iter().enumerate() {
            threads.spawn(move || {
                for _ in 0..10 {
                    change(store, it, |it| it.lock = lock(LockedBy::Owner));
                    change(store, it, |it| it.lock = Lock::default());
                }
                if n % 2 == 0 {
                    change(store, it, |it| it.lock = lock(LockedBy::Admin));
                }
            });
        }
    });

    assert_eq!(store.census(), census(4, 0, 4));
}

fn census(unlocked: u64, locked_by_owner: u64, locked_by_admin: u64) -> Census {
    Census { unlocked, locked_by_owner, locked_by_admin }
}

fn locked(server: Server, holder: LockedBy) -> Server {
    Server { lock: lock(holder), ..server }
}

fn change(store: &dyn Store, server: &Server, edit: impl Fn(&mut Server) + Send + Sync) {
    let decide = |it: &Server, _: &Scratch| {
        let mut changed = it.clone();
        edit(&mut changed);
        Ok(Decision::Write(Box::new(Change::to(changed))))
    };
    wait(store.change(server.id, &Scope::All, &decide)).unwrap();
}
