//! `ferronova load`.

use std::{
    io::{BufRead as _, BufReader},
    process::Stdio,
    thread,
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::{
    assert_refused, new_folder, run,
    support::{
        caller::Caller,
        program::{Finished, Program, ferronova, serve},
    },
};

/// Loads servers into the data folder in `folder`.
fn load(folder: &TempDir, servers: &str, arguments: &[&str]) -> Finished {
    let fixed = ["load", "--data", "data", "--servers", servers];
    run(folder.path(), fixed.into_iter().chain(arguments.iter().copied()))
}

/// Returns the detailed list of a caller's servers.
fn servers(folder: &TempDir, name: &str) -> Vec<Value> {
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let caller = Caller::log_in(&program.base_url(), name);
    let mut servers = Vec::new();
    loop {
        let marker = servers.last().map(|it: &Value| it["id"].as_str().expect("an id").to_owned());
        let marker = marker.map(|it| format!("?marker={it}")).unwrap_or_default();
        let page = caller.call("GET", &format!("servers/detail{marker}"), None).body;
        let page = page["servers"].as_array().expect("it lists servers").clone();
        if page.is_empty() {
            return servers;
        }
        servers.extend(page);
    }
}

#[test]
fn a_new_folder_has_the_servers_and_the_seed() {
    let folder = new_folder();

    let finished = load(&folder, "1234", &[]);

    assert_eq!(finished.status, Some(0), "{}", finished.stderr);
    assert!(finished.stdout.starts_with("stored 1234 servers in data in "), "{}", finished.stdout);
    let servers = servers(&folder, "demo");
    assert_eq!(servers.len(), 1234);
    for server in servers {
        assert_eq!(server["status"], "ACTIVE");
        assert_eq!(server["locked"], false);
        assert_eq!(server["addresses"]["private"][0]["version"], 4);
    }
}

#[test]
fn a_folder_in_use_before_keeps_its_servers() {
    let folder = new_folder();
    load(&folder, "3", &[]);

    let finished = load(&folder, "2", &["--project", "alt", "--name", "web"]);

    assert_eq!(finished.status, Some(0), "{}", finished.stderr);
    assert_eq!(servers(&folder, "demo").len(), 3);
    let named = |it: &Value| it["name"] == format!("web-{}", it["id"].as_str().expect("an id"));
    let new = servers(&folder, "alt");
    assert_eq!(new.len(), 2);
    assert!(new.iter().all(named), "{new:?}");
}

#[test]
fn a_long_load_says_how_far_it_is_where_there_is_no_terminal() {
    let folder = new_folder();
    let mut command = ferronova(folder.path(), ["load", "--data", "data", "--servers", "10000000"]);
    let mut process = command.stderr(Stdio::piped()).spawn().expect("it starts");
    let mut stderr = BufReader::new(process.stderr.take().expect("it is piped"));

    let mut line = String::new();
    stderr.read_line(&mut line).expect("it says something");

    process.kill().expect("it runs");
    process.wait().expect("it ends");
    assert!(line.starts_with("ferronova: added "), "{line}");
    assert!(line.ends_with(" of 10000000 servers\n"), "{line}");
}

#[test]
fn a_load_that_is_killed_leaves_no_server() {
    for milliseconds in [20, 150, 400] {
        let folder = new_folder();
        load(&folder, "1", &[]);
        let arguments = ["load", "--data", "data", "--servers", "10000000"];

        let program = Program::start(&mut ferronova(folder.path(), arguments));
        thread::sleep(Duration::from_millis(milliseconds));
        drop(program);

        assert_eq!(servers(&folder, "demo").len(), 1);
    }
}

#[test]
fn what_can_not_be_loaded_is_refused_with_a_reason() {
    let folder = new_folder();

    let finished = load(&folder, "1", &["--project", "nobody"]);

    assert_refused(&finished, &["no project nobody", "there are admin, demo, alt"]);
    let finished = load(&folder, "0", &[]);
    assert_eq!(finished.status, Some(2));
    assert!(finished.stderr.contains("--servers"), "{}", finished.stderr);
}

#[test]
fn servers_that_find_no_address_are_refused_together() {
    let folder = new_folder();
    let seed = "networks:\n  - {name: small, cidr: 10.0.0.0/28}\n";
    std::fs::write(folder.path().join("seed.yaml"), seed).expect("it can be written");

    let finished = load(&folder, "100", &["--seed", "seed.yaml"]);

    assert_refused(&finished, &["nothing was stored", "Zero fixed ips available"]);
    assert_eq!(servers(&folder, "demo").len(), 0);
}

#[test]
fn a_folder_that_a_server_uses_is_refused() {
    let folder = new_folder();
    let _server = Program::start_serving(&mut serve(folder.path(), []));

    let finished = load(&folder, "1", &[]);

    assert_refused(&finished, &["in use by another process"]);
}
