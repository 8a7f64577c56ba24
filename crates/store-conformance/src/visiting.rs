//! Rules of lists that are shown to a visitor.

use std::{
    future::ready,
    sync::{Arc, Mutex},
};

use ferronova_compute::{PortFuture, Query, Server, Visit, Visitor};

use crate::{
    building::{create, everything, second, server},
    fill::Fill,
    wait,
};

/// A call of a visitor.
#[derive(Debug, PartialEq, Eq)]
enum Event {
    Begin,
    Server(String),
    GoOn,
}

/// A visitor that records its calls. It gives the answer `answer` for the server with the name
/// `name`.
struct Recorder {
    name: &'static str,
    answer: Visit,
    goes_on: bool,
    events: Mutex<Vec<Event>>,
}

impl Recorder {
    fn new(name: &'static str, answer: Visit, goes_on: bool) -> Arc<Self> {
        Arc::new(Self { name, answer, goes_on, events: Mutex::default() })
    }

    fn record(&self, event: Event) {
        self.events.lock().unwrap().push(event);
    }
}

impl Visitor for Recorder {
    fn begin(&self) {
        self.record(Event::Begin);
    }

    fn visit(&self, server: Server) -> Visit {
        let answer = if server.name == self.name { self.answer } else { Visit::Next };
        self.record(Event::Server(server.name));
        answer
    }

    fn go_on(&self) -> PortFuture<'_, bool> {
        self.record(Event::GoOn);
        Box::pin(ready(self.goes_on))
    }
}

fn three(store: &dyn Fill) {
    for (name, seconds) in [("c", 1), ("b", 2), ("a", 3)] {
        create(store, Server { created: second(seconds), ..server(name) });
    }
}

#[track_caller]
fn assert_shown(store: &dyn Fill, query: &Query, recorder: &Arc<Recorder>, expected: &[Event]) {
    wait(store.visit(query, recorder.clone())).unwrap();

    assert_eq!(&*recorder.events.lock().unwrap(), expected);
}

fn shown(name: &str) -> Event {
    Event::Server(name.to_owned())
}

pub fn a_visitor_is_shown_a_page_in_its_order(store: &dyn Fill) {
    three(store);
    let recorder = Recorder::new("", Visit::Next, true);

    let query = Query { limit: 2, ..everything() };
    assert_shown(store, &query, &recorder, &[Event::Begin, shown("a"), shown("b")]);
}

pub fn a_visitor_that_has_enough_is_shown_no_more(store: &dyn Fill) {
    three(store);
    let recorder = Recorder::new("a", Visit::Enough, true);

    assert_shown(store, &everything(), &recorder, &[Event::Begin, shown("a")]);
}

/// No server is left out or shown twice because of the pause.
pub fn a_visitor_that_pauses_is_asked_before_it_is_shown_more(store: &dyn Fill) {
    three(store);
    let recorder = Recorder::new("b", Visit::Pause, true);

    let expected = [Event::Begin, shown("a"), shown("b"), Event::GoOn, shown("c")];
    assert_shown(store, &everything(), &recorder, &expected);
}

/// A visitor can stop early; that is not an error.
pub fn a_list_that_its_visitor_gives_up_ends(store: &dyn Fill) {
    three(store);
    let recorder = Recorder::new("b", Visit::Pause, false);

    let expected = [Event::Begin, shown("a"), shown("b"), Event::GoOn];
    assert_shown(store, &everything(), &recorder, &expected);
}
