//! Tests of `ferronova backup`, `restore` and `check`.

#![cfg(unix)]

mod checking;
mod fetching;
mod killed;
mod load;
mod restoring;
#[path = "../support/mod.rs"]
mod support;

use std::{fs, path::Path, process::Command};

use serde_json::json;
use tempfile::TempDir;

use crate::support::{
    caller::Caller,
    program::{Finished, Program, ferronova, serve},
};

fn new_folder() -> TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

/// Returns the names in a folder, sorted.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is readable");
    let name = |it: fs::DirEntry| it.file_name().into_string().expect("its name is UTF-8");
    let mut names: Vec<String> = entries.map(|it| name(it.expect("it is readable"))).collect();
    names.sort();
    names
}

/// Returns a command that runs the program with these arguments in a folder, with the login
/// variables of a user of the built-in seed.
fn as_user(folder: &Path, name: &str, base_url: &str, arguments: &[&str]) -> Command {
    let mut command = ferronova(folder, arguments.iter().copied());
    command
        .env("OS_AUTH_URL", format!("{base_url}/identity"))
        .env("OS_USERNAME", name)
        .env("OS_PASSWORD", "secret")
        .env("OS_PROJECT_NAME", name);
    command
}

/// Returns a command that runs `ferronova backup` as an administrator.
fn backup(folder: &Path, base_url: &str, arguments: &[&str]) -> Command {
    as_user(folder, "admin", base_url, &[&["backup"], arguments].concat())
}

/// Runs the program to its end.
#[track_caller]
fn run<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Finished {
    Program::start(&mut ferronova(folder, arguments)).finish()
}

/// Fails unless the program succeeded and printed this.
#[track_caller]
fn assert_done(finished: &Finished, text: &str) {
    assert_eq!((finished.status, finished.stderr.as_str()), (Some(0), ""), "{finished:?}");
    assert!(finished.stdout.contains(text), "{finished:?}");
}

/// Fails unless the program failed with one line that contains all of these texts.
#[track_caller]
fn assert_refused(finished: &Finished, texts: &[&str]) {
    let Finished { status, stdout, stderr } = finished;
    assert_eq!((*status, stdout.as_str()), (Some(1), ""), "{stderr}");
    assert!(stderr.starts_with("ferronova: ") && stderr.lines().count() == 1, "{stderr}");
    for text in texts {
        assert!(stderr.contains(text), "`{text}` is not in: {stderr}");
    }
}

/// Creates a server and returns its id.
#[track_caller]
fn boot(caller: &Caller, name: &str) -> String {
    let image = "1a9e0000-0000-4000-8000-000000000001";
    let body = json!({"server": {"name": name, "imageRef": image, "flavorRef": "1"}});
    let answer = caller.call("POST", "servers", Some(&body));
    assert_eq!(answer.status, 202, "{}", answer.body);
    answer.body["server"]["id"].as_str().expect("it has an id").to_owned()
}

/// Starts the program on `folder` and returns the names of the servers of `demo`.
#[track_caller]
fn served(folder: &Path) -> Vec<String> {
    let program = Program::start_serving(&mut serve(folder, []));
    let body = Caller::log_in(&program.base_url(), "demo").call("GET", "servers", None).body;
    let servers = body["servers"].as_array().expect("there is a list");
    servers.iter().map(|it| it["name"].as_str().expect("it has a name").to_owned()).collect()
}

/// Returns a folder with a backup `old.backup` that contains one server, `web`.
fn with_backup() -> TempDir {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    boot(&Caller::log_in(&program.base_url(), "demo"), "web");
    let mut command = backup(folder.path(), &program.base_url(), &["--output", "old.backup"]);
    assert_done(&Program::start(&mut command).finish(), "old.backup holds a backup of ");
    program.signal("TERM");
    program.finish();
    fs::remove_dir_all(folder.path().join("data")).expect("it can be removed");
    folder
}
