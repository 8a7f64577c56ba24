//! A data folder that is deleted or replaced under a running server.

use std::fs;

use crate::{
    cloud::{ask_for_server, id_in, servers},
    support::{
        caller::Caller,
        program::{Program, serve},
    },
};

const SAID: &str = "was deleted or replaced while it was open";

#[test]
fn nothing_is_acknowledged_in_a_folder_that_was_moved_away_and_all_is_there_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let (data, away) = (folder.path().join("data"), folder.path().join("away"));
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let caller = Caller::log_in(&program.base_url(), "demo");
    let id = id_in(&ask_for_server(&caller, "before", 0));

    fs::rename(&data, &away).expect("it can be moved");

    refuses_writes(&program, &caller, &id);
    let second = Program::start_serving(&mut serve(folder.path(), []));
    id_in(&ask_for_server(&Caller::log_in(&second.base_url(), "demo"), "elsewhere", 0));
    refuses_writes(&program, &caller, &id);
    second.signal("TERM");
    assert_eq!(second.finish().status, Some(0));
    fs::remove_dir_all(&data).expect("it can be removed");
    fs::rename(&away, &data).expect("it can be moved");
    // Still refused: another program may have changed the folder while it was away.
    refuses_writes(&program, &caller, &id);
    program.signal("TERM");
    let finished = program.finish();
    assert_eq!(finished.status, Some(0), "{}", finished.stderr);
    let said = finished.stderr.lines().filter(|it| it.contains("ERROR") && it.contains(SAID));
    let said: Vec<&str> = said.filter(|it| !it.contains("a request failed")).collect();
    assert!(
        matches!(*said, [first] | [first, _] if first.contains("nothing is written")),
        "{said:?}"
    );
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let caller = caller.at(&program.base_url());
    assert_eq!(servers(&caller).into_keys().collect::<Vec<_>>(), [id]);
    assert_eq!(ask_for_server(&caller, "after", 0).status, 202);
}

#[test]
fn a_folder_that_is_deleted_is_noticed_without_a_write() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut program = Program::start_serving(&mut serve(folder.path(), []));
    let nobody = Caller::nobody(&program.base_url());

    fs::remove_dir_all(folder.path().join("data")).expect("it can be removed");

    let is_noticed = |_: &Program| nobody.call("GET", "/healthz", None).status == 503;
    assert!(program.wait_until(is_noticed), "it ended: {}", program.stderr());
    assert!(program.wait_until(|it| it.stderr().contains(SAID)), "it ended");
}

#[test]
fn a_file_that_is_replaced_by_a_copy_is_another_file() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let caller = Caller::log_in(&program.base_url(), "demo");
    let id = id_in(&ask_for_server(&caller, "before", 0));
    let file = folder.path().join("data/ferronova.redb");
    let copy = file.with_extension("copy");

    fs::copy(&file, &copy).and_then(|_| fs::rename(&copy, &file)).expect("it can be replaced");

    refuses_writes(&program, &caller, &id);
}

/// Fails unless writes are refused and acknowledged changes are still shown.
#[track_caller]
fn refuses_writes(program: &Program, caller: &Caller, id: &str) {
    for _ in 0..2 {
        let answer = ask_for_server(caller, "lost", 0);
        assert_eq!(answer.status, 500, "{}", answer.body);
        let told = answer.body["computeFault"]["message"].as_str().expect("it has a message");
        assert!(!told.contains("ferronova.redb"), "{told}");
    }
    let nobody = Caller::nobody(&program.base_url());
    assert_eq!(nobody.call("GET", "/healthz", None).status, 503);
    assert_eq!(servers(caller).into_keys().collect::<Vec<_>>(), [id]);
}
