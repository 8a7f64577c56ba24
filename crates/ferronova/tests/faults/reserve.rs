//! Small writes still work on a disk that one request or another program has filled.

use std::{fs, io::Write as _, path::Path};

use serde_json::json;
use tempfile::TempDir;

use crate::{
    cloud::{ask_for_server, id_in, servers},
    full_disk::within,
    mount::Mount,
    support::{
        caller::{Answer, Caller},
        program::{Program, serve},
    },
};

/// Bytes that are reserved for small writes.
const RESERVE: u64 = 4 << 20;

#[test]
fn a_create_that_does_not_fit_is_refused_alone_and_others_go_on_at_once_and_after_a_restart() {
    let in_memory = |path: &Path| Mount::new(path, "40m");
    for new_disk in [in_memory, Mount::in_file] {
        let folder = tempfile::tempdir().expect("a folder can be made");
        if let Some(_disk) = new_disk(&folder.path().join("data")) {
            refuses_what_does_not_fit(&folder);
        }
    }
}

fn refuses_what_does_not_fit(folder: &TempDir) {
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let demo = Caller::log_in(&program.base_url(), "demo");
    let admin = Caller::log_in(&program.base_url(), "admin");
    let nobody = Caller::nobody(&program.base_url());

    let mut n_created = 0;
    let refused = loop {
        let answer = ask_for_many(&demo);
        if answer.status != 202 {
            break answer;
        }
        n_created += MANY;
    };

    assert_eq!(refused.status, 500, "{}", refused.body);
    assert_eq!(ask_for_server(&admin, "small", 0).status, 202);
    assert_eq!(nobody.call("GET", "/healthz", None).status, 200, "{}", program.stderr());
    for n in 1..20 {
        assert_eq!(ask_for_many(&demo).status, 500);
        let name = format!("small-{n}");
        assert_eq!(ask_for_server(&admin, &name, 1000).status, 202, "{}", program.stderr());
    }
    let told = program.stderr();
    let errors = told.lines().filter(|it| it.contains("ERROR")).count();
    assert!(errors <= 6, "it is told too often:\n{told}");
    drop(program);
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let (demo, admin) = (demo.at(&program.base_url()), admin.at(&program.base_url()));
    assert_eq!(ask_for_many(&demo).status, 500);
    assert_eq!(ask_for_server(&admin, "later", 0).status, 202, "{}", program.stderr());
    assert_eq!(servers(&admin).len(), 21);
    assert_eq!(servers(&demo).len(), n_created);
}

#[test]
fn a_create_beyond_a_limit_that_the_free_space_does_not_show_gives_back_what_it_took() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut serve = serve(folder.path(), []);
    // The unit is 512 bytes or 1 KiB, depending on the shell.
    let program = Program::start_serving(&mut within("trap '' XFSZ && ulimit -f 20000", &serve));
    let caller = Caller::log_in(&program.base_url(), "demo");
    let nobody = Caller::nobody(&program.base_url());
    assert_eq!(ask_for_server(&caller, "first", 0).status, 202);
    let file = folder.path().join("data/ferronova.redb");
    let before = file.metadata().expect("it is there").len();

    assert_eq!(ask_for_many(&caller).status, 500);

    let after = file.metadata().expect("it is there").len();
    assert!(after <= 2 * before, "it grew from {before} to {after}");
    assert_eq!(nobody.call("GET", "/healthz", None).status, 200, "{}", program.stderr());
    assert_eq!(ask_for_server(&caller, "second", 0).status, 202);
    drop(program);
    let program = Program::start_serving(&mut serve);
    let caller = caller.at(&program.base_url());
    assert_eq!(servers(&caller).len(), 2);
    assert_eq!(ask_for_many(&caller).status, 202);
}

#[test]
fn small_writes_go_on_when_another_program_has_filled_the_disk() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let data = folder.path().join("data");
    let Some(_disk) = Mount::new(&data, "40m") else {
        return;
    };
    let mut program = Program::start_serving(&mut serve(folder.path(), []));
    let caller = Caller::log_in(&program.base_url(), "demo");
    assert_eq!(reserve(&data), RESERVE);
    let id = id_in(&ask_for_server(&caller, "first", 0));

    fill(&data.join("filler"));

    for n in 0..20 {
        let answer = ask_for_server(&caller, &format!("web-{n}"), 10_000);
        assert_eq!(answer.status, 202, "{n}: {}\n{}", answer.body, program.stderr());
    }
    let kept = reserve(&data);
    assert!(kept < RESERVE, "nothing of it was used");
    assert_eq!(caller.call("DELETE", &format!("servers/{id}"), None).status, 204);
    assert_eq!(ask_for_many(&caller).status, 500);
    assert_eq!(ask_for_server(&caller, "next", 0).status, 202, "{}", program.stderr());
    fs::remove_file(data.join("filler")).expect("it can be removed");
    let is_whole = |_: &Program| {
        assert_eq!(ask_for_server(&caller, "another", 0).status, 202);
        reserve(&data) == RESERVE
    };
    assert!(program.wait_until(is_whole), "it ended: {}", program.stderr());
}

#[test]
fn an_older_folder_on_a_full_disk_is_served_and_gets_its_reserve_when_there_is_room() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let data = folder.path().join("data");
    let Some(_disk) = Mount::new(&data, "40m") else {
        return;
    };
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let caller = Caller::log_in(&program.base_url(), "demo");
    let id = id_in(&ask_for_server(&caller, "before", 0));
    drop(program);
    fs::remove_file(data.join("ferronova.reserve")).expect("it can be removed");
    fill(&data.join("filler"));

    let mut program = Program::start_serving(&mut serve(folder.path(), []));

    let caller = caller.at(&program.base_url());
    assert_eq!(servers(&caller).into_keys().collect::<Vec<_>>(), [id]);
    fs::remove_file(data.join("filler")).expect("it can be removed");
    let is_whole = |_: &Program| {
        // The first request may still find the disk full.
        ask_for_server(&caller, "after", 0);
        reserve(&data) == RESERVE
    };
    assert!(program.wait_until(is_whole), "it ended: {}", program.stderr());
    assert_eq!(ask_for_server(&caller, "last", 0).status, 202);
}

/// Number of servers that one request creates.
const MANY: usize = 400;

/// Sends a request of almost the maximum size.
fn ask_for_many(caller: &Caller) -> Answer {
    let image = "1a9e0000-0000-4000-8000-000000000001";
    let server = json!({
        "name": "many", "imageRef": image, "flavorRef": "1", "min_count": MANY,
        "user_data": "eHh4".repeat(10_000),
    });
    caller.call("POST", "servers", Some(&json!({"server": server})))
}

/// Returns the size of the reserve, in bytes.
#[track_caller]
fn reserve(data: &Path) -> u64 {
    data.join("ferronova.reserve").metadata().expect("it is there").len()
}

/// Fills the disk with a file.
fn fill(path: &Path) {
    let mut file = fs::File::create(path).expect("it can be made");
    while file.write_all(&[7; 4096]).is_ok() {}
}
