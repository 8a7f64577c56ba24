//! The log on standard error, and `/healthz`.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpStream},
};

use crate::{
    new_folder,
    support::{
        caller::Caller,
        program::{Program, serve},
    },
};

#[test]
fn a_request_is_one_line_of_the_log() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let caller = Caller::log_in(&program.base_url(), "demo");

    caller.call("GET", "servers/detail?name=web", None);
    caller.call("GET", "servers/a0000000-0000-4000-8000-000000000001", None);
    program.signal("TERM");
    let log = program.finish().stderr;

    for what in [
        " POST /identity/v3/auth/tokens 201 ",
        " GET /v2/servers/detail 200 ",
        " GET /v2/servers/{id} 404 ",
    ] {
        let lines: Vec<&str> = log.lines().filter(|it| it.contains(what)).collect();
        let [line] = lines.as_slice() else {
            panic!("`{what}` is not one line of {log}");
        };
        assert!(line.contains("INFO") && line.contains(" req-") && line.ends_with(" ms"), "{line}");
    }
}

#[test]
fn a_start_says_in_short_lines_what_there_is() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));

    program.signal("TERM");
    let log = program.finish().stderr;

    for version in ["v2", "v3"] {
        let is_count =
            |it: &&str| it.contains(&format!("{version} with ")) && it.ends_with(" extensions");
        assert_eq!(log.lines().filter(is_count).count(), 1, "{log}");
    }
    assert!(log.lines().all(|it| it.len() < 160), "{log}");
}

#[test]
fn nothing_that_a_stranger_sends_is_an_error_for_the_operator() {
    let folder = new_folder();
    for (level, n_lines) in [(None, 0), (Some("debug"), 3)] {
        let mut command = serve(folder.path(), []);
        if let Some(level) = level {
            command.env("RUST_LOG", level);
        }
        let program = Program::start_serving(&mut command);
        let base_url = program.base_url();
        let address = base_url.trim_start_matches("http://");
        let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        for sent in [
            "\0\r\n\r\n",
            "GET /v2/servers?name=<a b> HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /v2/x/servers?name=Größe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n",
            &format!("{chunked}0\r\n\r\n\0\r\n\r\n"),
            &format!("{chunked}0;extension\r\n\r\n\0\r\n\r\n"),
            &format!("{chunked}no number\r\n"),
        ] {
            let mut connection = TcpStream::connect(address).expect("it listens");
            connection.write_all(sent.as_bytes()).expect("it reads");
            connection.shutdown(Shutdown::Write).expect("it is open");
            // Ignored: the connection may be reset.
            drop(connection.read_to_end(&mut Vec::new()));
        }
        program.signal("TERM");
        let log = program.finish().stderr;

        assert!(!log.contains(" ERROR ") && !log.contains(" WARN "), "{log}");
        let refused = log.matches("the head of a request is refused: Malformed 400").count();
        assert_eq!(refused, n_lines, "{log}");
    }
}

#[test]
fn the_log_can_be_turned_off() {
    let folder = new_folder();
    let mut command = serve(folder.path(), []);

    let program = Program::start_serving(command.env("RUST_LOG", "off"));
    Caller::log_in(&program.base_url(), "demo");
    program.signal("TERM");

    assert_eq!(program.finish().stderr, "");
}

#[test]
fn a_server_that_serves_is_healthy() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));

    let nobody = Caller::nobody(&program.base_url());

    assert_eq!(nobody.call("GET", "/healthz", None).status, 200);
    assert_eq!(nobody.call("HEAD", "/healthz", None).status, 200);
    assert_eq!(nobody.call("POST", "/healthz", None).status, 404);
    assert_eq!(nobody.call("GET", "/healthz/more", None).status, 404);
}
