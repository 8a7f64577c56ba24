//! Rules of finding the servers that have an operation in progress.

use std::collections::{BTreeMap, BTreeSet};

use ferronova_compute::{
    Change, Decision, Instance, Note, Scope, Scratch, Server, Store, Transition, VmState, Work,
};
use uuid::Uuid;

use crate::{
    building::{OTHER_PROJECT, create, find, second, server},
    wait,
};

/// This lets the driver continue the operations after a restart.
pub fn servers_with_work_in_progress_are_found(store: &dyn Store) {
    let project_id = OTHER_PROJECT.to_owned();
    create(store, server("idle"));
    let one = create_busy(store, server("one"));
    let two = create_busy(store, Server { project_id, ..server("two") });
    let soft_deleted = Server { vm_state: VmState::SoftDeleted, ..server("three") };
    let three = create_busy(store, soft_deleted);

    let found = wait(store.in_transition()).unwrap();

    let numbers: BTreeSet<u64> = found.iter().map(|it| it.server.number).collect();
    let all = [&one, &two, &three].map(|it| it.server.number);
    assert_eq!(numbers, BTreeSet::from(all));
    assert!(found.contains(&two));
}

pub fn a_server_whose_work_is_done_is_not_in_transition(store: &dyn Store) {
    let done = create_busy(store, server("done")).server;
    let begun = create(store, server("begun"));

    set_scratch(store, done.id, &Scratch::default());
    set_scratch(store, begun.id, &busy());

    let found = wait(store.in_transition()).unwrap();
    assert_eq!(found.into_iter().map(|it| it.server.name).collect::<Vec<_>>(), ["begun"]);
}

/// Notes are part of the scratch and not of the server, so views do not show them.
pub fn notes_are_kept_in_the_scratch(store: &dyn Store) {
    let system_metadata = BTreeMap::from([("os-example".to_owned(), "{}".to_owned())]);
    let one = create_busy(store, Server { system_metadata, ..server("one") });
    let id = one.server.id;

    let mut noting = busy();
    noting.set_note(Note::OldHost, "compute-1");
    set_scratch(store, id, &noting);
    let noted = wait(store.in_transition()).unwrap().remove(0);
    noting.set_note(Note::OldHost, "compute-2");
    set_scratch(store, id, &noting);
    let noted_anew = wait(store.in_transition()).unwrap().remove(0);
    let found = find(store, one.server.id);

    assert_eq!(noted.scratch.note(Note::OldHost), Some("compute-1"));
    assert_eq!(noted_anew.scratch, noting);
    assert_eq!(found.map(|it| it.system_metadata), Some(one.server.system_metadata));
}

/// The scratch of a server that is being built.
#[must_use]
pub fn busy() -> Scratch {
    let transition = Some(Transition { work: Work::Build, step: 1, due: second(5) });
    Scratch { transition, ..Scratch::default() }
}

/// Changes the scratch of a server, and nothing else.
pub fn set_scratch(store: &dyn Store, id: Uuid, becomes: &Scratch) {
    let decide = |it: &Server, _: &Scratch| {
        let change = Change { scratch: becomes.clone(), ..Change::to(it.clone()) };
        Ok(Decision::Write(Box::new(change)))
    };
    let stored = wait(store.change(id, &Scope::All, &decide)).unwrap();
    assert_eq!(stored.scratch, *becomes);
}

fn create_busy(store: &dyn Store, server: Server) -> Instance {
    let change = Change { scratch: busy(), ..Change::to(server) };
    wait(store.create(vec![change])).unwrap().remove(0)
}
