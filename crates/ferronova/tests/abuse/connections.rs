//! More connections than the maximum.

use std::{thread, time::Duration};

use crate::{
    cloud::{Cloud, SHORT},
    raw::{PATIENCE, Raw},
    support::caller::Caller,
};

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

#[test]
fn connections_that_say_nothing_keep_others_out_no_longer_than_their_deadline() {
    let cloud = Cloud::start([&SHORT[..], &["--max-connections", "4"]].concat());

    let silent: Vec<Raw> = (0..12).map(|_| cloud.connect()).collect();
    let mut late = cloud.connect();
    late.send(HEALTH);

    assert_eq!(late.status(), 200);
    drop(silent);
}

#[test]
fn a_connection_is_kept_while_its_client_pauses() {
    let cloud = Cloud::start([]);
    let mut raw = cloud.connect();

    for pause in [0, 8, 0] {
        thread::sleep(Duration::from_secs(pause));
        raw.send(HEALTH);
        assert_eq!(raw.status(), 200, "after {pause} s");
        assert_eq!(raw.read_exact(3), "ok\n");
    }
}

#[test]
fn idle_connections_make_place_for_those_that_wait() {
    let n_places = 2 * thread::available_parallelism().map_or(1, usize::from);
    // With one place more than needed, responses do not close their connections.
    let cloud = Cloud::start(["--max-connections", &(n_places + 1).to_string()]);

    let mut idle: Vec<Raw> = (0..2 * n_places).map(|_| cloud.connect()).collect();
    for raw in &mut idle {
        raw.send(HEALTH);
    }
    let mut late = cloud.connect();
    late.send(HEALTH);

    assert_eq!(late.status(), 200);
    drop(idle);
}

#[test]
fn the_connection_that_was_idle_longest_goes_first_and_no_more_than_have_to() {
    // Half of the maximum is four.
    let cloud = Cloud::start(["--max-connections", "8"]);
    let mut first = cloud.connect_idle();
    let mut others: Vec<Raw> = (0..3).map(|_| cloud.connect_idle()).collect();

    assert!(first.is_closed_within(PATIENCE));

    for other in &mut others {
        other.send(HEALTH);
        assert_eq!(other.status(), 200);
    }
}

#[test]
fn what_is_said_of_idle_connections_holds_also_among_many() {
    let cloud = Cloud::start(["--max-connections", "6", "--keep-alive", "1h"]);
    let mut idle: Vec<Raw> = (0..3).map(|_| cloud.connect_idle()).collect();

    assert!(!idle[0].is_closed_within(Duration::from_secs(8)));

    for raw in &mut idle {
        raw.send(HEALTH);
        assert_eq!(raw.status(), 200);
    }
}

#[test]
fn connections_that_go_on_asking_make_place_for_those_that_wait() {
    let cloud = Cloud::start(["--max-connections", "1", "--keep-alive", "1h"]);
    let n_places = thread::available_parallelism().map_or(1, usize::from);
    let busy: Vec<Caller> = (0..n_places).map(|_| cloud.owner.at(&cloud.owner.base_url)).collect();

    thread::scope(|scope| {
        let others: Vec<_> = busy
            .iter()
            .map(|it| scope.spawn(|| (0..50).all(|_| it.call("GET", "/", None).status == 200)))
            .collect();
        let waiting = cloud.owner.at(&cloud.owner.base_url);
        assert_eq!(waiting.call("GET", "servers", None).status, 200);
        assert!(others.into_iter().all(|it| it.join().expect("they are answered")));
    });
}

#[test]
fn an_answer_says_that_its_connection_ends_if_there_is_no_other_place() {
    let cloud = Cloud::start(["--max-connections", "1"]);
    let roomy = Cloud::start([]);
    let head = |cloud: &Cloud| {
        let mut raw = cloud.connect();
        raw.send(HEALTH);
        raw.head().to_lowercase()
    };

    assert!(head(&cloud).contains("connection: close"));
    assert!(!head(&roomy).contains("connection: close"));
}

#[test]
fn the_limit_of_open_files_is_raised_for_as_many_connections_as_are_wanted() {
    let cloud = Cloud::start_with_open_files(64);
    let mut raws: Vec<Raw> = (0..150).map(|_| cloud.connect()).collect();

    for raw in &mut raws {
        raw.send(HEALTH);
    }

    for raw in &mut raws {
        assert_eq!(raw.status(), 200);
    }
}

impl Cloud {
    /// Opens a connection, gets one response, and leaves the connection idle.
    #[track_caller]
    fn connect_idle(&self) -> Raw {
        let mut raw = self.connect();
        raw.send(HEALTH);
        assert_eq!(raw.status(), 200);
        assert_eq!(raw.read_exact(3), "ok\n");
        raw
    }

    /// Starts a cloud with this soft limit of open files.
    #[track_caller]
    fn start_with_open_files(n_files: u32) -> Self {
        Self::start_limited(&format!("-S -n {n_files}"))
    }
}
