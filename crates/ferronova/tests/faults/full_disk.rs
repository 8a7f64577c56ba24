//! A full disk: acknowledged changes can be read, and writes are refused.

use std::{collections::BTreeMap, process::Command};

use serde_json::{Value, json};

use crate::{
    cloud::{ask_for_server, id_in, servers},
    mount::Mount,
    support::{
        caller::Caller,
        program::{Program, serve},
    },
};

/// Bytes of user data of servers that fill a disk.
const LARGE: usize = 60_000;

/// More servers than fit on any disk of these tests.
const TOO_MANY: usize = 1000;

#[test]
fn a_full_disk_refuses_writes_loses_nothing_and_works_again_when_there_is_room() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let Some(disk) = Mount::new(&folder.path().join("data"), "4m") else {
        return;
    };
    let mut program = Program::start_serving(&mut serve(folder.path(), []));
    let caller = Caller::log_in(&program.base_url(), "demo");

    let acknowledged = fill(&caller);

    refuses_writes(&program, &caller, &acknowledged, "No space left on device");
    disk.change("size=64m");
    let nobody = Caller::nobody(&program.base_url());
    let is_healthy = |_: &Program| nobody.call("GET", "/healthz", None).status == 200;
    assert!(program.wait_until(is_healthy), "it ended: {}", program.stderr());
    // The line may appear in the log later.
    assert!(program.wait_until(|it| it.stderr().contains("writing to the store works again")));
    let mut acknowledged = acknowledged;
    let id = id_in(&ask_for_server(&caller, "later", LARGE));
    acknowledged.insert(
        id.clone(),
        caller.call("GET", &format!("servers/{id}"), None).body["server"].clone(),
    );
    drop(program);
    has_all_after_a_restart(&mut serve(folder.path(), []), &caller, &acknowledged);
}

#[test]
fn a_start_on_a_full_disk_answers_reads() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let Some(_disk) = Mount::new(&folder.path().join("data"), "4m") else {
        return;
    };
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let caller = Caller::log_in(&program.base_url(), "demo");
    let acknowledged = fill(&caller);
    drop(program);

    has_all_after_a_restart(&mut serve(folder.path(), []), &caller, &acknowledged);
}

#[test]
fn a_file_that_may_not_grow_refuses_writes_and_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut serve = serve(folder.path(), []);
    // The unit is 512 bytes by the standard, 1 KiB in some shells.
    let limits = "trap '' XFSZ && ulimit -f 5000";
    let program = Program::start_serving(&mut within(limits, &serve));
    let caller = Caller::log_in(&program.base_url(), "demo");

    let acknowledged = fill(&caller);

    refuses_writes(&program, &caller, &acknowledged, "File too large");
    drop(program);
    has_all_after_a_restart(&mut serve, &caller, &acknowledged);
}

/// Creates servers until the disk is full, and returns the acknowledged servers.
#[track_caller]
fn fill(caller: &Caller) -> BTreeMap<String, Value> {
    for n in 0..TOO_MANY {
        let answer = ask_for_server(caller, &format!("web-{n}"), LARGE);
        if answer.status != 202 {
            assert_eq!(answer.status, 500, "{}", answer.body);
            assert_eq!(answer.body["computeFault"]["code"], 500, "{}", answer.body);
            let acknowledged = servers(caller);
            assert_eq!(acknowledged.len(), n, "what was acknowledged is not what there is");
            assert!(n > 0, "nothing fits");
            return acknowledged;
        }
    }
    panic!("the disk does not fill");
}

#[track_caller]
fn refuses_writes(
    program: &Program,
    caller: &Caller,
    acknowledged: &BTreeMap<String, Value>,
    reason: &str,
) {
    let nobody = Caller::nobody(&program.base_url());
    assert_eq!(nobody.call("GET", "/healthz", None).status, 503, "{}", program.stderr());
    let log = program.stderr();
    let line = log.lines().find(|it| it.contains("the store failed"));
    assert!(line.is_some_and(|it| it.contains("ERROR") && it.contains(reason)), "{log}");
    for (id, body) in acknowledged {
        let shown = caller.call("GET", &format!("servers/{id}"), None);
        assert_eq!((shown.status, &shown.body["server"]), (200, body));
    }
    let answer = ask_for_server(caller, "one-more", LARGE);
    assert_eq!(answer.status, 500, "{}", answer.body);
    let told = answer.body["computeFault"]["message"].as_str().expect("it has a message");
    assert!(!told.contains(reason) && !told.contains("database"), "{told}");
    assert_eq!(&servers(caller), acknowledged);
}

#[track_caller]
fn has_all_after_a_restart(
    serve: &mut Command,
    caller: &Caller,
    acknowledged: &BTreeMap<String, Value>,
) {
    let program = Program::start_serving(serve);
    let caller = caller.at(&program.base_url());
    let found = servers(&caller);
    let names = |of: &BTreeMap<String, Value>| -> Vec<Value> {
        of.iter().map(|(id, it)| json!([id, it["name"], it["status"], it["updated"]])).collect()
    };
    assert_eq!(names(&found), names(acknowledged));
}

/// Returns a command that runs `command` in a shell, after setting limits.
pub(crate) fn within(limits: &str, command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{limits} && exec \"$@\""), "sh"]);
    shell.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        shell.current_dir(folder);
    }
    shell
}
