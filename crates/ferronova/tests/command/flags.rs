//! Mistakes on the command line and in the environment end with status 2 and without effect.

use std::path::Path;

use crate::{
    flat, names_in, new_folder,
    support::program::{Finished, Program, ferronova},
};

#[test]
fn what_is_no_flag_and_no_command_is_refused_with_what_may_be_meant() {
    assert_refused(&["serv"], &[], &["unrecognized subcommand 'serv'", "'serve'"]);
    assert_refused(&["serve", "--lisen", "[::1]:0"], &[], &["'--lisen'", "'--listen'"]);
    assert_refused(&["serve", "[::1]:0"], &[], &["unexpected argument '[::1]:0'"]);
    assert_refused(&["--listen", "[::1]:0", "serve"], &[], &["'--listen'"]);
}

#[test]
fn a_flag_without_its_value_or_given_twice_is_refused() {
    assert_refused(&["serve", "--listen"], &[], &["a value is required", "ADDRESS:PORT"]);
    assert_refused(
        &["serve", "--seed", "a", "--seed", "b"],
        &[],
        &["'--seed <FILE>' cannot be used multiple times"],
    );
}

#[test]
fn a_wrong_value_is_refused_with_its_flag_and_what_would_be_right() {
    for (flag, value, right) in WRONG {
        let argument = format!("{flag}={value}");

        assert_refused(&["serve", &argument], &[], &[*flag, *right]);
    }
}

#[test]
fn a_wrong_value_of_a_variable_is_refused_too() {
    for (flag, value, right) in WRONG.iter().filter(|it| !it.1.is_empty()) {
        let variable = flag.replace("--", "FERRONOVA_").replace('-', "_").to_uppercase();

        assert_refused(&["serve"], &[(&variable, value)], &[*flag, *right]);
    }
}

#[test]
fn a_folder_to_keep_nothing_in_is_refused() {
    const BOTH: &str = "`--ephemeral` keeps nothing, so there is no folder for `--data`";
    assert_refused(&["serve", "--ephemeral", "--data", "data"], &[], &[BOTH, "Usage:"]);
    let with_half_a_pair = ["serve", "--ephemeral", "--data", "data", "--tls-key", "key.pem"];
    assert_refused(&with_half_a_pair, &[], &[BOTH]);
    assert_refused(
        &["serve"],
        &[("FERRONOVA_EPHEMERAL", "true"), ("FERRONOVA_DATA", "data")],
        &[BOTH],
    );
}

/// Flags with an invalid value, and a part of the error message for it.
const WRONG: &[(&str, &str, &str)] = &[
    ("--listen", "8774", "`8774` has no port; write an address and a port, such as 127.0.0.1:8774"),
    ("--listen", "127.0.0.1:99999", "`99999` is no port from 0 to 65535"),
    ("--listen", "::1:8774", "an IPv6 address needs brackets"),
    ("--listen", ":8774", "`:8774` has no address"),
    ("--ephemeral", "perhaps", "value was not a boolean"),
    ("--public-url", "cloud.example.org", "write a whole URL such as https://"),
    ("--public-url", "http://h?a=b", "no query is allowed"),
    ("--disable-extension", " ", "an alias is missing; write one such as os-server-locked-status"),
    ("--disable-extension", "OS-EXT-STS,", "an alias is missing"),
    ("--build-time", "5", "`5` has no unit; write 5s for seconds"),
    ("--build-time", "-1s", "is not a length of time such as 0s"),
    ("--action-time", "soon", "`soon` is not a length of time such as 0s, 250ms"),
    ("--action-time", "1.5s", "is not a length of time"),
    ("--deleted-retention", "1y", "is not a length of time"),
    ("--reclaim-instance-interval", "1", "has no unit"),
    ("--shelved-offload-time", "soon", "or write never"),
    ("--deleted-retention", "99999999999999999999d", "is not a length of time"),
    ("--max-connections", "0", "`0` is no whole number from 1 to 1000000, such as 1000"),
    ("--max-connections", "many", "`many` is no whole number"),
    ("--request-timeout", "0s", "`0s` would give no client any time; write one such as 10s"),
    ("--keep-alive", "5", "`5` has no unit; write 5s for seconds"),
    ("--send-timeout", "2d", "`2d` is too long to wait for a client; write 24h or less"),
    ("--max-memory", "512", "`512` has no unit; write one such as 512MiB"),
    ("--max-memory", "64MiB", "`64MiB` is too little to answer with; write 128MiB or more"),
    ("--slow-write", "0s", "`0s` would call every write slow; write one such as 2s"),
    ("--data", "", "a value is required"),
    ("--seed", "", "a value is required"),
    ("--policy-file", "", "a value is required"),
    ("--config", "", "a value is required"),
];

/// Fails unless the program refuses these arguments with all of these texts.
#[track_caller]
fn assert_refused(arguments: &[&str], variables: &[(&str, &str)], texts: &[&str]) {
    let folder = new_folder();
    let mut command = ferronova(folder.path(), arguments.iter().copied());
    command.envs(variables.iter().copied());

    let Finished { status, stdout, stderr } = Program::start(&mut command).finish();

    assert_eq!(status, Some(2), "{arguments:?} {variables:?}: {stdout}{stderr}");
    assert_eq!(stdout, "");
    for text in texts {
        assert!(flat(&stderr).contains(text), "`{text}` is not in: {stderr}");
    }
    assert_nothing_in(folder.path());
}

#[track_caller]
fn assert_nothing_in(folder: &Path) {
    assert_eq!(names_in(folder), [""; 0]);
}
