//! Damages rows of each table, and tests what a check finds.

use redb::WriteTransaction;

use super::{
    findings, folder,
    raw::{ALONE, Row, TABLES, edit, put, remove, rows},
    try_check,
};

/// Returns the findings of a check after `damage` was done to a database.
fn damaged(damage: impl FnOnce(&WriteTransaction)) -> Vec<String> {
    let folder = folder();
    edit(folder.path(), damage);
    findings(folder.path())
}

#[track_caller]
fn assert_finds(findings: &[String], texts: &[&str]) {
    for text in texts {
        assert!(findings.iter().any(|it| it.contains(text)), "`{text}` is not in {findings:#?}");
    }
}

/// Returns the row of a table whose key ends with these bytes.
fn row(transaction: &WriteTransaction, table: &str, end: &[u8]) -> Row {
    let found = rows(transaction, table).into_iter().find(|(key, _)| key.ends_with(end));
    found.unwrap()
}

fn number(number: u64) -> Vec<u8> {
    number.to_le_bytes().to_vec()
}

#[test]
fn a_flipped_bit_in_any_sealed_row_is_found() {
    for table in [
        "meta",
        "documents",
        "states",
        "records",
        "lists",
        "actions",
        "floating-ips",
        "security-groups",
        "images",
        "key-pairs",
    ] {
        let folder = folder();
        let all = edit(folder.path(), |it| rows(it, table));
        for row in all.iter().filter(|(key, _)| key != b"format") {
            let mut flipped = row.clone();
            let bit = fastrand::usize(..row.1.len() * 8);
            flipped.1[bit / 8] ^= 1 << (bit % 8);
            edit(folder.path(), |it| put(it, table, &flipped));

            let found = findings(folder.path());

            assert_finds(&found, &["its checksum is wrong"]);
            assert_eq!(found.len(), 1, "{found:#?}");
            edit(folder.path(), |it| put(it, table, row));
        }
        assert_eq!(findings(folder.path()), [""; 0]);
    }
}

#[test]
fn a_lost_row_of_any_table_is_found() {
    for table in TABLES {
        let folder = folder();
        // A database without the row of its format can't be opened.
        let can_be_known = |(key, _): &&Row| !ALONE.contains(&table) && key != b"format";
        for row in edit(folder.path(), |it| rows(it, table)).iter().filter(can_be_known) {
            edit(folder.path(), |it| remove(it, table, &row.0));

            let found = findings(folder.path());
            assert_ne!(found, [""; 0], "{table}: {row:?}");
            if table != "meta" {
                assert_eq!(looked_through(folder.path()), found, "{table}: {row:?}");
            }

            edit(folder.path(), |it| put(it, table, row));
        }
        assert_eq!(findings(folder.path()), [""; 0]);
    }
}

#[test]
fn a_surplus_row_in_any_table_is_found() {
    for table in TABLES {
        let folder = folder();
        let (key, value) = edit(folder.path(), |it| rows(it, table)).pop().unwrap();
        let mut other = key.clone();
        *other.last_mut().unwrap() ^= 0x10;
        edit(folder.path(), |it| put(it, table, &(other, value)));

        assert_ne!(findings(folder.path()), [""; 0], "{table}");
    }
}

#[test]
fn without_its_format_a_database_is_refused() {
    let folder = folder();
    edit(folder.path(), |it| remove(it, "meta", b"format"));

    let error = try_check(folder.path()).unwrap_err();

    assert!(error.to_string().contains("does not say what format it has"), "{error}");
}

#[test]
fn lost_and_strayed_rows_of_servers_are_named() {
    let found = damaged(|it| {
        remove(it, "states", &number(7));
        remove(it, "records", &number(8));
        let (key, value) = row(it, "states", &number(10));
        remove(it, "states", &key);
        put(it, "states", &(number(77), value));
    });

    assert_finds(
        &found,
        &[
            "the state of server 7 is lost: it can't be shown or changed",
            "the record of server 8 is lost",
            "the state of server 10 is lost",
            "the record of server 77 is lost",
            "the state of server 77: its checksum is wrong",
            "the highest number is 13, and there is a server 77",
        ],
    );
}

#[test]
fn a_server_of_which_only_traces_are_left_is_named() {
    let found = damaged(|it| {
        remove(it, "states", &number(7));
        remove(it, "records", &number(7));
    });

    assert_finds(
        &found,
        &[
            "the id 00000000-0000-0000-0000-000000000a11 leads to server 7, which is not there",
            "the list of living servers leads to server 7, which is not there",
            "the list of locked servers of project number 1 leads to server 7",
            "the list of servers with work in progress leads to server 7",
            "2 actions belong to server 7, which is not there",
            "the address 10.0.0.2 on network",
        ],
    );
}

#[test]
fn ids_that_lead_elsewhere_are_named() {
    let found = damaged(|it| {
        let full = row(it, "ids", &[0x0a, 0x11]).0;
        put(it, "ids", &(full, number(8)));
        let bare = row(it, "ids", &[0xba, 0x4e]).0;
        remove(it, "ids", &bare);
    });

    assert_finds(
        &found,
        &[
            "the id 00000000-0000-0000-0000-000000000a11 of server 7 leads to server 8",
            "leads to server 8, which does not match",
            "the row of the id 00000000-0000-0000-0000-00000000ba4e of server 8 is lost",
        ],
    );
}

