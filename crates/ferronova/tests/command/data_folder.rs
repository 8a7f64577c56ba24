//! Data folders that can't be used because of another process or the system.

use std::{fs, path::Path};

use crate::{
    assert_refused, names_in, new_folder, run,
    support::{
        caller::Caller,
        program::{Program, serve},
    },
};

#[test]
fn a_folder_that_another_process_uses_is_refused() {
    let folder = new_folder();
    let first = Program::start_serving(&mut serve(folder.path(), []));
    let data = folder.path().join("data");
    let before = fs::read(data.join("clouds.yaml")).expect("it is readable");

    let second = Program::start(&mut serve(folder.path(), [])).finish();

    assert_refused(&second, &["data/ferronova.redb", "in use by another process", "stop that"]);
    assert_eq!(fs::read(data.join("clouds.yaml")).expect("it is readable"), before);
    Caller::log_in(&first.base_url(), "demo");
}

#[test]
fn of_two_that_are_started_at_once_on_one_folder_one_serves() {
    for _ in 0..5 {
        let folder = new_folder();

        let mut programs = [(); 2].map(|()| Program::start(&mut serve(folder.path(), [])));

        let serves = programs.each_mut().map(|it| it.wait_until(|it| it.prints("OS_AUTH_URL=")));
        let [first, second] = programs;
        let (winner, loser) = match serves {
            [true, false] => (first, second),
            [false, true] => (second, first),
            _ => panic!("{serves:?}: {}{}", first.stderr(), second.stderr()),
        };
        assert_refused(&loser.finish(), &["data/ferronova.redb", "in use by another process"]);
        Caller::log_in(&winner.base_url(), "demo");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_refused() {
    let folder = new_folder();
    fs::write(folder.path().join("file"), "text").expect("it can be written");

    for (data, why) in [
        ("file", "there is a file of that name"),
        ("file/data", "its path leads through a file"),
        ("/proc/ferronova", "this user may write to"),
        ("/proc/self/ferronova/data", "this user may write to"),
    ] {
        if data.starts_with("/proc") && !Path::new("/proc/self").exists() {
            eprintln!("skipped: there is no /proc");
            continue;
        }

        let finished = run(folder.path(), ["serve", "--listen", "127.0.0.1:0", "--data", data]);

        let says = [data, "can't make the data folder", why, "choose a folder"];
        assert_refused(&finished, &says);
    }
    assert_eq!(fs::read_to_string(folder.path().join("file")).expect("it is there"), "text");
    assert_eq!(names_in(folder.path()), ["file"]);
}

#[test]
fn a_folder_that_cannot_be_written_to_is_refused() {
    let folder = new_folder();
    let data = folder.path().join("data");
    fs::create_dir(&data).expect("a folder can be made");
    set_mode(&data, 0o500);
    if fs::write(data.join("probe"), "").is_ok() {
        eprintln!("skipped: this user may write anywhere");
        return;
    }

    let finished = Program::start(&mut serve(folder.path(), [])).finish();

    assert_refused(&finished, &["data/ferronova.redb", "can't write to", "let this user"]);
    set_mode(&data, 0o700);
    assert_eq!(names_in(&data), [""; 0]);
}

#[test]
fn a_database_that_is_a_folder_is_refused() {
    let folder = new_folder();
    fs::create_dir_all(folder.path().join("data/ferronova.redb")).expect("a folder can be made");

    let finished = Program::start(&mut serve(folder.path(), [])).finish();

    assert_refused(&finished, &["data/ferronova.redb", "can't write to"]);
}

fn set_mode(path: &Path, mode: u32) {
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(mode);
    fs::set_permissions(path, permissions).expect("it can be set");
}
