//! How the server stops on a signal.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    new_folder,
    support::{
        caller::Caller,
        program::{Program, serve},
    },
};

/// Maximum time for an idle server to stop. Usually it stops much faster.
const SOON: Duration = Duration::from_secs(3);

#[test]
fn it_ends_in_good_order_when_it_is_told_to() {
    for signal in ["TERM", "INT"] {
        let folder = new_folder();
        let program = Program::start_serving(&mut serve(folder.path(), []));
        let caller = Caller::log_in(&program.base_url(), "demo");
        let begun = Instant::now();

        program.signal(signal);
        let finished = program.finish();

        assert_eq!(finished.status, Some(0), "{}", finished.stderr);
        assert!(begun.elapsed() < SOON, "it took {:?} after {signal}", begun.elapsed());
        let program = Program::start_serving(&mut serve(folder.path(), []));
        let caller = caller.at(&program.base_url());
        assert_eq!(caller.call("GET", "servers", None).status, 200, "its token is of no use");
    }
}

#[test]
fn a_request_that_has_begun_is_finished_first() {
    let folder = new_folder();
    let mut program = Program::start_serving(&mut serve(folder.path(), []));
    let caller = Caller::log_in(&program.base_url(), "demo");
    let slow = SlowRequest::begin(&caller);

    program.signal("TERM");
    let address = address_of(&caller).to_owned();
    let is_closed = |_: &Program| TcpStream::connect(&address).is_err();
    assert!(program.wait_until(is_closed), "it did not wait for the request");
    let answer = slow.finish();
    let finished = program.finish();

    assert!(answer.starts_with("HTTP/1.1 202 "), "{answer}");
    let (_, body) = answer.split_once("\r\n\r\n").expect("the answer has a body");
    let body: Value = serde_json::from_str(body).expect("the body is whole");
    assert_eq!(finished.status, Some(0), "{}", finished.stderr);
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let id = body["server"]["id"].as_str().expect("it has an id");
    let answer = caller.at(&program.base_url()).call("GET", &format!("servers/{id}"), None);
    assert_eq!(answer.body["server"]["name"], "web");
}

#[test]
fn connections_that_wait_for_nothing_do_not_hold_it_up() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let caller = Caller::log_in(&program.base_url(), "demo");
    let silent = TcpStream::connect(address_of(&caller)).expect("it listens");
    caller.call("GET", "servers", None);
    let begun = Instant::now();

    program.signal("TERM");
    let finished = program.finish();

    assert_eq!(finished.status, Some(0), "{}", finished.stderr);
    assert!(begun.elapsed() < SOON, "it took {:?}", begun.elapsed());
    drop(silent);
}

#[test]
fn work_in_progress_does_not_hold_it_up_and_goes_on_after_the_next_start() {
    let folder = new_folder();
    let times = ["--build-time", "2s"];
    let program = Program::start_serving(&mut serve(folder.path(), times));
    let caller = Caller::log_in(&program.base_url(), "demo");
    let answer = caller.call("POST", "servers", Some(&new_server()));
    let path = format!("servers/{}", answer.body["server"]["id"].as_str().expect("it has an id"));
    let begun = Instant::now();

    program.signal("TERM");
    assert_eq!(program.finish().status, Some(0));

    assert!(begun.elapsed() < SOON, "it took {:?}", begun.elapsed());
    let mut program = Program::start_serving(&mut serve(folder.path(), times));
    let caller = caller.at(&program.base_url());
    let is_active =
        |_: &Program| caller.call("GET", &path, None).body["server"]["status"] == "ACTIVE";
    assert!(program.wait_until(is_active));
}

fn new_server() -> Value {
    let image = "1a9e0000-0000-4000-8000-000000000001";
    json!({"server": {"name": "web", "imageRef": image, "flavorRef": "1"}})
}

fn address_of(caller: &Caller) -> &str {
    caller.base_url.strip_prefix("http://").expect("it is a URL")
}

/// A request for a new server with a delayed body.
struct SlowRequest {
    connection: BufReader<TcpStream>,
    rest: String,
}

impl SlowRequest {
    /// Sends everything except the end of the body, and waits until the server reads the body.
    fn begin(caller: &Caller) -> Self {
        let body = new_server().to_string();
        let (now, later) = body.split_at(10);
        let head = format!(
            "POST /v2/{}/servers HTTP/1.1\r\nHost: {}\r\nX-Auth-Token: {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
            caller.project_id,
            address_of(caller),
            caller.token,
            body.len(),
        );
        let mut connection =
            BufReader::new(TcpStream::connect(address_of(caller)).expect("it listens"));
        connection.get_mut().write_all(head.as_bytes()).expect("it reads");
        let mut line = String::new();
        connection.read_line(&mut line).expect("it answers");
        assert_eq!(line, "HTTP/1.1 100 Continue\r\n");
        connection.read_line(&mut line).expect("it answers");
        connection.get_mut().write_all(now.as_bytes()).expect("it reads");
        Self { connection, rest: later.to_owned() }
    }

    /// Sends the end of the body and returns the response.
    fn finish(mut self) -> String {
        self.connection.get_mut().write_all(self.rest.as_bytes()).expect("it reads");
        let mut answer = String::new();
        self.connection.read_to_string(&mut answer).expect("it answers");
        answer
    }
}
