//! Changes while a server has the folder open.

use std::{fs, thread, time::Duration};

use super::*;
use crate::{
    assert_refused, new_folder,
    support::program::{Program, serve},
};

#[test]
fn a_new_password_ends_tokens_at_once_and_survives_a_kill() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let url = program.base_url();
    let (demo, other) = (Caller::log_in(&url, "demo"), Caller::log_in(&url, "alt"));
    assert_eq!((status(&demo), status(&other)), (200, 200));

    set_password(folder.path(), "demo", "new password");

    assert_eq!((status(&demo), status(&other)), (401, 200));
    assert_cannot_log_in(&url, "demo", "secret");
    assert_can_log_in(&url, "demo", "new password");
    program.signal("KILL");
    program.finish();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let url = program.base_url();
    assert_eq!((status(&demo.at(&url)), status(&other.at(&url))), (401, 200));
    assert_cannot_log_in(&url, "demo", "secret");
    assert_can_log_in(&url, "demo", "new password");
}

#[test]
fn a_change_that_was_acknowledged_survives_a_kill_at_any_moment() {
    let folder = new_folder();
    let mut known = "secret".to_owned();
    for round in 0..4 {
        let program = Program::start_serving(&mut serve(folder.path(), []));
        let attempted = thread::scope(|scope| {
            let changes = scope.spawn(|| {
                for n in 0.. {
                    let password = format!("{round}-{n}");
                    let arguments = ["user", "set-password", "demo"];
                    let finished = command_with(folder.path(), arguments, &password);
                    if finished.status != Some(0) || finished.stdout.is_empty() {
                        return password;
                    }
                    known = password;
                    if n == 40 {
                        break;
                    }
                }
                known.clone()
            });
            thread::sleep(Duration::from_millis(40 + 60 * round));
            program.signal("KILL");
            changes.join().unwrap()
        });
        program.finish();

        let program = Program::start_serving(&mut serve(folder.path(), []));

        // If the server was killed first, the command may have changed the folder itself.
        let answers = [&known, &attempted].map(|it| log_in(&program.base_url(), "demo", it).status);
        assert!(answers.contains(&201), "neither {known} nor {attempted}: {answers:?}");
        if answers[0] != 201 {
            known = attempted;
        }
    }
}

#[test]
fn client_files_have_the_new_password_of_their_user_at_once_and_after_a_start() {
    let folder = new_folder();
    let read = |name: &str| fs::read_to_string(folder.path().join("data").join(name)).unwrap();
    let mut server = serve(folder.path(), []);
    let program = Program::start_serving(server.env("RUST_LOG", "trace"));

    set_password(folder.path(), "demo", "it's new");
    set_password(folder.path(), "alt", "of no file");

    let (openrc, clouds) = (read("openrc"), read("clouds.yaml"));
    assert!(openrc.contains("export OS_PASSWORD='it'\\''s new'\n"), "{openrc}");
    assert_eq!(clouds.matches("password: secret\n").count(), 1, "{clouds}");
    assert!(clouds.contains("it's new") || clouds.contains("it''s new"), "{clouds}");
    assert!(!(openrc + &clouds).contains("of no file"));
    for secret in ["it's new", "of no file", "$argon2"] {
        assert!(!program.stderr().contains(secret), "`{secret}` is in the log");
    }
    drop(program);
    let program = Program::start_serving(&mut serve(folder.path(), []));
    assert!(program.stdout().contains("export OS_PASSWORD='it'\\''s new'\n"));
    assert!(read("openrc").contains("export OS_PASSWORD='it'\\''s new'\n"));
}

#[test]
fn a_disabled_user_is_out_at_once() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let url = program.base_url();
    let demo = Caller::log_in(&url, "demo");
    assert_eq!(status(&demo), 200);

    let said = command(folder.path(), ["user", "disable", "demo"]);

    assert_said(&said, "disabled user `demo`; its tokens are not valid any more");
    assert_eq!(status(&demo), 401);
    assert_cannot_log_in(&url, "demo", "secret");
    let said = command(folder.path(), ["user", "disable", "demo"]);
    assert_said(&said, "user `demo` is disabled already");
    assert_said(&command(folder.path(), ["user", "enable", "demo"]), "enabled user `demo`");
    assert_can_log_in(&url, "demo", "secret");
    assert_eq!(status(&demo), 401, "what has ended stays so");
}

