//! Runs the rules of the port of servers on a store of two cells with equal numbers, and shows what
//! happens when one of the cells does not answer.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::{
    future::ready,
    sync::{Arc, Mutex},
};

use ferronova_compute::{
    Change, Decision, Error, Instance, PartialServer, PortFuture, Query, Scope, Scratch, Server,
    Servers as _, StoreError, Visit, Visitor,
};
use ferronova_store_conformance::{
    Fill as _,
    building::{
        OTHER_PROJECT, PROJECT, action, create, deleted, everything, find, names, second, server,
    },
    cells::Cells,
    servers_suite, wait,
};
use uuid::Uuid;

fn empty() -> Arc<Cells> {
    Arc::default()
}

servers_suite!(crate::empty);

/// Puts a server with this name into each cell; both have the same number.
fn twins(cells: &Cells, one: &str, two: &str) -> [Server; 2] {
    let [one, two] = [create(cells, server(one)), create(cells, server(two))];
    assert_eq!(one.number, two.number);
    [one, two]
}

fn rename(cells: &Cells, id: Uuid, scope: &Scope) -> Result<Instance, Error> {
    let decide = |it: &Server, _: &Scratch| {
        let change = Change::to(Server { name: "renamed".to_owned(), ..it.clone() });
        Ok(Decision::Write(Box::new(Change { action: Some(action("rename")), ..change })))
    };
    wait(cells.change(id, scope, &decide))
}

#[test]
fn a_number_of_two_servers_gives_the_ids_of_both() {
    let cells = empty();
    let other = Server { project_id: OTHER_PROJECT.to_owned(), ..server("two") };
    let stored = cells.put(vec![server("one"), other]);
    let [one, two] = [stored[0].clone(), stored[1].clone()];

    let with_number = |scope| wait(cells.with_number(1, &scope)).unwrap();

    assert_eq!(with_number(Scope::All), [one.id, two.id]);
    assert_eq!(with_number(Scope::Project(PROJECT.to_owned())), [one.id]);
    assert_eq!(with_number(Scope::Project(OTHER_PROJECT.to_owned())), [two.id]);
}

#[test]
fn of_two_servers_with_one_number_one_is_changed() {
    let cells = empty();
    let [one, two] = twins(&cells, "one", "two");

    rename(&cells, two.id, &Scope::All).unwrap();

    assert_eq!(find(&*cells, one.id), Some(one.clone()));
    assert_eq!(find(&*cells, two.id).map(|it| it.name).as_deref(), Some("renamed"));
    assert_eq!(wait(cells.actions(one.id)).unwrap(), []);
    assert_eq!(wait(cells.actions(two.id)).unwrap(), [action("rename")]);
}

#[test]
fn both_servers_with_one_number_are_in_a_list() {
    let cells = empty();
    twins(&cells, "one", "two");
    twins(&cells, "three", "four");

    let mut listed = names(&*cells, &everything());

    listed.sort();
    assert_eq!(listed, ["four", "one", "three", "two"]);
}

/// The same for finding and changing it, and for its actions.
#[test]
fn a_server_of_a_cell_that_is_away_fails_with_what_is_known_of_it() {
    let cells = empty();
    let [one, two] = twins(&cells, "one", "two");
    cells.take_away(&one);

    let found = wait(cells.find(one.id, &Scope::All)).map(|_| ());
    let changed = rename(&cells, one.id, &Scope::All).map(|_| ());
    let actions = wait(cells.actions(one.id)).map(|_| ());

    for result in [found, actions] {
        assert_eq!(known(result.unwrap_err()), known_of(&one));
    }
    match changed {
        Err(Error::Store(error)) => assert_eq!(known(error), known_of(&one)),
        other => panic!("{other:?}"),
    }
    assert_eq!(find(&*cells, two.id), Some(two));
    cells.bring_back(&one);
    assert_eq!(find(&*cells, one.id), Some(one));
}

/// The failure would say that there is such a server.
#[test]
fn a_server_out_of_scope_is_not_found_even_if_its_cell_is_away() {
    let cells = empty();
    let [one, _] = twins(&cells, "one", "two");
    cells.take_away(&one);
    let other = Scope::Project(OTHER_PROJECT.to_owned());

    assert_eq!(wait(cells.find(one.id, &other)).unwrap(), None);
    let changed = rename(&cells, one.id, &other);
    assert!(matches!(changed, Err(Error::ServerNotFound { .. })), "{changed:?}");
}

