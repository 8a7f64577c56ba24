//! Rules of counts.

use ferronova_compute::{
    Change, Condition, Decision, DeletionFilter, Query, Scope, Scratch, Server, ServerCount,
    ServerFlavor, Servers, TaskState,
};

use crate::{
    building::{OTHER_PROJECT, PROJECT, create, deleted, everything, second, server},
    fill::Fill,
    wait,
};

pub fn servers_are_counted_by_host_flavor_and_whether_they_are_busy(store: &dyn Fill) {
    let on = |host: &str| Server { host: Some(host.to_owned()), ..server("web") };
    let large = |it: Server| Server { flavor: ServerFlavor::unknown("large"), ..it };
    let busy = |task_state| Server { task_state: Some(task_state), ..on("host-1") };
    for it in [
        on("host-1"),
        busy(TaskState::Rebooting),
        on("host-1"),
        large(on("host-1")),
        busy(TaskState::Deleting),
        on("host-2"),
        server("nowhere"),
        deleted(on("host-1"), second(3)),
        Server { project_id: OTHER_PROJECT.to_owned(), ..on("host-2") },
    ] {
        create(store, it);
    }

    let living = Query { deletion: DeletionFilter::Living, ..everything() };
    let own = Query { scope: Scope::Project(PROJECT.to_owned()), ..living.clone() };
    let conditions = vec![Condition::Host("host-1".to_owned())];

    let of_one = vec![
        server_count(Some("host-1"), "1", false, 2),
        server_count(Some("host-1"), "1", true, 2),
        server_count(Some("host-1"), "large", false, 1),
    ];
    let of_all = |n_two| {
        let mut counts = vec![server_count(None, "1", false, 1)];
        counts.extend(of_one.clone());
        counts.push(server_count(Some("host-2"), "1", false, n_two));
        counts
    };
    assert_eq!(count(store, &living), of_all(2));
    assert_eq!(count(store, &own), of_all(1));
    assert_eq!(count(store, &Query { conditions, ..living }), of_one);
    let gone = Query { deletion: DeletionFilter::DeletedOrSoftDeleted, ..everything() };
    assert_eq!(count(store, &gone), [server_count(Some("host-1"), "1", false, 1)]);
}

pub fn a_count_follows_changes_of_servers(store: &dyn Fill) {
    let it = create(store, server("web"));
    let other = create(store, server("other"));
    assert_eq!(count(store, &everything()), [server_count(None, "1", false, 2)]);

    for (id, host) in [(it.id, "host-1"), (other.id, "host-2")] {
        let decide = |it: &Server, _: &Scratch| {
            let changed = Server {
                host: Some(host.to_owned()),
                task_state: (host == "host-1").then_some(TaskState::Pausing),
                ..it.clone()
            };
            Ok(Decision::Write(Box::new(Change::to(changed))))
        };
        wait(store.change(id, &Scope::All, &decide)).unwrap();
    }

    let expected =
        [server_count(Some("host-1"), "1", true, 1), server_count(Some("host-2"), "1", false, 1)];
    assert_eq!(count(store, &everything()), expected);
}

/// The position and the limit of a query are only for pages.
pub fn a_count_does_not_look_at_marker_and_limit(store: &dyn Fill) {
    let first = create(store, server("a"));
    create(store, server("b"));
    let last = create(store, server("c"));

    for (marker, limit) in [(None, 0), (None, 1), (Some(first.id), usize::MAX), (Some(last.id), 2)]
    {
        let query = Query { marker, limit, ..everything() };
        assert_eq!(count(store, &query), [server_count(None, "1", false, 3)], "{query:?}");
        let conditions = vec![Condition::Id(last.id)];
        let query = Query { conditions, ..query };
        assert_eq!(count(store, &query), [server_count(None, "1", false, 1)], "{query:?}");
    }
}

/// The result never has counts that are zero.
pub fn an_empty_store_has_no_counts(store: &dyn Fill) {
    assert_eq!(count(store, &everything()), []);

    create(store, server("web"));

    assert_eq!(
        count(store, &Query { deletion: DeletionFilter::DeletedOrSoftDeleted, ..everything() }),
        []
    );
    let scope = Scope::Project("nobody".to_owned());
    assert_eq!(count(store, &Query { scope, ..everything() }), []);
    let conditions = vec![Condition::Never];
    assert_eq!(count(store, &Query { conditions, ..everything() }), []);
}

/// Counts the servers of a query, and sorts the counts.
pub(crate) fn count<S: Servers + ?Sized>(store: &S, query: &Query) -> Vec<ServerCount> {
    let mut counts = wait(store.count(query)).unwrap();
    counts.sort();
    counts
}

pub(crate) fn server_count(
    host: Option<&str>,
    flavor_id: &str,
    is_busy: bool,
    n_servers: u64,
) -> ServerCount {
    ServerCount {
        host: host.map(str::to_owned),
        flavor_id: flavor_id.to_owned(),
        is_busy,
        n_servers,
    }
}
