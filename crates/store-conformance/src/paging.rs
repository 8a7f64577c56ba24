//! Rules of lists and their pages.

use ferronova_compute::{
    Change, Condition, Decision, DeletionFilter, Error, LockedBy, Pattern, Query, Scope, Scratch,
    Server, Status, TaskState, VmState,
};
use uuid::Uuid;

use crate::{
    building::{
        OTHER_PROJECT, PROJECT, bare_lock, create, deleted, everything, lock, names, second, server,
    },
    fill::Fill,
    wait,
};

pub fn servers_come_newest_first_and_of_the_same_second_the_higher_number_first(store: &dyn Fill) {
    for (name, seconds) in [("b", 5), ("c", 5), ("a", 9), ("d", 1), ("e", 5)] {
        create(store, Server { created: second(seconds), ..server(name) });
    }

    let page = wait(store.page(&everything())).unwrap();

    let place = |it: &Server| (it.created, it.number);
    assert!(page.is_sorted_by(|a, b| place(a) >= place(b)), "{page:?}");
    assert_eq!((&*page[0].name, &*page[1].name, &*page[4].name), ("a", "e", "d"));
}

pub fn a_page_begins_after_its_marker_and_ends_at_its_limit(store: &dyn Fill) {
    let all = five(store);

    let marker = Some(all[1].id);
    let page = |limit| names(store, &Query { marker, limit, ..everything() });

    assert_eq!(page(2), ["c", "d"]);
    assert_eq!(page(0), Vec::<String>::new());
    assert_eq!(page(9), ["c", "d", "e"]);
    let marker = Some(all[4].id);
    assert_eq!(names(store, &Query { marker, ..everything() }), Vec::<String>::new());
}

/// The marker is found although it is deleted or does not satisfy the query.
pub fn a_marker_need_not_be_on_the_list(store: &dyn Fill) {
    let all = five(store);
    change(store, "c", |it| deleted(Server { name: "x".to_owned(), ..it }, second(9)));
    let living = Query { marker: Some(all[2].id), ..Query::of(Scope::All) };
    let named = Query { conditions: vec![Condition::Name(containing("d"))], ..living.clone() };

    assert_eq!(names(store, &living), ["d", "e"]);
    assert_eq!(names(store, &named), ["d"]);
}

pub fn a_marker_that_is_no_server_in_scope_is_not_found(store: &dyn Fill) {
    let own = create(store, server("own"));
    let page = |marker, scope| {
        let query = Query { marker: Some(marker), ..Query::of(scope) };
        wait(store.page(&query)).map(|page| page.len())
    };
    let other = || Scope::Project(OTHER_PROJECT.to_owned());

    assert_eq!(page(own.id, Scope::All).unwrap(), 0);
    for (marker, scope) in [(own.id, other()), (Uuid::from_u128(9), Scope::All)] {
        match page(marker, scope) {
            Err(Error::MarkerNotFound { marker: named }) => assert_eq!(named, marker.to_string()),
            result => panic!("{result:?}"),
        }
    }
}

/// No server is missing, and none is on two pages.
pub fn pages_put_together_are_the_whole_list(store: &dyn Fill) {
    for n in 0..10 {
        let name = format!("n-{n}");
        let it = Server { created: second(n / 3), ..server(&name) };
        create(store, if n % 2 == 0 { it } else { deleted(it, second(20)) });
    }

    for limit in 1..=11 {
        let mut together = Vec::new();
        let mut query = Query { limit, ..everything() };
        loop {
            let page = wait(store.page(&query)).unwrap();
            assert!(page.len() <= limit);
            let Some(last) = page.last() else {
                break;
            };
            query.marker = Some(last.id);
            together.extend(page.into_iter().map(|it| it.name));
        }
        assert_eq!(together, names(store, &everything()), "limit {limit}");
    }
}