#[test]
fn pages_counts_and_numbers_leave_out_a_cell_that_is_away() {
    let cells = empty();
    let [one, two] = twins(&cells, "one", "two");
    cells.take_away(&one);

    assert_eq!(names(&*cells, &everything()), ["two"]);
    let counts = wait(cells.count(&everything())).unwrap();
    assert_eq!(counts.iter().map(|it| it.n_servers).collect::<Vec<_>>(), [1]);
    assert_eq!(wait(cells.with_number(1, &Scope::All)).unwrap(), [two.id]);
}

#[test]
fn a_visitor_is_told_of_servers_that_are_away_before_all_others() {
    let cells = empty();
    let [one, _] = twins(&cells, "one", "two");
    let rest = cells.put(vec![
        deleted(server("three"), second(1)),
        server("four"),
        Server { project_id: OTHER_PROJECT.to_owned(), ..server("five") },
    ]);
    cells.take_away(&one);

    let all = shown(&cells, &Scope::All, Visit::Next);
    let own = shown(&cells, &Scope::Project(PROJECT.to_owned()), Visit::Next);
    let first = shown(&cells, &Scope::All, Visit::Enough);

    let away = |it: &Server| Event::Away(Box::new(known_of(it)));
    let [two, four] = ["two", "four"].map(|it| Event::Server(it.to_owned()));
    assert_eq!(all, [away(&one), away(&rest[2]), four.clone(), two.clone()]);
    assert_eq!(own, [away(&one), four, two]);
    assert_eq!(first, [away(&one)]);
}

#[test]
fn a_marker_of_a_cell_that_is_away_fails_with_what_is_known_of_it() {
    let cells = empty();
    let [one, _] = twins(&cells, "one", "two");
    cells.take_away(&one);

    let page = wait(cells.page(&Query { marker: Some(one.id), ..everything() }));

    match page {
        Err(Error::Store(error)) => assert_eq!(known(error), known_of(&one)),
        other => panic!("{other:?}"),
    }
}

/// Pages are cut between the two, since the id decides their order.
#[test]
fn pages_hold_both_of_two_servers_with_one_number_and_time() {
    let cells = empty();
    twins(&cells, "one", "two");
    twins(&cells, "three", "four");
    let whole = names(&*cells, &everything());

    let mut together = Vec::new();
    let mut query = Query { limit: 1, ..everything() };
    while let Some(it) = wait(cells.page(&query)).unwrap().pop() {
        query.marker = Some(it.id);
        together.push(it.name);
    }

    assert_eq!((together.len(), together), (4, whole));
}

/// What a visitor is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Event {
    Away(Box<PartialServer>),
    Server(String),
}

/// Records what it is shown. Its answer is always the same.
struct Recorder {
    answer: Visit,
    events: Mutex<Vec<Event>>,
}

impl Visitor for Recorder {
    fn begin(&self) {
        self.events.lock().unwrap().clear();
    }

    fn unreachable(&self, server: PartialServer) -> Visit {
        self.events.lock().unwrap().push(Event::Away(Box::new(server)));
        self.answer
    }

    fn visit(&self, server: Server) -> Visit {
        self.events.lock().unwrap().push(Event::Server(server.name));
        self.answer
    }

    fn go_on(&self) -> PortFuture<'_, bool> {
        Box::pin(ready(true))
    }
}

fn shown(cells: &Cells, scope: &Scope, answer: Visit) -> Vec<Event> {
    let recorder = Arc::new(Recorder { answer, events: Mutex::default() });
    let query = Query { scope: scope.clone(), ..everything() };
    wait(cells.visit(&query, recorder.clone())).unwrap();
    recorder.events.lock().unwrap().clone()
}

#[track_caller]
fn known(error: StoreError) -> PartialServer {
    match error {
        StoreError::Unreachable { server } => *server,
        other => panic!("{other:?}"),
    }
}

fn known_of(server: &Server) -> PartialServer {
    PartialServer {
        id: server.id,
        project_id: server.project_id.clone(),
        user_id: Some(server.user_id.clone()),
        created: server.created,
        image_id: server.image_id,
        flavor: Some(server.flavor.clone()),
        server_group: server.server_group,
        availability_zone: server.availability_zone.clone(),
        ..PartialServer::default()
    }
}
