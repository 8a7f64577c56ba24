//! `ferronova user` and `ferronova keys`.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod folder;
mod passwords;
mod running;
mod socket;

use std::{
    io::Write as _,
    path::Path,
    process::{Output, Stdio},
};

use serde_json::{Value, json};

use crate::support::{
    caller::{Answer, Caller},
    program::{Finished, ferronova},
};

/// Runs a command on the data folder in `folder`, with this standard input.
#[track_caller]
fn command_with<'a>(
    folder: &Path,
    arguments: impl IntoIterator<Item = &'a str>,
    input: impl AsRef<[u8]>,
) -> Finished {
    let mut command = ferronova(folder, arguments);
    command.args(["--data", "data"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program can be run");
    let mut stdin = child.stdin.take().expect("it is a pipe");
    // Errors are ignored: a command that fails early does not read its input.
    drop(stdin.write_all(input.as_ref()));
    drop(stdin);
    let Output { status, stdout, stderr } = child.wait_with_output().expect("it ends");
    let text = |bytes| String::from_utf8(bytes).expect("what it says is UTF-8");
    Finished { status: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

#[track_caller]
fn command<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Finished {
    command_with(folder, arguments, "")
}

/// Fails unless the command succeeded and printed exactly this line.
#[track_caller]
fn assert_said(finished: &Finished, line: &str) {
    let Finished { status, stdout, stderr } = finished;
    assert_eq!((*status, stdout.as_str(), stderr.as_str()), (Some(0), &*format!("{line}\n"), ""));
}

#[track_caller]
fn set_password(folder: &Path, user: &str, password: &str) {
    let finished = command_with(folder, ["user", "set-password", user], password);
    let line = format!("changed the password of user `{user}`; its tokens are not valid any more");
    assert_said(&finished, &line);
}

/// Returns the users of a data folder as the command lists them.
#[track_caller]
fn users(folder: &Path) -> Value {
    let Finished { status, stdout, stderr } = command(folder, ["user", "list", "--format", "json"]);
    assert_eq!((status, stderr.as_str()), (Some(0), ""));
    serde_json::from_str(&stdout).expect("it is JSON")
}

/// Returns the roles of a user, as `role in project`.
#[track_caller]
fn roles(folder: &Path, user: &str) -> Vec<String> {
    let users = users(folder);
    let found = users.as_array().expect("a list").iter().find(|it| it["name"] == user);
    let roles = found.expect("there is the user")["roles"].as_array().expect("a list");
    let text = |it: &Value| format!("{} in {}", it["role"], it["project"]).replace('"', "");
    roles.iter().map(text).collect()
}

/// Logs in and returns the response.
#[track_caller]
fn log_in(base_url: &str, user: &str, password: &str) -> Answer {
    let user = json!({"name": user, "password": password, "domain": {"id": "default"}});
    let identity = json!({"methods": ["password"], "password": {"user": user}});
    let body = json!({"auth": {"identity": identity}});
    Caller::nobody(base_url).call("POST", "/identity/v3/auth/tokens", Some(&body))
}

#[track_caller]
fn assert_can_log_in(base_url: &str, user: &str, password: &str) {
    assert_eq!(log_in(base_url, user, password).status, 201);
}

#[track_caller]
fn assert_cannot_log_in(base_url: &str, user: &str, password: &str) {
    assert_eq!(log_in(base_url, user, password).status, 401);
}

/// Returns the status of a request to the compute API.
#[track_caller]
fn status(caller: &Caller) -> u16 {
    caller.call("GET", "servers", None).status
}
