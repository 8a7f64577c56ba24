//! What standard error says while the server runs, and `/healthz`.

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
