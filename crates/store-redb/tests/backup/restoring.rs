//! Restoring of backups into folders that are not empty.

use std::{fs, io, path::Path};

use ferronova_store_conformance::building::{create, everything, names, server};
use ferronova_store_redb::{BackupError, IfExists, OpenError, RedbStore, RestoreError, restore};
use tempfile::TempDir;

use super::{assert_sound, store, whole};

const FILE: &str = "ferronova.redb";

/// Makes a folder with a database that has one server, `old`.
fn with_database() -> TempDir {
    let folder = TempDir::new().unwrap();
    create(&RedbStore::open(folder.path()).unwrap(), server("old"));
    folder
}

fn names_in(folder: &Path) -> Vec<String> {
    names(&RedbStore::open(folder).unwrap(), &everything())
}

fn files_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_database_that_is_there_stays() {
    let folder = with_database();
    let backup = whole(store().backup().unwrap());

    let result = restore(folder.path(), &*backup, IfExists::Keep);

    assert!(matches!(result, Err(RestoreError::Exists { .. })), "{result:?}");
    assert_eq!(names_in(folder.path()), ["old"]);
}

#[test]
fn a_database_is_replaced_on_request() {
    let folder = with_database();
    let store = store();

    restore(folder.path(), &*whole(store.backup().unwrap()), IfExists::Replace).unwrap();

    assert_sound(folder.path());
    assert_eq!(names_in(folder.path()), names(&store, &everything()));
    assert_eq!(files_in(folder.path()), [FILE]);
}

#[test]
fn a_damaged_database_is_replaced_as_well() {
    for damaged in [b"garbage".to_vec(), vec![0xa5; 100_000], Vec::new()] {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join(FILE), damaged).unwrap();

        restore(folder.path(), &*whole(store().backup().unwrap()), IfExists::Replace).unwrap();

        assert_sound(folder.path());
    }
}

#[test]
fn a_database_that_is_open_is_not_replaced() {
    let folder = with_database();
    let open = RedbStore::open(folder.path()).unwrap();
    let backup = whole(store().backup().unwrap());

    let result = restore(folder.path(), &*backup, IfExists::Replace);

    assert!(matches!(result, Err(RestoreError::Open(OpenError::InUse { .. }))), "{result:?}");
    create(&open, server("new"));
    drop(open);
    assert_eq!(names_in(folder.path()), ["new", "old"]);
    assert_eq!(files_in(folder.path()), [FILE]);
}

#[test]
fn only_a_whole_backup_replaces_a_database() {
    let backup = whole(store().backup().unwrap());
    for len in (0..backup.len()).step_by(301) {
        let folder = with_database();
        let before = fs::read(folder.path().join(FILE)).unwrap();

        let result = restore(folder.path(), &backup[..len], IfExists::Replace);

        assert!(matches!(result, Err(RestoreError::Backup(BackupError::CutShort))), "{result:?}");
        assert!(fs::read(folder.path().join(FILE)).unwrap() == before, "it was changed");
        assert_eq!(files_in(folder.path()), [FILE]);
    }
}

#[test]
fn a_backup_that_cannot_be_read_to_its_end_changes_nothing() {
    struct Broken(io::Cursor<Vec<u8>>);

    impl io::Read for Broken {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            match self.0.read(out)? {
                0 => Err(io::Error::other("the disk is gone")),
                len => Ok(len),
            }
        }
    }

    let folder = with_database();
    let backup = whole(store().backup().unwrap());
    let broken = Broken(io::Cursor::new(backup[..backup.len() / 2].to_vec()));

    let result = restore(folder.path(), broken, IfExists::Replace);

    assert!(matches!(result, Err(RestoreError::Backup(BackupError::Unreadable { .. }))));
    assert_eq!(names_in(folder.path()), ["old"]);
}

#[test]
fn what_a_killed_restoration_left_does_not_matter() {
    let unfinished = "ferronova.redb.new";
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(unfinished), vec![0xa5; 1 << 20]).unwrap();

    restore(folder.path(), &*whole(store().backup().unwrap()), IfExists::Keep).unwrap();

    assert_sound(folder.path());
    assert_eq!(files_in(folder.path()), [FILE]);
    fs::write(folder.path().join(unfinished), "half").unwrap();
    drop(RedbStore::open(folder.path()).unwrap());
    assert_eq!(files_in(folder.path()), [FILE], "the next start does not clean up");
}

#[test]
fn a_database_opened_while_another_replaces_it_is_one_that_lasts() {
    let folder = with_database();
    let backup = whole(store().backup().unwrap());
    std::thread::scope(|scope| {
        let restoring = scope.spawn(|| {
            let mut left = 10;
            while left > 0 {
                // Restoring is refused while the database is open.
                let result = restore(folder.path(), &*backup, IfExists::Replace);
                left -= u32::from(result.is_ok());
            }
        });
        let mut opened = 0;
        while !restoring.is_finished() {
            let Ok(store) = RedbStore::open(folder.path()) else { continue };
            opened += 1;
            let name = format!("kept-{opened}");
            create(&store, server(&name));

            let copy = TempDir::new().unwrap();
            fs::copy(folder.path().join(FILE), copy.path().join(FILE)).unwrap();

            assert!(names_in(copy.path()).contains(&name), "it was written to another file");
        }
        restoring.join().unwrap();
        eprintln!("opened {opened} times between 10 restorations");
    });
}

#[test]
#[cfg(unix)]
fn the_database_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = TempDir::new().unwrap();

    restore(folder.path(), &*whole(store().backup().unwrap()), IfExists::Keep).unwrap();

    let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
