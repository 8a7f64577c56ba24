//! `ferronova check`.

use std::{fs, path::Path};

use redb::{Database, TableDefinition};

use crate::{
    assert_done, assert_refused, boot, names_in, new_folder, run,
    support::{
        caller::Caller,
        program::{Finished, Program, serve},
    },
};

const STATES: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("states");
const DOCUMENTS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("documents");

fn check(folder: &Path) -> Finished {
    run(folder, ["check", "--data", "data"])
}

#[test]
fn a_sound_folder_is_found_sound_and_is_not_changed() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    boot(&Caller::log_in(&program.base_url(), "demo"), "web");
    // Dropping it kills the program, so that the database needs a repair.
    drop(program);
    let file = folder.path().join("data/ferronova.redb");
    let before = fs::read(&file).expect("it is there");
    let names = names_in(&folder.path().join("data"));

    let finished = check(folder.path());

    assert_done(&finished, "1 servers, ");
    assert!(finished.stdout.ends_with(" records, 0 findings\n"), "{finished:?}");
    assert_eq!(finished.stdout.lines().count(), 1);
    assert!(fs::read(&file).expect("it is there") == before, "the file was changed");
    assert_eq!(names_in(&folder.path().join("data")), names);
}

#[test]
fn a_folder_that_is_served_or_has_no_database_is_refused() {
    let folder = new_folder();

    let missing = check(folder.path());
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let in_use = check(folder.path());

    assert_refused(&missing, &["can't check the database", "there is no data/ferronova.redb"]);
    assert_refused(&in_use, &["data/ferronova.redb", "in use by another process"]);
    Caller::log_in(&program.base_url(), "demo");
}

#[test]
fn every_finding_is_a_line_and_the_status_says_so() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    boot(&Caller::log_in(&program.base_url(), "demo"), "web");
    program.signal("TERM");
    program.finish();
    let database = Database::open(folder.path().join("data/ferronova.redb")).expect("it is one");
    let transaction = database.begin_write().expect("it can be written");
    let mut states = transaction.open_table(STATES).expect("there is the table");
    states.insert(1, [1_u8, 2, 3].as_slice()).expect("it can be written");
    drop(states);
    let mut documents = transaction.open_table(DOCUMENTS).expect("there is the table");
    documents.remove("identity/directory").expect("it can be written").expect("it was there");
    drop(documents);
    transaction.commit().expect("it can be written");
    drop(database);

    let finished = check(folder.path());

    let Finished { status, stdout, stderr } = &finished;
    assert_eq!(*status, Some(1), "{finished:?}");
    let lines: Vec<&str> = stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{stdout}");
    assert!(lines[0].starts_with("the state of server 1: its checksum is wrong: "), "{stdout}");
    assert!(lines[1].starts_with("what the identity kept is damaged ("), "{stdout}");
    assert!(lines[2].ends_with(", 2 findings"), "{stdout}");
    assert!(stderr.contains("the database in data is damaged: restore a backup"), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
}

#[cfg(unix)]
#[test]
fn a_database_that_others_may_read_is_a_warning_at_a_start_and_of_a_check() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = new_folder();
    let file = folder.path().join("data/ferronova.redb");
    let start = || {
        let program = Program::start_serving(&mut serve(folder.path(), []));
        program.signal("TERM");
        program.finish().stderr
    };

    for (mode, is_warned) in [(0o600, false), (0o640, true), (0o604, true), (0o644, true)] {
        if !file.exists() {
            start();
        }
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("it is ours");
        let text = format!("its mode is {mode:o}; run chmod 600");

        let served = start();
        let checked = check(folder.path());

        assert_eq!(served.contains(&text), is_warned, "{served}");
        assert_eq!(served.matches("others may read").count(), usize::from(is_warned), "{served}");
        assert_eq!(checked.status, Some(0), "{checked:?}");
        assert!(checked.stdout.ends_with(" 0 findings\n"), "{checked:?}");
        assert_eq!(checked.stderr.contains(&text), is_warned, "{checked:?}");
    }
}
