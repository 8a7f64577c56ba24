//! Changes of a folder that no server has open, and folders that can't be changed.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, chown},
};

use super::*;
use crate::{
    assert_refused, names_in, new_folder, run,
    support::program::{Program, serve},
};

/// Returns a data folder of a server that was killed.
fn used_folder() -> tempfile::TempDir {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    program.signal("KILL");
    program.finish();
    folder
}

#[test]
fn everything_can_be_done_without_a_server() {
    let folder = used_folder();

    set_password(folder.path(), "demo", "changed");
    command_with(folder.path(), ["user", "add", "eve"], "of eve");
    command(folder.path(), ["user", "grant", "eve", "--role", "reader", "--project", "alt"]);
    command(folder.path(), ["user", "disable", "alt"]);
    command(folder.path(), ["user", "revoke", "reader", "--role", "reader", "--project", "demo"]);
    assert_said(&command(folder.path(), ["keys", "rotate"]), "ended every token");

    let table = command(folder.path(), ["user", "list"]).stdout;
    let lines: Vec<Vec<&str>> = table.lines().map(|it| it.split("  ").collect()).collect();
    let cells = |line: usize| -> Vec<&str> {
        lines[line].iter().map(|it| it.trim()).filter(|it| !it.is_empty()).take(3).collect()
    };
    assert_eq!(lines.len(), 6, "{table}");
    assert_eq!(cells(0), ["NAME", "STATE", "ROLES"]);
    assert_eq!(cells(2)[..2], ["alt", "disabled"]);
    assert_eq!(cells(4), ["eve", "enabled", "reader in alt"]);
    assert_eq!(cells(5), ["reader", "enabled", "-"]);
    let program = Program::start_serving(&mut serve(folder.path(), []));
    assert_can_log_in(&program.base_url(), "demo", "changed");
    assert_can_log_in(&program.base_url(), "eve", "of eve");
    assert_cannot_log_in(&program.base_url(), "alt", "secret");
    assert!(program.stdout().contains("export OS_PASSWORD=changed\n"), "{}", program.stdout());
}

#[test]
fn client_files_stay_those_of_their_owner() {
    let folder = used_folder();
    let files = ["clouds.yaml", "openrc"].map(|it| folder.path().join("data").join(it));
    if files.iter().any(|it| chown(it, Some(12_345), Some(12_345)).is_err()) {
        eprintln!("skipped: only root can give files away");
        return;
    }

    set_password(folder.path(), "demo", "changed");

    for file in files {
        let found = fs::metadata(&file).unwrap();
        assert_eq!((found.uid(), found.gid(), found.mode() & 0o777), (12_345, 12_345, 0o600));
        assert!(fs::read_to_string(&file).unwrap().contains("changed"));
    }
}

#[test]
fn the_socket_of_a_killed_server_is_in_nobodys_way() {
    let folder = used_folder();
    let data = folder.path().join("data");
    assert!(names_in(&data).contains(&"ferronova.sock".to_owned()));

    set_password(folder.path(), "demo", "changed");
    let program = Program::start_serving(&mut serve(folder.path(), []));
    set_password(folder.path(), "demo", "again");

    assert_can_log_in(&program.base_url(), "demo", "again");
    program.signal("TERM");
    assert_eq!(program.finish().status, Some(0));
    assert_eq!(names_in(&data), ["clouds.yaml", "ferronova.redb", "ferronova.reserve", "openrc"]);
}

#[test]
fn a_file_in_place_of_the_folder_is_said_to_be_one() {
    let folder = new_folder();
    fs::write(folder.path().join("data"), "text").unwrap();

    for arguments in [["user", "list"].as_slice(), &["keys", "rotate"], &["check"]] {
        let arguments = [arguments, &["--data", "data"][..]].concat();
        let finished = run(folder.path(), arguments);

        assert_refused(&finished, &["data is a file: name the data folder of a server"]);
    }
}

#[test]
fn a_folder_without_a_database_is_refused_and_stays_as_it_is() {
    let folder = new_folder();

    let missing = command_with(folder.path(), ["user", "set-password", "demo"], "p");
    assert_refused(&missing, &["there is no database in data", "--data"]);
    assert_eq!(names_in(folder.path()), [""; 0]);

    fs::create_dir(folder.path().join("data")).unwrap();
    assert_refused(&command(folder.path(), ["keys", "rotate"]), &["there is no database in data"]);
    assert_eq!(names_in(&folder.path().join("data")), [""; 0]);
}

#[test]
fn a_damaged_database_is_refused() {
    let folder = new_folder();
    fs::create_dir(folder.path().join("data")).unwrap();
    fs::write(folder.path().join("data/ferronova.redb"), "no database").unwrap();

    let refused = command(folder.path(), ["user", "list"]);

    assert_refused(&refused, &["can't open the database", "is damaged"]);
}

#[test]
fn a_server_that_takes_no_commands_is_named_and_nothing_changes() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let demo = Caller::log_in(&program.base_url(), "demo");
    // Without its socket, the server is like one of an older version.
    fs::remove_file(folder.path().join("data/ferronova.sock")).unwrap();

    let refused = command_with(folder.path(), ["user", "set-password", "demo"], "changed");

    assert_refused(&refused, &["data is in use by a server", "takes no commands", "end it"]);
    assert_eq!(status(&demo), 200);
    assert_can_log_in(&program.base_url(), "demo", "secret");
}

#[test]
fn two_commands_at_once_on_a_folder_are_both_carried_out() {
    let folder = used_folder();

    std::thread::scope(|scope| {
        for name in ["one", "two", "three"] {
            let folder = folder.path();
            scope.spawn(move || {
                let said = command_with(folder, ["user", "add", name], "p");
                assert_eq!(said.status, Some(0), "{said:?}");
            });
        }
    });

    assert_eq!(users(folder.path()).as_array().unwrap().len(), 7);
}
