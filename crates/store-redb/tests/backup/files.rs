//! Copying and restoring of files that are not backups, or are only a part of one.

use std::io;

use ferronova_store_redb::{BackupError, IfExists, RestoreError, copy_backup, restore};
use tempfile::TempDir;

use super::{store, whole};

/// Returns the error of copying these bytes. Restoring them must give the same error, and neither
/// may leave anything behind.
#[track_caller]
fn refusal(bytes: &[u8]) -> String {
    let folder = TempDir::new().unwrap();

    let copied = copy_backup(bytes, io::sink()).unwrap_err();
    let restored = restore(folder.path(), bytes, IfExists::Keep).unwrap_err();

    let RestoreError::Backup(restored) = restored else { panic!("{restored:?}") };
    assert_eq!(copied.to_string(), restored.to_string());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "something is left");
    copied.to_string()
}

#[test]
fn a_whole_backup_is_copied_to_the_letter() {
    let backup = whole(store().backup().unwrap());
    let mut copy = Vec::new();

    let rows = copy_backup(&*backup, &mut copy).unwrap();

    assert!(copy == backup);
    assert!(rows > 30, "{rows}");
}

#[test]
fn a_part_of_a_backup_is_not_a_backup() {
    let backup = whole(store().backup().unwrap());

    for len in 1..backup.len() {
        let error = copy_backup(&backup[..len], io::sink()).unwrap_err();
        assert!(matches!(error, BackupError::CutShort), "{len}: {error}");
    }
    for len in (0..backup.len()).step_by(97) {
        assert_eq!(refusal(&backup[..len]), "it is cut short: use another backup", "{len}");
    }
}

#[test]
fn a_backup_with_a_flipped_bit_is_not_a_backup() {
    let backup = whole(store().backup().unwrap());

    for bit in 0..backup.len() * 8 {
        let mut flipped = backup.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);

        assert!(copy_backup(&*flipped, io::sink()).is_err(), "bit {bit}");

        if bit % 997 == 0 {
            refusal(&flipped);
        }
    }
}

#[test]
fn blocks_that_are_lost_doubled_or_in_another_order_are_found() {
    let backup = whole(store().backup().unwrap());
    let mut blocks = Vec::new();
    let mut rest = &backup[17..];
    while let [_, a, b, c, d, ..] = *rest {
        let len = u32::from_le_bytes([a, b, c, d]) as usize + 9;
        blocks.push(&rest[..len]);
        rest = &rest[len..];
    }
    let (first, second) = (blocks[0], blocks[1]);
    let join = |blocks: &[&[u8]]| [&[&backup[..17]], blocks].concat().concat();
    assert!(join(&blocks) == backup);

    let lost = join(&blocks[1..]);
    let doubled = join(&[&[first], &blocks[..]].concat());
    let turned = join(&[&[second, first], &blocks[2..]].concat());
    let longer = [&backup, b"x".as_slice()].concat();

    for broken in [lost, doubled, turned, longer] {
        let text = refusal(&broken);
        assert!(text.starts_with("it is damaged before byte "), "{text}");
    }
}

#[test]
fn other_files_are_not_backups() {
    for bytes in [b"PK\x03\x04".as_slice(), b"x", &[0; 4096], b"ferronova backuq\x01"] {
        assert_eq!(refusal(bytes), "it is not a backup made by Ferronova");
    }
    assert_eq!(refusal(b""), "it is cut short: use another backup");
}

#[test]
fn a_backup_of_a_later_version_is_refused_by_its_number() {
    let mut backup = whole(store().backup().unwrap());
    backup[16] = 9;

    assert_eq!(
        refusal(&backup),
        "the backup has format 9, and this version knows formats up to 1: use a later version of \
         Ferronova"
    );
}

#[test]
fn a_copy_that_cannot_be_written_is_an_error() {
    struct Full;

    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let result = copy_backup(&*whole(store().backup().unwrap()), Full);

    assert!(matches!(result, Err(BackupError::Unwritable { .. })), "{result:?}");
}
