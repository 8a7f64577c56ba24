//! Rules of purging deleted servers.

use std::time::Duration;

use ferronova_compute::{Change, Content, Server, Store, VmState};

use crate::{
    building::{action, create, deleted, everything, find, names, second, server},
    wait,
};

/// Servers that were deleted exactly at that time stay.
pub fn servers_deleted_before_the_time_are_removed(store: &dyn Store) {
    let change = |name: &str, at| Change {
        action: Some(action("delete")),
        ..Change::to(deleted(server(name), at))
    };
    let last = second(10) + Duration::from_micros(1);
    let created = wait(store.create(vec![
        change("long ago", second(1)),
        change("just before", second(10)),
        change("just then", last),
        change("later", second(11)),
    ]))
    .unwrap();

    let purged = wait(store.purge(last)).unwrap();

    assert_eq!(purged, 2);
    assert_eq!(names(store, &everything()), ["later", "just then"]);
    assert_eq!(find(store, created[0].server.id), None);
    assert_eq!(wait(store.actions(created[0].server.id)).unwrap(), []);
    assert_eq!(wait(store.actions(created[2].server.id)).unwrap(), [action("delete")]);
    assert_eq!(wait(store.purge(last)).unwrap(), 0);
    // The id of a purged server can be used again.
    create(store, Server { id: created[0].server.id, ..server("again") });
}

/// A soft-deleted server stays, too, since it can still be restored.
pub fn a_purge_leaves_servers_that_are_not_deleted(store: &dyn Store) {
    create(store, server("living"));
    create(store, Server { vm_state: VmState::SoftDeleted, ..server("soft") });
    create(store, Server { vm_state: VmState::Deleted, ..server("odd") });

    let purged = wait(store.purge(second(1_000_000))).unwrap();

    assert_eq!(purged, 0);
    assert_eq!(names(store, &everything()), ["odd", "soft", "living"]);
}

pub fn the_number_of_a_purged_server_is_not_used_again(store: &dyn Store) {
    let old = create(store, deleted(server("old"), second(1)));
    wait(store.purge(second(2))).unwrap();

    let new = create(store, server("new"));

    assert!(new.number > old.number);
}

pub fn a_purge_of_many_servers_is_complete(store: &dyn Store) {
    let old = |n: i64| (deleted(server(&format!("n-{n}")), second(n)), vec![action("delete"); 9]);
    let mut servers: Vec<_> = (0..1500).map(old).collect();
    servers.push((server("living"), Vec::new()));
    wait(store.load(Content { servers, ..Content::default() })).unwrap();

    let purged = wait(store.purge(second(1499))).unwrap();

    assert_eq!(purged, 1499);
    assert_eq!(names(store, &everything()), ["living", "n-1499"]);
}
