//! Rules of finding the servers with work in progress.

use std::collections::BTreeSet;

use ferronova_compute::{
    Change, Decision, Scope, Server, ServerRef, Store, Transition, VmState, Work,
};

use crate::{
    building::{OTHER_PROJECT, create, second, server},
    wait,
};

/// Whoever does the work finds it again after a restart.
pub fn servers_with_work_in_progress_are_found(store: &dyn Store) {
    let project_id = OTHER_PROJECT.to_owned();
    create(store, server("idle"));
    let one = create(store, busy("one"));
    let two = create(store, Server { project_id, ..busy("two") });
    let three = create(store, Server { vm_state: VmState::SoftDeleted, ..busy("three") });

    let found = wait(store.in_transition()).unwrap();

    let numbers: BTreeSet<u64> = found.iter().map(|it| it.number).collect();
    assert_eq!(numbers, BTreeSet::from([one.number, two.number, three.number]));
    assert!(found.contains(&two));
}

/// Work begins and ends with changes.
pub fn a_server_whose_work_is_done_is_not_in_transition(store: &dyn Store) {
    let done = create(store, busy("done"));
    let begun = create(store, server("begun"));

    set(store, &done, None);
    set(store, &begun, busy("").transition);

    let found = wait(store.in_transition()).unwrap();
    assert_eq!(found.into_iter().map(|it| it.name).collect::<Vec<_>>(), ["begun"]);
}

fn busy(name: &str) -> Server {
    let transition = Some(Transition { work: Work::Build, step: 1, due: second(5) });
    Server { transition, ..server(name) }
}

fn set(store: &dyn Store, server: &Server, transition: Option<Transition>) {
    let decide = |it: &Server| {
        let changed = Server { transition, ..it.clone() };
        Ok(Decision::Write(Box::new(Change::to(changed))))
    };
    wait(store.change(ServerRef::Id(server.id), &Scope::All, &decide)).unwrap();
}