#[test]
fn roles_are_given_and_taken_at_once() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let demo = Caller::log_in(&program.base_url(), "demo");
    let hypervisors = || demo.call("GET", "os-hypervisors", None).status;
    assert_eq!(hypervisors(), 403);
    let role = ["demo", "--role", "admin", "--project", "demo"];

    let said = command(folder.path(), ["user", "grant"].into_iter().chain(role));
    assert_said(&said, "gave user `demo` the role `admin` in the project `demo`");
    assert_eq!(hypervisors(), 200);

    let said = command(folder.path(), ["user", "revoke"].into_iter().chain(role));
    assert_said(&said, "took the role `admin` in the project `demo` from user `demo`");
    assert_eq!(hypervisors(), 403);

    let role = ["user", "revoke", "demo", "--role", "member", "--project", "demo"];
    command(folder.path(), role);
    assert_eq!(status(&demo), 401, "it has no role there any more");
}

#[test]
fn a_new_user_can_log_in_at_once() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));

    let said = command_with(folder.path(), ["user", "add", "eve", "--project", "demo"], "of eve\n");

    assert_said(&said, "added user `eve` with the role `member` in the project `demo`");
    assert_can_log_in(&program.base_url(), "eve", "of eve");
    assert_eq!(roles(folder.path(), "eve"), ["member in demo"]);
}

#[test]
fn rotation_ends_every_token() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let url = program.base_url();
    let callers = ["admin", "demo", "alt"].map(|it| Caller::log_in(&url, it));

    assert_said(&command(folder.path(), ["keys", "rotate"]), "ended every token");

    assert_eq!(callers.each_ref().map(status), [401; 3]);
    let new = Caller::log_in(&url, "demo");
    assert_eq!(status(&new), 200);
    program.signal("KILL");
    program.finish();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    assert_eq!(status(&new.at(&program.base_url())), 200);
    assert_eq!(status(&callers[0].at(&program.base_url())), 401);
}

#[test]
fn many_commands_at_once_are_all_carried_out() {
    let folder = new_folder();
    let _program = Program::start_serving(&mut serve(folder.path(), []));

    let names: Vec<String> = (0..12).map(|it| format!("user-{it:02}")).collect();
    thread::scope(|scope| {
        for name in &names {
            let folder = folder.path();
            scope.spawn(move || {
                let said = command_with(folder, ["user", "add", name.as_str()], "p");
                assert_eq!(said.status, Some(0), "{said:?}");
            });
        }
    });

    let users = users(folder.path());
    let found: Vec<&str> =
        users.as_array().unwrap().iter().filter_map(|it| it["name"].as_str()).collect();
    let mut expected: Vec<&str> = names.iter().map(String::as_str).collect();
    expected.extend(["admin", "alt", "demo", "reader"]);
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn what_is_wrong_is_said_in_one_line_and_changes_nothing() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let demo = Caller::log_in(&program.base_url(), "demo");
    let before = users(folder.path());
    let grant = |user, role, project| {
        command(folder.path(), ["user", "grant", user, "--role", role, "--project", project])
    };

    let cases = [
        (command_with(folder.path(), ["user", "set-password", "dmo"], "p"), "did you mean `demo`?"),
        (command(folder.path(), ["user", "disable", "nobody"]), "there is no user `nobody`"),
        (
            command_with(folder.path(), ["user", "add", "demo"], "p"),
            "there is a user `demo` already",
        ),
        (command_with(folder.path(), ["user", "add", "a\nb"], "p"), "has a control character"),
        (
            command_with(folder.path(), ["user", "add", "eve", "--project", "dem"], "p"),
            "there is no project `dem`; did you mean `demo`?",
        ),
        (
            grant("demo", "membr", "demo"),
            "there is no role `membr`; did you mean `member`? (known are",
        ),
        (grant("demo", "member", "nowhere"), "there is no project `nowhere`"),
        (
            command(
                folder.path(),
                ["user", "revoke", "demo", "--role", "admin", "--project", "demo"],
            ),
            "user `demo` was not given the role `admin` in the project `demo`",
        ),
    ];

    for (finished, text) in &cases {
        assert_refused(finished, &[text]);
    }
    assert_eq!(users(folder.path()), before);
    assert_eq!(status(&demo), 200);
}

#[test]
fn that_nobody_is_an_administrator_any_more_is_a_warning() {
    let folder = new_folder();
    let _program = Program::start_serving(&mut serve(folder.path(), []));

    let said = command(folder.path(), ["user", "disable", "admin"]);

    assert_eq!(said.status, Some(0));
    let warning = "ferronova: warning: no enabled user has the role `admin` any more\n";
    assert_eq!(said.stderr, warning);
    assert_said(&command(folder.path(), ["user", "enable", "admin"]), "enabled user `admin`");
}
