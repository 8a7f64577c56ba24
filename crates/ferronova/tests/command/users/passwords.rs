//! How passwords are entered, and which passwords are accepted.

use std::{
    io::Read as _,
    process::{ChildStdout, Command, Stdio},
};

use super::*;
use crate::{
    assert_refused, new_folder,
    support::program::{Program, serve},
};

#[test]
fn the_password_is_standard_input_without_its_line_break() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let longest = "ö".repeat(512);
    let all = [("a b\n", "a b"), ("a b\r\n", "a b"), (" p ", " p "), (&*longest, &*longest)];
    for (input, password) in all {
        set_password(folder.path(), "demo", input);

        assert_can_log_in(&program.base_url(), "demo", password);
    }
}

#[test]
fn what_can_be_no_password_is_refused_and_changes_nothing() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let demo = Caller::log_in(&program.base_url(), "demo");
    let long = "x".repeat(1025);
    let huge = vec![b'x'; 1 << 20];
    let cases: [(&[u8], &str); 6] = [
        (b"", "the password is empty"),
        (b"\n", "the password is empty"),
        (long.as_bytes(), "more than 1024 bytes"),
        (&huge, "more than 1024 bytes"),
        (b"a\nb\n", "more than one line"),
        (b"\xff\n", "not UTF-8"),
    ];
    for (input, text) in cases {
        for arguments in [["user", "set-password", "demo"], ["user", "add", "eve"]] {
            assert_refused(&command_with(folder.path(), arguments, input), &[text]);
        }
    }

    assert_eq!(status(&demo), 200);
    assert_eq!(users(folder.path()).as_array().unwrap().len(), 4);
}

#[test]
fn a_password_that_everybody_knows_is_a_warning() {
    let folder = new_folder();
    let _program = Program::start_serving(&mut serve(folder.path(), []));

    let said = command_with(folder.path(), ["user", "set-password", "demo"], "secret");

    assert_eq!(said.status, Some(0));
    assert_eq!(said.stderr, "ferronova: warning: everybody knows the password `secret`\n");
}

#[test]
fn a_password_is_never_an_argument() {
    let folder = new_folder();

    for arguments in [
        &["user", "set-password", "demo", "changed"][..],
        &["user", "set-password", "demo", "--password", "changed"],
        &["user", "add", "eve", "--password=changed"],
    ] {
        assert_eq!(command(folder.path(), arguments.iter().copied()).status, Some(2));
    }
}

/// Runs the command at a terminal, which `script` creates, and types these lines when the command
/// asks for them.
fn at_a_terminal(folder: &Path, typed: [&str; 2]) -> Option<(Option<i32>, String)> {
    if !cfg!(target_os = "linux") {
        eprintln!("skipped: `script` and `stty` are other programs here");
        return None;
    }
    let program = env!("CARGO_BIN_EXE_ferronova");
    // `tty` first prints the name of the terminal.
    let line = format!("tty; exec {program} user set-password demo --data data");
    let child = Command::new("script")
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("skipped: there is no `script`");
        return None;
    };
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let terminal = read_until(&mut stdout, "\n");
    let mut shown = String::new();
    for line in typed {
        shown += &read_until(&mut stdout, ": ");
        wait_until_hidden(terminal.trim());
        stdin.write_all(format!("{line}\n").as_bytes()).unwrap();
    }
    let mut rest = Vec::new();
    stdout.read_to_end(&mut rest).unwrap();
    shown += &String::from_utf8_lossy(&rest);
    Some((child.wait().unwrap().code(), shown))
}

fn read_until(stdout: &mut ChildStdout, end: &str) -> String {
    let mut text = String::new();
    while !text.ends_with(end) {
        let mut byte = [0];
        assert_eq!(stdout.read(&mut byte).unwrap(), 1, "it ends with: {text}");
        text.push(byte[0].into());
    }
    text
}

/// Waits until the command has switched off the terminal's echo, which it does after it asks.
fn wait_until_hidden(terminal: &str) {
    loop {
        let stty = Command::new("stty").args(["-F", terminal, "-a"]).output().unwrap();
        let state = String::from_utf8_lossy(&stty.stdout);
        assert!(state.contains("echo"), "{terminal} has no state: {state}");
        if state.contains(" -echo ") {
            return;
        }
    }
}

#[test]
fn a_terminal_asks_twice_and_shows_nothing() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));

    let Some((status, shown)) = at_a_terminal(folder.path(), ["typed-in"; 2]) else {
        return;
    };
    assert_eq!(status, Some(0), "{shown}");
    assert!(shown.contains("Password of demo: ") && shown.contains("Again: "), "{shown}");
    assert!(!shown.contains("typed-in"), "{shown}");
    assert_can_log_in(&program.base_url(), "demo", "typed-in");

    let (status, shown) = at_a_terminal(folder.path(), ["one", "other"]).unwrap();
    assert_eq!(status, Some(1), "{shown}");
    assert!(shown.contains("the two passwords differ; nothing was changed"), "{shown}");
    assert_can_log_in(&program.base_url(), "demo", "typed-in");
}
