//! Restoring of backups whose checksums are valid and whose content is not.

use ferronova_store_redb::{BackupError, IfExists, RestoreError, restore};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// Makes a backup with these rows, each given as table, key and value.
fn craft(rows: &[(&str, &[u8], &[u8])]) -> Vec<u8> {
    let mut backup = b"ferronova backup\x01".to_vec();
    for (table, key, value) in rows {
        let mut content = vec![u8::try_from(table.len()).unwrap()];
        content.extend_from_slice(table.as_bytes());
        for part in [key, value] {
            content.extend_from_slice(&u32::try_from(part.len()).unwrap().to_le_bytes());
            content.extend_from_slice(part);
        }
        add_block(&mut backup, 1, &content);
    }
    let mut end = (rows.len() as u64).to_le_bytes().to_vec();
    end.extend_from_slice(&Sha256::digest(&backup));
    add_block(&mut backup, 2, &end);
    backup
}

fn add_block(backup: &mut Vec<u8>, kind: u8, content: &[u8]) {
    let mut block = vec![kind];
    block.extend_from_slice(&u32::try_from(content.len()).unwrap().to_le_bytes());
    block.extend_from_slice(content);
    backup.extend_from_slice(&block);
    backup.extend_from_slice(&crc32fast::hash(&block).to_le_bytes());
}

/// Returns the error of restoring a backup with these rows.
fn refusal(rows: &[(&str, &[u8], &[u8])]) -> RestoreError {
    let folder = TempDir::new().unwrap();
    let result = restore(folder.path(), &*craft(rows), IfExists::Keep);
    assert!(!folder.path().join("ferronova.redb").exists());
    result.unwrap_err()
}

const FORMAT: (&str, &[u8], &[u8]) = ("meta", b"format", &[1, 0, 0, 0]);

#[test]
fn a_crafted_backup_is_read_if_its_rows_make_sense() {
    let folder = TempDir::new().unwrap();

    let rows = restore(folder.path(), &*craft(&[FORMAT]), IfExists::Keep).unwrap();

    assert_eq!(rows, 1);
}

#[test]
fn rows_that_fit_no_table_are_refused() {
    let rows: [(&str, &[u8], &[u8]); 4] = [
        ("pets", b"cat", b"1"),
        ("states", b"short", b"1"),
        ("ids", &[0; 16], b"short"),
        ("actions", &[0; 17], b"1"),
    ];
    for row in rows {
        let error = refusal(&[FORMAT, row]);

        assert!(matches!(error, RestoreError::Backup(BackupError::Damaged { .. })), "{error:?}");
    }
}

#[test]
fn a_key_that_is_no_text_is_refused() {
    refusal(&[FORMAT, ("documents", &[0xff, 0xfe], b"1")]);
}

#[test]
fn a_backup_of_a_database_of_a_later_format_is_refused_by_its_number() {
    let error = refusal(&[("meta", b"format", &[9, 0, 0, 1]), ("pets", b"cat", b"1")]);

    let RestoreError::Backup(BackupError::Newer { what, found, .. }) = error else {
        panic!("{error:?}");
    };
    assert_eq!((what, found), ("the database in it", 0x0100_0009));
}

#[test]
fn a_backup_that_does_not_say_what_format_it_has_is_refused() {
    refusal(&[]);
    refusal(&[("documents", b"users/1", b"1")]);
}

#[test]
fn what_no_start_could_read_is_refused() {
    refusal(&[FORMAT, ("meta", b"highest-number", b"garbage")]);
}
