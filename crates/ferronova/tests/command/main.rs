//! The command line, and the process that it starts, as whoever runs it sees them.

#![cfg(unix)]

mod api_ref;
mod client_files;
mod configuration;
mod damage;
mod data_folder;
mod ending;
mod extensions;
mod flags;
mod help;
mod input_files;
mod load;
mod log;
mod metrics;
mod printed;
mod secrets;
#[path = "../support/mod.rs"]
mod support;
mod tls;
mod users;

use std::{fs, path::Path};

use tempfile::TempDir;

use crate::support::program::{Finished, Program, ferronova};

/// A folder that a test has for itself.
fn new_folder() -> TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

/// What lies in a folder, in order.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is readable");
    let name = |it: fs::DirEntry| it.file_name().into_string().expect("its name is UTF-8");
    let mut names: Vec<String> = entries.map(|it| name(it.expect("it is readable"))).collect();
    names.sort();
    names
}

/// Runs the program to its end.
#[track_caller]
fn run<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Finished {
    Program::start(&mut ferronova(folder, arguments)).finish()
}

/// The text without its line breaks, which depend on the width of the terminal.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Fails unless the start failed, and said why in one line that holds all of these texts.
#[track_caller]
fn assert_refused(finished: &Finished, texts: &[&str]) {
    let Finished { status, stdout, stderr } = finished;
    assert_eq!(*status, Some(1), "{stdout}{stderr}");
    assert_eq!(stdout, "");
    assert!(stderr.starts_with("ferronova: "), "{stderr}");
    assert!(stderr.ends_with('\n') && stderr.lines().count() == 1, "not one line: {stderr}");
    for text in texts {
        assert!(stderr.contains(text), "`{text}` is not in: {stderr}");
    }
}
