//! Extensions that are not loaded.

use std::fs;

use crate::{
    assert_refused, new_folder,
    support::{
        caller::Caller,
        program::{Program, serve},
    },
};

#[test]
fn a_disabled_extension_is_not_listed() {
    for arguments in [
        ["--disable-extension", "os-server-locked-status", "--disable-extension", "OS-EXT-STS"]
            .as_slice(),
        ["--disable-extension", "os-server-locked-status,OS-EXT-STS"].as_slice(),
    ] {
        let folder = new_folder();

        let program = Program::start_serving(&mut serve(folder.path(), arguments.iter().copied()));

        let caller = Caller::log_in(&program.base_url(), "demo");
        let status = |alias| caller.call("GET", &format!("extensions/{alias}"), None).status;
        assert_eq!(status("os-server-locked-status"), 404);
        assert_eq!(status("OS-EXT-STS"), 404);
        assert_eq!(status("os-admin-actions"), 200);
    }
}

#[test]
fn an_alias_that_nobody_has_is_a_short_warning() {
    let folder = new_folder();
    let flag = ["--disable-extension", "os-server-lock-status,nonsense"];

    let program = Program::start_serving(&mut serve(folder.path(), flag));
    program.signal("TERM");
    let log = program.finish().stderr;

    let warnings: Vec<&str> = log.lines().filter(|it| it.contains("WARN")).collect();
    let [near, far] = warnings.as_slice() else { panic!("not two warnings in {log}") };
    assert!(near.contains("`os-server-lock-status`; did you mean `os-server-locked-status`?"));
    assert!(far.ends_with("no extension `nonsense`; /extensions lists those there are"), "{far}");
    assert!(warnings.iter().all(|it| it.len() < 160), "{log}");
}

#[test]
fn a_filter_that_only_a_disabled_extension_knows_is_said_at_debug() {
    let folder = new_folder();
    let mut command = serve(folder.path(), ["--disable-extension", "os-server-locked-status"]);
    let program = Program::start_serving(command.env("RUST_LOG", "debug"));
    let caller = Caller::log_in(&program.base_url(), "demo");
    for query in ["locked=true", "name=web&limit=1&nonsense=1"] {
        assert_eq!(caller.call("GET", &format!("servers?{query}"), None).status, 200);
    }

    program.signal("TERM");
    let log = program.finish().stderr;

    let lines: Vec<&str> = log.lines().filter(|it| it.contains("ignored the filter")).collect();
    let [line] = lines.as_slice() else { panic!("not one line in {log}") };
    assert!(line.contains("DEBUG") && line.contains("`locked`"), "{line}");
    assert!(line.ends_with("the extension os-server-locked-status is not loaded"), "{line}");
}

#[test]
fn what_v3_cannot_do_without_stays_there_with_a_warning() {
    let folder = new_folder();

    let program = Program::start_serving(&mut serve(
        folder.path(),
        ["--disable-extension", "servers,os-keypairs"],
    ));
    let caller = Caller::log_in(&program.base_url(), "demo");
    let status = |alias| caller.call("GET", &format!("extensions/{alias}"), None).status;
    assert_eq!(status("os-keypairs"), 404);
    program.signal("TERM");
    let log = program.finish().stderr;

    for alias in ["servers", "os-keypairs"] {
        let warning = format!("v3 can't do without `{alias}`");
        assert!(log.contains(&warning), "no warning about {alias} in {log}");
    }
}

#[test]
fn v3_does_not_start_without_what_it_cannot_do_without() {
    let folder = new_folder();
    let config = folder.path().join("ferronova.toml");
    fs::write(&config, "[v3]\nextensions_blacklist = ['servers']\n").unwrap();
    let config = config.to_str().unwrap();

    let finished = Program::start(&mut serve(folder.path(), ["--config", config])).finish();

    assert_refused(&finished, &["the plugins of v3 can't work together", "`servers`"]);
}
