//! Tests of the command line and the process.

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

/// Returns a new folder for a test.
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

/// Runs the program to its end.
#[track_caller]
fn run<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Finished {
    Program::start(&mut ferronova(folder, arguments)).finish()
}

/// Joins the lines of a text, because line breaks depend on the width of the terminal.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Fails unless the start failed with one line that contains all of these texts.
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