/// A soft-deleted server counts as gone.
pub fn a_list_holds_the_living_the_gone_or_all(store: &dyn Fill) {
    create(store, server("living"));
    create(store, deleted(server("deleted"), second(3)));
    create(store, Server { vm_state: VmState::SoftDeleted, ..server("soft") });

    let of = |deletion| sorted(store, &Query { deletion, ..everything() });

    assert_eq!(of(DeletionFilter::Living), ["living"]);
    assert_eq!(of(DeletionFilter::NotDeleted), ["living", "soft"]);
    assert_eq!(of(DeletionFilter::DeletedOrSoftDeleted), ["deleted", "soft"]);
    assert_eq!(of(DeletionFilter::Deleted), ["deleted"]);
    assert_eq!(of(DeletionFilter::Any), ["deleted", "living", "soft"]);
}

pub fn a_list_holds_the_servers_of_its_scope(store: &dyn Fill) {
    create(store, server("own"));
    create(store, Server { project_id: OTHER_PROJECT.to_owned(), ..server("other") });

    let of = |id: &str| {
        let scope = Scope::Project(id.to_owned());
        names(store, &Query { scope, ..everything() })
    };

    assert_eq!(of(PROJECT), ["own"]);
    assert_eq!(of(OTHER_PROJECT), ["other"]);
    assert_eq!(of(""), Vec::<String>::new());
    assert_eq!(of("nobody"), Vec::<String>::new());
    assert_eq!(sorted(store, &everything()), ["other", "own"]);
}

pub fn a_list_of_locked_servers_follows_their_locks(store: &dyn Fill) {
    for name in ["a", "b", "c", "d"] {
        create(store, server(name));
    }
    let set = |name, holder: Option<LockedBy>| {
        change(store, name, |it| Server { lock: holder.map(lock).unwrap_or_default(), ..it });
    };
    set("a", Some(LockedBy::Owner));
    set("b", Some(LockedBy::Owner));
    set("c", Some(LockedBy::Owner));
    set("b", Some(LockedBy::Admin));
    set("c", None);

    assert_eq!(having(store, Condition::Locked(true)), ["a", "b"]);
    assert_eq!(having(store, Condition::Locked(false)), ["c", "d"]);
    assert_eq!(having(store, Condition::LockedBy(LockedBy::Owner)), ["a"]);
    assert_eq!(having(store, Condition::LockedBy(LockedBy::Admin)), ["b"]);
}

/// The flag of a lock and its holder are two conditions, also for servers in which they disagree.
pub fn a_list_by_flag_and_a_list_by_holder_are_two_lists(store: &dyn Fill) {
    use LockedBy::{Admin, Owner};
    let locks = [
        ("unlocked", bare_lock(false, None)),
        ("owner", lock(Owner)),
        ("admin", lock(Admin)),
        ("flag", bare_lock(true, None)),
        ("unset owner", bare_lock(false, Some(Owner))),
        ("unset admin", bare_lock(false, Some(Admin))),
    ];
    for (name, lock) in &locks {
        create(store, Server { lock: lock.clone(), ..server(name) });
        create(store, deleted(Server { lock: lock.clone(), ..server("gone") }, second(1)));
    }
    let living = |conditions: Vec<Condition>| {
        sorted(store, &Query { deletion: DeletionFilter::Living, conditions, ..everything() })
    };
    let (set, unset) = (Condition::Locked(true), Condition::Locked(false));
    let by = Condition::LockedBy;

    assert_eq!(living(vec![set.clone()]), ["admin", "flag", "owner"]);
    assert_eq!(living(vec![unset.clone()]), ["unlocked", "unset admin", "unset owner"]);
    assert_eq!(living(vec![by(Owner)]), ["owner", "unset owner"]);
    assert_eq!(living(vec![by(Admin)]), ["admin", "unset admin"]);
    assert_eq!(living(vec![set.clone(), by(Admin)]), ["admin"]);
    assert_eq!(living(vec![by(Owner), unset]), ["unset owner"]);
    let first = Query { conditions: vec![set.clone()], limit: 3, ..everything() };
    assert_eq!(names(store, &first).len(), 3);

    change(store, "unlocked", |it| Server { lock: bare_lock(true, None), ..it });
    change(store, "owner", |it| Server { lock: bare_lock(false, Some(Admin)), ..it });
    change(store, "flag", |it| Server { lock: lock(Owner), ..it });
    change(store, "unset owner", |it| Server { lock: bare_lock(false, None), ..it });

    assert_eq!(living(vec![set]), ["admin", "flag", "unlocked"]);
    assert_eq!(living(vec![by(Owner)]), ["flag"]);
    assert_eq!(living(vec![by(Admin)]), ["admin", "owner", "unset admin"]);
}

