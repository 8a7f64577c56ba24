//! Help and version.

use crate::{flat, new_folder, run, support::program::Finished};

const FLAGS: &[&str] = &[
    "listen",
    "data",
    "ephemeral",
    "seed",
    "public-url",
    "policy-file",
    "disable-extension",
    "build-time",
    "action-time",
    "deleted-retention",
    "reclaim-instance-interval",
    "shelved-offload-time",
    "max-connections",
    "request-timeout",
    "keep-alive",
    "send-timeout",
    "max-memory",
    "slow-write",
    "tls-cert",
    "tls-key",
    "config",
];

#[test]
fn help_names_every_flag_and_its_variable() {
    let folder = new_folder();

    for arguments in [["serve", "--help"], ["help", "serve"]] {
        let Finished { status, stdout, stderr } = run(folder.path(), arguments);

        assert_eq!((status, stderr.as_str()), (Some(0), ""), "{arguments:?}");
        let stdout = flat(&stdout);
        for flag in FLAGS {
            let variable = format!("FERRONOVA_{}", flag.to_uppercase().replace('-', "_"));
            assert!(stdout.contains(&format!("--{flag}")), "no --{flag} in {stdout}");
            assert!(stdout.contains(&format!("[env: {variable}]")), "no {variable} in {stdout}");
        }
        assert!(stdout.contains("[default: 127.0.0.1:8774]"), "{stdout}");
    }
}

/// Lines and columns of a screen.
const SCREEN: (usize, usize) = (24, 80);

#[test]
fn short_help_fits_a_screen() {
    let folder = new_folder();

    for command in [
        "",
        "serve",
        "api-ref",
        "load",
        "check",
        "backup",
        "restore",
        "user",
        "keys",
        "user list",
        "user add",
        "user set-password",
        "user grant",
        "keys rotate",
    ] {
        let arguments = command.split_whitespace().chain(["-h"]);
        let Finished { status, stdout, stderr } = run(folder.path(), arguments);

        assert_eq!((status, stderr.as_str()), (Some(0), ""), "{command}");
        let (lines, columns) = SCREEN;
        let longest = stdout.lines().map(|it| it.chars().count()).max().unwrap_or(0);
        assert!(stdout.lines().count() <= lines && longest <= columns, "{stdout}");
    }
}

#[test]
fn short_help_of_serve_has_a_line_for_each_flag_of_every_day() {
    let folder = new_folder();

    let Finished { stdout, .. } = run(folder.path(), ["serve", "-h"]);

    for flag in [
        "listen",
        "data",
        "ephemeral",
        "seed",
        "public-url",
        "tls-cert",
        "tls-key",
        "policy-file",
        "disable-extension",
        "build-time",
        "action-time",
        "config",
    ] {
        assert!(stdout.contains(&format!("\n      --{flag}")), "no line for --{flag} in {stdout}");
    }
    assert!(stdout.contains("[default: 127.0.0.1:8774]"), "{stdout}");
    assert!(stdout.contains("ferronova serve --help"), "{stdout}");
}

#[test]
fn help_of_the_whole_program_names_its_commands() {
    let folder = new_folder();

    for arguments in [["--help"], ["-h"], ["help"]] {
        let Finished { status, stdout, stderr } = run(folder.path(), arguments);

        assert_eq!((status, stderr.as_str()), (Some(0), ""));
        for command in ["serve", "api-ref", "load", "check", "backup", "restore", "user", "keys"] {
            assert!(stdout.contains(&format!("  {command} ")), "{stdout}");
        }
    }
}

#[test]
fn help_of_the_users_names_what_can_be_done() {
    let folder = new_folder();

    let Finished { status, stdout, .. } = run(folder.path(), ["user", "--help"]);

    assert_eq!(status, Some(0));
    for command in ["list", "add", "set-password", "disable", "enable", "grant", "revoke"] {
        assert!(stdout.contains(&format!("  {command} ")), "{stdout}");
        let Finished { status, stdout, .. } = run(folder.path(), ["user", command, "--help"]);
        assert_eq!(status, Some(0));
        let stdout = flat(&stdout);
        assert!(stdout.contains("--data <FOLDER>"), "{stdout}");
        assert!(stdout.contains("[env: FERRONOVA_DATA]"), "{stdout}");
        assert!(!stdout.contains("--password"), "a password is no argument: {stdout}");
    }
    let Finished { status, stdout, .. } = run(folder.path(), ["keys", "rotate", "--help"]);
    assert_eq!(status, Some(0));
    assert!(stdout.contains("--data <FOLDER>"), "{stdout}");
}

#[test]
fn the_version_is_that_of_the_package() {
    let folder = new_folder();

    for arguments in [["--version"], ["-V"]] {
        let Finished { status, stdout, stderr } = run(folder.path(), arguments);

        assert_eq!((status, stderr.as_str()), (Some(0), ""));
        assert_eq!(stdout, concat!("ferronova ", env!("CARGO_PKG_VERSION"), "\n"));
    }
}

#[test]
fn without_a_command_its_help_is_an_error() {
    let folder = new_folder();

    let Finished { status, stdout, stderr } = run(folder.path(), []);

    assert_eq!((status, stdout.as_str()), (Some(2), ""));
    assert!(stderr.contains("Usage: ferronova <COMMAND>") && stderr.contains("serve"), "{stderr}");
}
