//! A data folder that nothing can be written to.

use std::fs;

use crate::{
    mount::Mount,
    support::program::{Program, ferronova, serve},
};

#[test]
fn a_read_only_folder_is_refused_and_stays_as_it_is() {
    for has_database in [false, true] {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let data = folder.path().join("data");
        let Some(disk) = Mount::new(&data, "8m") else {
            return;
        };
        if has_database {
            let program = Program::start_serving(&mut serve(folder.path(), []));
            program.signal("TERM");
            assert_eq!(program.finish().status, Some(0));
        }
        let file = data.join("ferronova.redb");
        let before = fs::read(&file).ok();
        disk.change("ro");

        let finished = Program::start(&mut serve(folder.path(), [])).finish();

        assert_eq!(finished.status, Some(1), "{}", finished.stderr);
        assert_eq!(finished.stdout, "");
        assert!(finished.stderr.contains("can't write to "), "{}", finished.stderr);
        assert!(finished.stderr.contains("choose another data folder"), "{}", finished.stderr);
        assert_eq!(finished.stderr.lines().count(), 1, "{}", finished.stderr);
        assert!(fs::read(&file).ok() == before, "the file was changed");
    }
}

#[test]
fn a_database_on_a_read_only_disk_can_be_checked() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let data = folder.path().join("data");
    let Some(disk) = Mount::new(&data, "8m") else {
        return;
    };
    // Dropping it kills the program, so that the next start must repair the database.
    drop(Program::start_serving(&mut serve(folder.path(), [])));
    disk.change("ro");

    let mut command = ferronova(folder.path(), ["check", "--data", "data"]);
    let finished = Program::start(&mut command).finish();

    assert_eq!(finished.status, Some(0), "{finished:?}");
    assert!(finished.stdout.ends_with(" records, 0 findings\n"), "{finished:?}");
}