/// The status of a server depends on its vm state, its task state and whether it is deleted.
pub fn a_list_by_status_follows_the_states(store: &dyn Fill) {
    for name in ["a", "b", "c"] {
        create(store, server(name));
    }
    change(store, "a", |it| Server { vm_state: VmState::Stopped, ..it });
    change(store, "b", |it| Server { task_state: Some(TaskState::Rebooting), ..it });
    change(store, "c", |it| deleted(it, second(4)));

    let of = |status| having(store, Condition::Status(vec![status]));

    assert_eq!(of(Status::Active), Vec::<String>::new());
    assert_eq!(of(Status::Shutoff), ["a"]);
    assert_eq!(of(Status::Reboot), ["b"]);
    assert_eq!(of(Status::Deleted), ["c"]);
}

pub fn a_list_by_name_follows_the_names(store: &dyn Fill) {
    for name in ["web-1", "web-2", "db-1"] {
        create(store, server(name));
    }
    change(store, "web-1", |it| Server {
        name: "db-2".to_owned(),
        lock: lock(LockedBy::Owner),
        ..it
    });
    change(store, "db-1", |it| Server { name: "web-3".to_owned(), ..it });

    let web = || Condition::Name(containing("web"));

    assert_eq!(having(store, web()), ["web-2", "web-3"]);
    assert_eq!(having(store, Condition::Name(containing("db"))), ["db-2"]);
    let both = vec![Condition::Locked(true), web()];
    assert_eq!(names(store, &Query { conditions: both, ..everything() }), Vec::<String>::new());
}

/// This holds even if the query names a status twice.
pub fn a_server_of_two_wanted_statuses_comes_once(store: &dyn Fill) {
    create(store, server("a"));
    create(store, Server { vm_state: VmState::Error, ..server("b") });

    let any_of = vec![Status::Active, Status::Error, Status::Active];

    assert_eq!(having(store, Condition::Status(any_of)), ["a", "b"]);
}

/// The same is true if conditions contradict each other.
pub fn a_condition_that_nothing_satisfies_gives_an_empty_list(store: &dyn Fill) {
    create(store, Server { lock: lock(LockedBy::Owner), ..server("a") });

    for conditions in [
        vec![Condition::Never],
        vec![Condition::Status(Vec::new())],
        vec![Condition::Locked(true), Condition::Locked(false)],
        vec![Condition::Locked(true), Condition::LockedBy(LockedBy::Admin)],
        vec![Condition::Project(PROJECT.to_owned()), Condition::Project("other".to_owned())],
        vec![Condition::Name(containing("b"))],
    ] {
        let query = Query { conditions, ..everything() };
        assert_eq!(names(store, &query), Vec::<String>::new(), "{query:?}");
    }
}

/// Creates servers `a` to `e`, and returns them in the order of lists.
fn five(store: &dyn Fill) -> Vec<Server> {
    let mut all = Vec::new();
    for (seconds, name) in (0..).zip(["e", "d", "c", "b", "a"]) {
        all.push(create(store, Server { created: second(seconds), ..server(name) }));
    }
    all.reverse();
    all
}

fn containing(part: &'static str) -> Pattern {
    Pattern::new(part.to_owned(), move |it| it.contains(part))
}

/// The names of the servers on a page, sorted.
fn sorted(store: &dyn Fill, query: &Query) -> Vec<String> {
    let mut names = names(store, query);
    names.sort();
    names
}

fn having(store: &dyn Fill, condition: Condition) -> Vec<String> {
    sorted(store, &Query { conditions: vec![condition], ..everything() })
}

/// Changes the server with this name.
fn change(store: &dyn Fill, name: &str, becomes: impl Fn(Server) -> Server + Send + Sync) {
    let decide =
        |it: &Server, _: &Scratch| Ok(Decision::Write(Box::new(Change::to(becomes(it.clone())))));
    let page = wait(store.page(&everything())).unwrap();
    let id = page.iter().find(|it| it.name == name).unwrap().id;
    wait(store.change(id, &Scope::All, &decide)).unwrap();
}
