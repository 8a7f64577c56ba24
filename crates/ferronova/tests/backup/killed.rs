//! Backups and restorations that are killed or interrupted at a random moment.

use std::{env, fs, path::Path, thread, time::Duration};

use fastrand::Rng;
use serde_json::json;

use crate::{
    assert_done, backup, boot, names_in, new_folder, run, served,
    support::{
        caller::Caller,
        program::{Program, ferronova, serve},
    },
    with_backup,
};

/// Environment variable: the number of rounds.
const ROUNDS: &str = "FERRONOVA_BACKUP_ROUNDS";

fn rounds(rounds: u64) -> u64 {
    env::var(ROUNDS).map_or(rounds, |it| it.parse().expect("it is a number"))
}

/// Kills a program after a random time.
fn kill_at_some_moment(program: Program, random: &mut Rng) {
    thread::sleep(Duration::from_micros(random.u64(..60_000)));
    drop(program);
}

/// Fails unless the file is a complete backup.
#[track_caller]
fn assert_whole(folder: &Path, file: &str) {
    let elsewhere = new_folder();
    let path = folder.join(file);
    let path = path.to_str().expect("it is UTF-8");
    assert_done(&run(elsewhere.path(), ["restore", path, "--data", "data"]), "data holds the ");
}

/// Creates some hundred servers, so that there is something to transfer.
fn fill(caller: &Caller) {
    let image = "1a9e0000-0000-4000-8000-000000000001";
    let server = json!({
        "name": "web", "imageRef": image, "flavorRef": "1", "min_count": 500, "max_count": 500,
        "metadata": {"text": "x".repeat(255)},
    });
    let answer = caller.call("POST", "servers", Some(&json!({"server": server})));
    assert_eq!(answer.status, 202, "{}", answer.body);
}

#[test]
fn a_killed_backup_leaves_the_old_file_or_the_new_one() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    fill(&Caller::log_in(&program.base_url(), "demo"));
    let file = folder.path().join("ferronova.backup");
    let mut random = Rng::new();
    let mut replaced = 0;
    for round in 0..rounds(12) {
        fs::write(&file, "old").expect("it can be written");

        let mut command = backup(folder.path(), &program.base_url(), &["--force"]);
        kill_at_some_moment(Program::start(&mut command), &mut random);

        if fs::read(&file).expect("it is there") != b"old" {
            replaced += 1;
            assert_whole(folder.path(), "ferronova.backup");
        }
        eprintln!("round {round}: {:?}", names_in(folder.path()));
    }
    eprintln!("{replaced} rounds got as far as the new file");
    let mut command = backup(folder.path(), &program.base_url(), &["--force"]);
    assert_done(&Program::start(&mut command).finish(), "holds a backup of ");
    assert_eq!(names_in(folder.path()), ["data", "ferronova.backup"], "something is left");
    assert_whole(folder.path(), "ferronova.backup");
}

#[test]
fn an_interrupted_backup_leaves_nothing() {
    let folder = new_folder();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    for signal in ["INT", "TERM"] {
        // The server is this test, which accepts the connection and sends nothing.
        let mut program = Program::start(&mut backup(folder.path(), &url, &[]));
        let client = listener.accept().expect("it connects");
        let part = folder.path().join("ferronova.backup.part");
        assert!(program.wait_until(|_| part.exists()));

        program.signal(signal);
        let finished = program.finish();

        assert_eq!(finished.status, Some(1), "{finished:?}");
        assert!(finished.stderr.contains("interrupted: there is no new backup"), "{finished:?}");
        assert_eq!(names_in(folder.path()), [""; 0]);
        drop(client);
    }
}

#[test]
fn a_server_that_is_killed_meanwhile_leaves_no_backup() {
    let folder = new_folder();
    let mut random = Rng::new();
    for round in 0..rounds(6) {
        let program = Program::start_serving(&mut serve(folder.path(), []));
        if round == 0 {
            fill(&Caller::log_in(&program.base_url(), "demo"));
        }
        let mut command = backup(folder.path(), &program.base_url(), &["--force"]);
        let fetching = Program::start(&mut command);
        kill_at_some_moment(program, &mut random);

        let finished = fetching.finish();

        let file = folder.path().join("ferronova.backup");
        if finished.status == Some(0) {
            assert_whole(folder.path(), "ferronova.backup");
            fs::remove_file(&file).expect("it can be removed");
        }
        assert_eq!(names_in(folder.path()), ["data"], "{finished:?}");
    }
}

#[test]
fn a_killed_restoration_leaves_the_old_database_or_the_new_one() {
    let folder = with_backup();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    boot(&Caller::log_in(&program.base_url(), "demo"), "newer");
    program.signal("TERM");
    program.finish();
    let path = folder.path().join("data/ferronova.redb");
    let newer = fs::read(&path).expect("it is there");
    let mut random = Rng::new();
    let mut restored = 0;
    for _ in 0..rounds(12) {
        fs::write(&path, &newer).expect("it can be written");

        let arguments = ["restore", "old.backup", "--data", "data", "--force"];
        kill_at_some_moment(Program::start(&mut ferronova(folder.path(), arguments)), &mut random);

        assert_done(&run(folder.path(), ["check", "--data", "data"]), " 0 findings");
        match served(folder.path()).as_slice() {
            [name] if name == "web" => restored += 1,
            [name] => assert_eq!(name, "newer"),
            names => panic!("{names:?}"),
        }
    }
    eprintln!("{restored} rounds got as far as the new database");
    let names = names_in(&folder.path().join("data"));
    // The server was killed, too, so its socket is still there.
    let expected =
        ["clouds.yaml", "ferronova.redb", "ferronova.reserve", "ferronova.sock", "openrc"];
    assert_eq!(names, expected, "something is left");
}

#[test]
fn a_restoration_into_a_new_folder_that_is_killed_can_be_begun_again() {
    let folder = with_backup();
    let mut random = Rng::new();
    let arguments = ["restore", "old.backup", "--data", "data"];
    for _ in 0..rounds(12) {
        kill_at_some_moment(Program::start(&mut ferronova(folder.path(), arguments)), &mut random);
        let path = folder.path().join("data/ferronova.redb");
        if path.exists() {
            assert_done(&run(folder.path(), ["check", "--data", "data"]), " 0 findings");
            fs::remove_file(path).expect("it can be removed");
        }
    }

    let finished = run(folder.path(), arguments);

    assert_done(&finished, "data holds the ");
    assert_eq!(served(folder.path()), ["web"]);
}
