//! Rules of ending the events of actions.

use std::sync::atomic::{AtomicU32, Ordering};

use ferronova_compute::{
    ActionEvent, Change, Content, Decision, Error, EventEnd, EventResult, InstanceAction,
    KEPT_ACTIONS, NetworkRequest, Scope, Scratch, Server, Store, Timestamp,
};

use crate::{
    building::{action, begun, create, everything, find, second, server},
    wait,
};

pub fn an_event_that_goes_on_is_ended(store: &dyn Store) {
    let it = create(store, server("web"));
    let other = create(store, server("other"));
    let first = ended("api", second(1), second(1), EventResult::Success);
    let begins = InstanceAction {
        message: Some("a word".to_owned()),
        ..with(vec![first.clone(), begun("stop", second(1)), begun("more", second(2))])
    };
    write(store, &it, Some(&begins), None);
    write(store, &other, Some(&begins), None);

    let changed = write(store, &it, None, Some(end("stop", second(7), EventResult::Success)));

    let stop = ended("stop", second(1), second(7), EventResult::Success);
    let events = vec![first, stop, begun("more", second(2))];
    assert_eq!(actions(store, &it), [InstanceAction { events, ..begins.clone() }]);
    assert_eq!(actions(store, &other), [begins]);
    assert_eq!(find(store, it.id), Some(changed));
}

pub fn an_action_whose_event_failed_says_so(store: &dyn Store) {
    let it = create(store, server("web"));
    write(store, &it, Some(&with(vec![begun("build", second(1))])), None);

    write(store, &it, None, Some(end("build", second(7), EventResult::Error)));

    let events = vec![ended("build", second(1), second(7), EventResult::Error)];
    let message = Some("Error".to_owned());
    assert_eq!(actions(store, &it), [InstanceAction { message, ..with(events) }]);
}

/// The older event was interrupted, and never ends.
pub fn of_two_events_of_one_name_the_newer_is_ended(store: &dyn Store) {
    let it = create(store, server("web"));
    let reboots = || with(vec![begun("reboot", second(1)), begun("reboot", second(2))]);
    write(store, &it, Some(&reboots()), None);
    write(store, &it, Some(&reboots()), None);
    write(store, &it, Some(&action("lock")), None);

    write(store, &it, None, Some(end("reboot", second(7), EventResult::Success)));

    let newer = ended("reboot", second(2), second(7), EventResult::Success);
    let events = vec![begun("reboot", second(1)), newer];
    assert_eq!(actions(store, &it), [action("lock"), with(events), reboots()]);
}

/// One change can end an operation and begin another of the same kind.
pub fn an_end_does_not_affect_the_action_of_its_own_change(store: &dyn Store) {
    let it = create(store, server("web"));
    let begins = |at| with(vec![begun("stop", second(at))]);
    write(store, &it, Some(&begins(1)), None);

    let end = end("stop", second(7), EventResult::Success);
    write(store, &it, Some(&begins(7)), Some(end));

    let first = with(vec![ended("stop", second(1), second(7), EventResult::Success)]);
    assert_eq!(actions(store, &it), [begins(7), first]);
}

/// Only the end is ignored; the rest of the change is stored.
pub fn an_end_without_an_open_event_is_ignored(store: &dyn Store) {
    let it = create(store, server("web"));
    let end = |event| Some(end(event, second(7), EventResult::Error));

    let changed = write(store, &it, None, end("stop"));
    assert_eq!(changed.version, it.version + 1);
    assert_eq!(actions(store, &it), []);

    let over = with(vec![ended("stop", second(1), second(1), EventResult::Success)]);
    let goes_on = with(vec![begun("start", second(2))]);
    write(store, &it, Some(&over), None);
    write(store, &it, Some(&goes_on), None);
    write(store, &it, Some(&action("lock")), end("stop"));
    write(store, &it, None, end("sto"));

    assert_eq!(actions(store, &it), [action("lock"), goes_on, over]);
}

/// A change that creates a server can't end an event: the store ignores an end in it.
pub fn a_new_server_has_nothing_to_end(store: &dyn Store) {
    let begins = with(vec![begun("build", second(1))]);
    let change = Change {
        action: Some(begins.clone()),
        ended: Some(end("build", second(7), EventResult::Success)),
        ..Change::to(server("web"))
    };

    let it = wait(store.create(vec![change])).unwrap().remove(0).server;

    assert_eq!(actions(store, &it), [begins]);
}

