//! `ferronova backup`.

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    thread,
};

use crate::{
    as_user, assert_done, assert_refused, backup, boot, names_in, new_folder, run, served,
    support::{
        caller::Caller,
        program::{Program, ferronova, serve},
    },
};

#[test]
fn a_backup_is_written_whole_and_for_its_owner_alone() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    boot(&Caller::log_in(&program.base_url(), "demo"), "web");

    let finished = Program::start(&mut backup(folder.path(), &program.base_url(), &[])).finish();

    assert_done(&finished, "ferronova.backup holds a backup of ");
    let file = folder.path().join("ferronova.backup");
    let mode = fs::metadata(&file).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(names_in(folder.path()), ["data", "ferronova.backup"]);
    let elsewhere = new_folder();
    let file = file.to_str().expect("it is UTF-8");
    assert_done(&run(elsewhere.path(), ["restore", file, "--data", "data"]), "data holds the ");
    assert_eq!(served(elsewhere.path()), ["web"]);
}

#[test]
fn a_server_that_keeps_everything_in_memory_has_backups_too() {
    let folder = new_folder();
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--ephemeral"];
    let program = Program::start_serving(&mut ferronova(folder.path(), arguments));
    boot(&Caller::log_in(&program.base_url(), "demo"), "web");

    let mut command = backup(folder.path(), "http://wrong", &["--url", &program.base_url()]);
    let finished = Program::start(&mut command).finish();

    assert_done(&finished, "ferronova.backup holds a backup of ");
    let restored = run(folder.path(), ["restore", "ferronova.backup", "--data", "data"]);
    assert_done(&restored, "data holds the ");
    assert_eq!(served(folder.path()), ["web"]);
}

#[test]
fn a_file_that_is_there_is_replaced_by_force_only() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let file = folder.path().join("ferronova.backup");
    fs::write(&file, "old").expect("it can be written");
    fs::write(folder.path().join("ferronova.backup.part"), "half").expect("it can be written");

    let refused = Program::start(&mut backup(folder.path(), &program.base_url(), &[])).finish();
    let before = fs::read(&file).expect("it is there");
    let mut command = backup(folder.path(), &program.base_url(), &["--force"]);
    let replaced = Program::start(&mut command).finish();

    assert_refused(&refused, &["ferronova.backup is there already", "--output", "--force"]);
    assert_eq!(before, b"old");
    assert_done(&replaced, "ferronova.backup holds a backup of ");
    assert_eq!(names_in(folder.path()), ["data", "ferronova.backup"]);
}

#[test]
fn whoever_may_not_have_a_backup_is_told_why() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let base_url = program.base_url();
    let command = |name| as_user(folder.path(), name, &base_url, &["backup"]);

    let user = Program::start(&mut command("demo")).finish();
    let stranger = Program::start(command("admin").env("OS_PASSWORD", "wrong")).finish();
    let nobody = Program::start(command("admin").env_remove("OS_PASSWORD")).finish();
    let nowhere = Program::start(command("admin").env_remove("OS_AUTH_URL")).finish();

    assert_refused(&user, &["demo is not an administrator", "ferronova-admin", "clouds.yaml"]);
    assert_refused(&stranger, &["does not let admin in", "check OS_USERNAME, OS_PASSWORD"]);
    assert_refused(&nobody, &["OS_PASSWORD is not set"]);
    assert_refused(&nowhere, &["give --url"]);
    assert_eq!(names_in(folder.path()), ["data"]);
}

#[test]
fn what_does_not_answer_like_a_server_of_ours_is_named() {
    let folder = new_folder();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));

    let answering = thread::spawn(move || {
        let (mut client, _) = listener.accept().expect("somebody calls");
        let _ = client.read(&mut [0; 4096]);
        let answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
        client.write_all(answer).expect("it is read");
    });
    let foreign = Program::start(&mut backup(folder.path(), &url, &[])).finish();
    answering.join().expect("it answers");
    let closed = Program::start(&mut backup(folder.path(), &url, &[])).finish();

    assert_refused(&foreign, &[&url, "answers 404", "is that a server of Ferronova?"]);
    assert_refused(&closed, &["no answer from", &url]);
    assert_eq!(names_in(folder.path()), [""; 0]);
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let folder = new_folder();

    let mut command = backup(folder.path(), "http://127.0.0.1:1", &["--output", "no/where"]);
    let finished = Program::start(&mut command).finish();

    assert_refused(&finished, &["can't write no/where"]);
}

#[test]
fn a_wrong_command_line_has_a_status_of_its_own() {
    let folder = new_folder();

    for arguments in [
        &["backup", "--url", "127.0.0.1:8774"][..],
        &["backup", "surplus"],
        &["restore"],
        &["restore", "a", "b"],
        &["check", "surplus"],
    ] {
        let finished = run(folder.path(), arguments.iter().copied());

        assert_eq!((finished.status, finished.stdout.as_str()), (Some(2), ""), "{arguments:?}");
    }
}
