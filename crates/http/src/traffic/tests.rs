//! Which counter each request increments.

use std::iter;

use super::*;
use crate::{Fault, Reply};

/// The traffic of a mount with two routes and one action.
fn traffic() -> Traffic {
    let routes = vec!["/{id}", "/", "/{id}"];
    Traffic::new(iter::once(CountedMount { name: Some("things"), routes, actions: vec!["shake"] }))
}

fn answer(status: StatusCode, route: Option<&'static str>) -> Answer {
    Answer { reply: Reply::json(status, Vec::new()), route }
}

fn micros(microseconds: u64) -> Duration {
    Duration::from_micros(microseconds)
}

#[test]
fn a_route_has_its_counts_by_method() {
    let traffic = traffic();

    for status in [StatusCode::OK, StatusCode::OK, StatusCode::CONFLICT] {
        traffic.count(0, &Method::GET, &answer(status, Some("/{id}")), micros(1));
    }
    traffic.count(0, &Method::PUT, &answer(StatusCode::OK, Some("/{id}")), micros(1));

    let answered = traffic.by_route();
    let what: Vec<_> = answered.iter().map(|it| (it.api, it.method, it.route)).collect();
    assert_eq!(what, [("things", "GET", "/{id}"), ("things", "PUT", "/{id}")]);
    assert_eq!(answered[0].statuses, [("200", 2), ("409", 1)]);
    assert_eq!(answered[1].statuses, [("200", 1)]);
}

#[test]
fn what_nobody_knows_shares_a_place() {
    let traffic = traffic();
    let brew = Method::from_bytes(b"BREW").unwrap();

    for (method, status, route) in [
        (&brew, StatusCode::IM_A_TEAPOT, None),
        (&Method::TRACE, StatusCode::GONE, Some("/from-nowhere")),
    ] {
        traffic.count(0, method, &answer(status, route), micros(1));
    }
    traffic.count(7, &Method::GET, &answer(StatusCode::OK, Some("/")), micros(1));

    let answered = traffic.by_route();
    let what: Vec<_> = answered.iter().map(|it| (it.api, it.method, it.route)).collect();
    assert_eq!(what, [("things", "other", "none")]);
    assert_eq!(answered[0].statuses, [("other", 2)]);
}

#[test]
fn an_answer_falls_into_the_first_bucket_that_holds_its_time() {
    let traffic = traffic();

    for took in [0, 50, 51, 5_000_000, 5_000_001] {
        traffic.count(0, &Method::GET, &answer(StatusCode::OK, Some("/")), micros(took));
    }

    let answered = traffic.by_route().remove(0);
    let filled = answered.durations.iter().filter(|(_, count)| *count > 0);
    let filled: Vec<(f64, u64)> = filled.copied().collect();
    assert_eq!(filled, [(0.000_05, 2), (0.000_1, 1), (5.0, 1), (f64::INFINITY, 1)]);
    assert!((answered.seconds - 10.000_102).abs() < 1e-9, "{}", answered.seconds);
}

fn locked(route_or_action: RouteOrAction) -> Fault {
    Fault::locked(StatusCode::CONFLICT, "it is locked", route_or_action)
}

#[test]
fn refusals_by_a_lock_are_counted_by_action_or_by_route() {
    let traffic = traffic();
    let refused = |fault: Fault| Answer { reply: fault.to_reply(), route: Some("/{id}") };

    for fault in [
        locked(RouteOrAction::Route),
        locked(RouteOrAction::Action("shake")),
        locked(RouteOrAction::Action("shake")),
        locked(RouteOrAction::Action("unknown")),
        Fault::plain(StatusCode::CONFLICT),
    ] {
        traffic.count(0, &Method::POST, &refused(fault), micros(1));
    }

    let refusals = traffic.lock_refusals();
    let refusals: Vec<_> = refusals.iter().map(|it| (it.api, it.call, it.count)).collect();
    assert_eq!(refusals, [("things", "/{id}", 1), ("things", "shake", 2)]);
}

#[test]
fn every_status_is_named_as_it_is() {
    assert!(STATUSES.is_sorted());
    assert!(BOUNDS.is_sorted());
    for (number, name) in STATUSES {
        assert_eq!(number.to_string(), name);
    }
}