/// The end of an event is applied before the new action removes the oldest action.
pub fn the_oldest_kept_action_can_end_and_is_then_forgotten(store: &dyn Store) {
    let begins = |event| with(vec![begun(event, second(1))]);
    let mut loaded = vec![begins("forgotten"), begins("oldest"), begins("second")];
    loaded.resize(KEPT_ACTIONS, action("lock"));
    let servers = vec![(server("web"), loaded)];
    wait(store.load(Content { servers, ..Content::default() })).unwrap();
    let it = wait(store.page(&everything())).unwrap().remove(0);
    let end = |event| Some(end(event, second(7), EventResult::Success));
    let over = |event| with(vec![ended(event, second(1), second(7), EventResult::Success)]);

    write(store, &it, Some(&action("unlock")), None);
    write(store, &it, None, end("oldest"));

    let kept = actions(store, &it);
    assert_eq!((kept.len(), kept.last()), (KEPT_ACTIONS, Some(&over("oldest"))));

    write(store, &it, None, end("forgotten"));
    write(store, &it, Some(&action("unlock")), end("second"));

    let mut expected = vec![action("unlock"), action("unlock")];
    expected.resize(KEPT_ACTIONS - 1, action("lock"));
    expected.push(over("second"));
    assert_eq!(actions(store, &it), expected);

    write(store, &it, Some(&action("unlock")), end("second"));
    let kept = actions(store, &it);
    assert_eq!((kept.len(), kept.last()), (KEPT_ACTIONS, Some(&action("lock"))));
}

pub fn a_refused_change_ends_nothing(store: &dyn Store) {
    let taken = create(store, server("taken"));
    let it = create(store, server("web"));
    let begins = with(vec![begun("stop", second(1))]);
    write(store, &it, Some(&begins), None);

    let decide = |it: &Server, _: &Scratch| Err(Error::Locked { id: it.id });
    wait(store.change(it.id, &Scope::All, &decide)).unwrap_err();
    let requests = vec![NetworkRequest { network_id: taken.id, fixed_ip: None }];
    let decide = |it: &Server, _: &Scratch| {
        Ok(Decision::Write(Box::new(Change {
            ended: Some(end("stop", second(7), EventResult::Success)),
            allocate: requests.clone(),
            ..Change::to(it.clone())
        })))
    };
    wait(store.change(it.id, &Scope::All, &decide)).unwrap_err();

    assert_eq!(actions(store, &it), [begins]);
}

pub fn a_change_that_is_decided_again_ends_its_event_once(store: &dyn Store) {
    let it = create(store, server("web"));
    let id = it.id;
    let begins = with(vec![begun("stop", second(1))]);
    write(store, &it, Some(&begins), None);
    write(store, &it, Some(&begins), None);
    let runs = AtomicU32::new(0);
    let decide = |it: &Server, _: &Scratch| {
        if runs.fetch_add(1, Ordering::Relaxed) == 0 {
            write(store, it, Some(&action("lock")), None);
        }
        let ended = Some(end("stop", second(7), EventResult::Success));
        Ok(Decision::Write(Box::new(Change { ended, ..Change::to(it.clone()) })))
    };

    wait(store.change(id, &Scope::All, &decide)).unwrap();

    let over = with(vec![ended("stop", second(1), second(7), EventResult::Success)]);
    assert_eq!(runs.load(Ordering::Relaxed), 2);
    assert_eq!(actions(store, &it), [action("lock"), over, begins]);
}

fn with(events: Vec<ActionEvent>) -> InstanceAction {
    InstanceAction { events, ..action("stop") }
}

fn ended(event: &str, from: Timestamp, until: Timestamp, result: EventResult) -> ActionEvent {
    ActionEvent { finish_time: Some(until), result: Some(result), ..begun(event, from) }
}

fn end(event: &'static str, finish_time: Timestamp, result: EventResult) -> EventEnd {
    EventEnd { event, finish_time, result }
}

fn write(
    store: &dyn Store,
    server: &Server,
    action: Option<&InstanceAction>,
    ended: Option<EventEnd>,
) -> Server {
    let decide = |it: &Server, _: &Scratch| {
        let change = Change { action: action.cloned(), ended, ..Change::to(it.clone()) };
        Ok(Decision::Write(Box::new(change)))
    };
    wait(store.change(server.id, &Scope::All, &decide)).unwrap().server
}

fn actions(store: &dyn Store, server: &Server) -> Vec<InstanceAction> {
    wait(store.actions(server.id)).unwrap()
}