#[test]
fn places_in_lists_are_named() {
    let found = damaged(|it| {
        for (key, value) in rows(it, "lists") {
            // Keys that begin like this are of the list of the living servers of all projects.
            if key[..5] == [0, 0, 0, 0, 1] && key.ends_with(&[8]) {
                remove(it, "lists", &key);
                let mut strayed = key;
                strayed[4] = 2;
                put(it, "lists", &(strayed, value));
            }
        }
    });

    assert_finds(
        &found,
        &[
            "the place of server 8 in the list of living servers is lost: that list leaves it out",
            "the list of deleted and soft-deleted servers leads to server 8, which does not match",
        ],
    );
}

#[test]
fn places_in_lists_of_locks_whose_flag_and_holder_disagree_are_named() {
    let found = damaged(|it| {
        for (key, value) in rows(it, "lists") {
            // Keys that begin like this are of the list of all projects for locks that an
            // administrator holds, but whose flag is not set.
            if key[..5] == [0, 0, 0, 0, 13] {
                remove(it, "lists", &key);
                let mut strayed = key;
                strayed[4] = 5;
                put(it, "lists", &(strayed, value));
            }
        }
    });

    assert_finds(
        &found,
        &[
            "the place of server 11 in the list of locked servers is lost: that list leaves it out",
            "the list of locked servers leads to server 11, which does not match",
        ],
    );
}

#[test]
fn projects_with_wrong_numbers_are_named() {
    let found = damaged(|it| {
        let (other, _) = row(it, "projects", b"a1000000000000000000000000000001");
        put(it, "projects", &(other, 1_u32.to_le_bytes().to_vec()));
    });

    assert_finds(
        &found,
        &[
            "which is another's: the lists of both are mixed up",
            "the number of project a1000000000000000000000000000001 is not the 3 that its server 11",
        ],
    );
}

#[test]
fn lost_and_surplus_actions_are_named() {
    let key = |server: u8, action: u8| {
        let mut key = vec![0; 16];
        (key[7], key[15]) = (server, action);
        key
    };
    let found = damaged(|it| {
        remove(it, "actions", &key(7, 0));
        let value = row(it, "actions", &key(10, 1)).1;
        put(it, "actions", &(key(10, 2), value));
    });

    assert_finds(
        &found,
        &[
            "1 actions of server 7 are lost",
            "action 2 of server 10: its checksum is wrong",
            "server 10 has 1 actions too many",
        ],
    );
}

#[test]
fn addresses_that_are_not_what_servers_have_are_named() {
    let found = damaged(|it| {
        let (key, _) = rows(it, "addresses").remove(0);
        put(it, "addresses", &(key.clone(), number(8)));
        let mut free = key;
        free[31] = 99;
        put(it, "addresses", &(free, number(8)));
    });

    assert_finds(
        &found,
        &[
            "of server 7 is assigned to server 8",
            "the address 10.0.0.99 on network",
            "is assigned to server 8, which does not match: no server can get it",
        ],
    );
}

#[test]
fn what_concerns_the_whole_store_is_named() {
    let lost = damaged(|it| {
        remove(it, "meta", b"infrastructure");
        remove(it, "meta", b"highest-number");
    });
    let unknown = damaged(|it| put(it, "meta", &(b"later".to_vec(), vec![1, 2, 3])));

    assert_finds(
        &lost,
        &[
            "the record of the infrastructure is lost: the next start takes the store for a new",
            "the highest number is 0, and there is a server 13: new servers get the numbers of",
        ],
    );
    assert_finds(&unknown, &["the record later: its checksum is wrong"]);
}

#[test]
fn places_of_images_are_named() {
    let found = damaged(|it| {
        let all = rows(it, "image-lists");
        let (key, value) = all.iter().find(|(key, _)| key[0] == 1).unwrap();
        remove(it, "image-lists", key);
        let mut strayed = key.clone();
        strayed[8] = 9;
        put(it, "image-lists", &(strayed, value.clone()));
        let mut public = all.iter().find(|(key, _)| key[0] == 2).unwrap().clone();
        public.1[15] ^= 1;
        put(it, "image-lists", &public);
    });

    assert_finds(
        &found,
        &[
            "the place of image 00000000-0000-0000-0000-000000013a6e in a list is lost: that list",
            "a list of images leads to image 00000000-0000-0000-0000-000000013a6e, which does",
            "a list of images leads to image 00000000-0000-0000-0000-000000013a6f, which is not",
        ],
    );
}

/// Opens a store, lets it look for damage while it is open, and returns the findings.
fn looked_through(folder: &std::path::Path) -> Vec<String> {
    let store = ferronova_store_redb::RedbStore::open(folder).unwrap();
    let mut findings = Vec::new();
    store.look_through(&mut |it| findings.push(it.to_string())).unwrap();
    findings
}
