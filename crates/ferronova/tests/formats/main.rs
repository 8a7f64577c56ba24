//! The current program opens folders of every former format, and is killed while it does so.
//!
//! Each folder was left behind by an old program that was killed. It contains users with password
//! hashes, the key that signs tokens, a revoked token, and servers, some of them locked. `make.py`
//! created the folders; README.md names the programs.

#![cfg(unix)]

mod change;
mod folder;
#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "other tests of the program need more of it")]
mod support;
mod token;
mod user;

use std::{thread, time::Instant};

use crate::{
    change::Change,
    folder::Folder,
    support::program::{Program, serve},
    token::issued_an_hour_ago,
    user::{ANN, DISMISSED, OLGA},
};

const FORMATS: [u32; 6] = [1, 2, 3, 4, 6, 7];

/// Number of moments, between the start and the first response, at which the program is killed.
const MOMENTS: u32 = 6;

#[test]
fn a_folder_of_format_1_outlives_kills() {
    outlives_kills(1);
}

#[test]
fn a_folder_of_format_2_outlives_kills() {
    outlives_kills(2);
}

#[test]
fn a_folder_of_format_3_outlives_kills() {
    outlives_kills(3);
}

#[test]
fn a_folder_of_format_4_outlives_kills() {
    outlives_kills(4);
}

#[test]
fn a_folder_of_format_6_outlives_kills() {
    outlives_kills(6);
}

#[test]
fn a_folder_of_format_7_outlives_kills() {
    outlives_kills(7);
}

#[test]
fn every_folder_is_of_its_format() {
    for format in FORMATS {
        assert_eq!(Folder::copy(format).format(), format);
    }
}

/// Kills the program at several moments of the first start, and once after a write.
#[track_caller]
fn outlives_kills(format: u32) {
    let undisturbed = Folder::copy(format);
    let begun = Instant::now();
    drop(start(&undisturbed));
    let whole = begun.elapsed();

    for moment in 0..=MOMENTS {
        let delay = whole * moment / MOMENTS;
        eprintln!("format {format}: killed after {delay:?} of {whole:?}");
        let folder = Folder::copy(format);
        for delay in [delay, delay / 2] {
            let program = Program::start(&mut serve(folder.path(), []));
            thread::sleep(delay);
            drop(program);
        }

        let program = start(&folder);

        knows_its_users(&program, &folder);
        shows_its_servers(&program, &folder);
        let change = Change::make(&program, &folder);
        drop(program);
        let program = start(&folder);
        knows_its_users(&program, &folder);
        shows_its_servers(&program, &folder);
        change.check(&program);
    }
}

fn start(folder: &Folder) -> Program {
    Program::start_serving(&mut serve(folder.path(), []))
}

/// Fails unless the same passwords and tokens are valid as in the old program.
#[track_caller]
fn knows_its_users(program: &Program, folder: &Folder) {
    let base_url = program.base_url();
    for (user, password, status) in [
        (&ANN, ANN.password, 201),
        (&OLGA, OLGA.password, 201),
        (&ANN, OLGA.password, 401),
        (&DISMISSED, DISMISSED.password, 401),
    ] {
        let answer = user.ask_for_token(&base_url, password);
        assert_eq!(answer.status, status, "{}: {}", user.name, answer.body);
    }
    let expected = &folder.expected;
    let of_key = |it: &String| ("issued an hour ago", issued_an_hour_ago(&ANN, it), 200);
    let tokens = [
        ("of another key", issued_an_hour_ago(&ANN, &"0".repeat(64)), 401),
        ("issued by a clock that was ahead", expected.token_until_2100.clone(), 200),
        ("revoked", expected.revoked_until_2100.clone(), 401),
    ];
    for (what, token, status) in tokens.into_iter().chain(expected.key.as_ref().map(of_key)) {
        let answer = ANN.with_token(&base_url, &token).call("GET", "servers", None);
        assert_eq!(answer.status, status, "a token {what}: {}", answer.body);
    }
}

/// Fails unless the program shows the servers as the old program did.
#[track_caller]
fn shows_its_servers(program: &Program, folder: &Folder) {
    let ann = ANN.log_in(&program.base_url());
    for expected in &folder.expected.servers {
        let path = format!("servers/{}", expected["id"].as_str().expect("it has an id"));
        let mut shown = ann.call("GET", &path, None).body["server"].take();
        shown["address"] = shown["addresses"]["private"][0]["addr"].take();
        for (key, value) in expected.as_object().expect("it has members") {
            assert_eq!(&shown[key], value, "{key} of {shown}");
        }
    }
    let deleted = ann.call("GET", &format!("servers/{}", folder.expected.deleted), None);
    assert_eq!(deleted.status, 404, "{}", deleted.body);
}
