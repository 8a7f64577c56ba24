//! More connections than there are places.

use std::thread;

use crate::{
    cloud::{Cloud, SHORT},
    raw::Raw,
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
    /// Starts one whose process may have so many files open, unless it asks for more.
    #[track_caller]
    fn start_with_open_files(n_files: u32) -> Self {
        Self::start_limited(&format!("-S -n {n_files}"))
    }
}
