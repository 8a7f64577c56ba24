//! Tests that a damaged record affects one server only, and never gives wrong data.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use ferronova_compute::{
    Change, Condition, Content, Decision, Documents, Error, EventEnd, EventResult, InstanceAction,
    KeyPair, KeyPairError, KeyPairs, Lifecycle, Pattern, Query, Scope, Scratch, Server,
    ServerCount, Servers, StoreError,
};
use ferronova_store_conformance::{
    building::{
        OTHER_PROJECT, action, begun, create, deleted, everything, find, lock, names, second,
        server,
    },
    wait,
};
use ferronova_store_redb::RedbStore;
use redb::{Database, Key, ReadableTable, TableDefinition};
use tempfile::TempDir;

const STATES: TableDefinition<u64, &[u8]> = TableDefinition::new("states");
const RECORDS: TableDefinition<u64, &[u8]> = TableDefinition::new("records");
const IDS: TableDefinition<&[u8; 16], u64> = TableDefinition::new("ids");
const LISTS: TableDefinition<&[u8; 21], &[u8]> = TableDefinition::new("lists");
const ACTIONS: TableDefinition<&[u8; 16], &[u8]> = TableDefinition::new("actions");
const KEY_PAIRS: TableDefinition<(&str, &str), &[u8]> = TableDefinition::new("key-pairs");
const DOCUMENTS: TableDefinition<&str, &[u8]> = TableDefinition::new("documents");

/// Makes a store with servers 1 to 3, closes it, applies `edit` to its database, and opens it
/// again.
fn damaged(edit: impl FnOnce(&redb::WriteTransaction)) -> (TempDir, RedbStore, [Server; 3]) {
    let folder = TempDir::new().unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    let servers = ["one", "two", "three"].map(|it| {
        let change = Change { action: Some(action("create")), ..Change::to(server(it)) };
        wait(store.create(vec![change])).unwrap().remove(0).server
    });
    let documents = ["users/1", "users/2"].map(|it| (it.to_owned(), b"content".to_vec()));
    wait(Documents::write(&store, documents.to_vec(), Vec::new())).unwrap();
    drop(store);

    in_database(&folder, edit);

    let store = RedbStore::open(folder.path()).unwrap();
    (folder, store, servers)
}

/// Applies `edit` to the database of a folder in which no store is open.
fn in_database(folder: &TempDir, edit: impl FnOnce(&redb::WriteTransaction)) {
    let database = Database::open(folder.path().join("ferronova.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    edit(&transaction);
    transaction.commit().unwrap();
}

/// Flips one bit in the middle of the rows of a table whose keys `is_meant` accepts.
fn flip<K: Key + 'static>(
    transaction: &redb::WriteTransaction,
    table: TableDefinition<K, &'static [u8]>,
    is_meant: impl Fn(K::SelfType<'_>) -> bool,
) {
    let mut table = transaction.open_table(table).unwrap();
    let rows = table.extract_if(|key, _| is_meant(key)).unwrap();
    let mut flipped: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    for row in rows {
        let (key, value) = row.unwrap();
        let mut value = value.value().to_vec();
        let middle = value.len() / 2;
        value[middle] ^= 1;
        flipped.push((K::as_bytes(&key.value()).as_ref().to_vec(), value));
    }
    assert!(!flipped.is_empty());
    for (key, value) in &flipped {
        table.insert(K::from_bytes(key), value.as_slice()).unwrap();
    }
}

fn assert_damaged<T: std::fmt::Debug>(result: Result<T, StoreError>, what: &str) {
    match result {
        Err(StoreError::Damaged { what: found }) => assert_eq!(found, what),
        other => panic!("{other:?}"),
    }
}

fn find_number(store: &RedbStore, number: u64) -> Result<Option<Server>, StoreError> {
    match *wait(store.with_number(number, &Scope::All))? {
        [id] => wait(store.find(id, &Scope::All)),
        _ => Ok(None),
    }
}

#[test]
fn a_damaged_state_fails_its_server_alone() {
    let (_folder, store, [one, two, three]) = damaged(|it| flip(it, STATES, |key| key == 2));

    let result = wait(store.find(two.id, &Scope::All));

    assert_damaged(result, "the state of server 2: its checksum is wrong");
    assert_eq!(find(&store, one.id), Some(one));
    assert_eq!(find(&store, three.id), Some(three));
    assert_eq!(names(&store, &everything()), ["three", "one"]);
    assert!(store.health().is_ok());
}

#[test]
fn a_damaged_record_fails_its_server_alone() {
    let (_folder, store, [_, two, _]) = damaged(|it| flip(it, RECORDS, |key| key == 2));

    let result = find_number(&store, 2);

    assert_damaged(result, "the record of server 2: its checksum is wrong");
    assert_eq!(names(&store, &everything()), ["three", "one"]);
    let conditions = vec![Condition::Id(two.id)];
    assert_eq!(names(&store, &Query { conditions, ..everything() }), Vec::<String>::new());
}

#[test]
fn a_damaged_server_is_not_counted() {
    let (_folder, store, [one, two, _]) = damaged(|it| {
        flip(it, RECORDS, |key| key == 2);
        flip(it, STATES, |key| key == 3);
    });
    let count = ServerCount { host: None, flavor_id: one.flavor.id, is_busy: false, n_servers: 1 };

    assert_eq!(wait(store.count(&everything())).unwrap(), [count]);
    let conditions = vec![Condition::Id(two.id)];
    assert_eq!(wait(store.count(&Query { conditions, ..everything() })).unwrap(), []);
    assert!(store.health().is_ok());
}

#[test]
fn a_damaged_server_can_not_be_changed() {
    let (_folder, store, [_, two, _]) = damaged(|it| flip(it, STATES, |key| key == 2));
    let decide =
        |_: &Server, _: &Scratch| -> Result<Decision, Error> { panic!("nothing to decide on") };

    let result = wait(store.change(two.id, &Scope::All, &decide));

    assert!(matches!(result, Err(Error::Store(StoreError::Damaged { .. }))), "{result:?}");
    assert!(store.health().is_ok());
    create(&store, server("four"));
}

#[test]
fn a_damaged_key_pair_is_left_out_of_lists_and_can_be_deleted() {
    let folder = TempDir::new().unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    let key_pair = |name: &str| KeyPair {
        id: 0,
        user_id: "user".to_owned(),
        name: name.to_owned(),
        public_key: "ssh-rsa AAAA".to_owned(),
        fingerprint: "15:b0".to_owned(),
        created: second(7),
    };
    let create = |store: &RedbStore, name| wait(store.create_key_pair(key_pair(name), 9));
    let sound = create(&store, "sound").unwrap();
    create(&store, "web").unwrap();
    drop(store);
    in_database(&folder, |it| flip(it, KEY_PAIRS, |(_, name)| name == "web"));
    let store = RedbStore::open(folder.path()).unwrap();

    let found = wait(store.find_key_pair("user", "web"));

    let what = "the record of key pair web of user user: its checksum is wrong";
    assert_damaged(found, what);
    assert_eq!(wait(store.key_pairs("user")).unwrap(), [sound]);
    assert!(matches!(create(&store, "web"), Err(Error::KeyPair(KeyPairError::Exists { .. }))));
    wait(store.delete_key_pair("user", "web")).unwrap();
    create(&store, "web").unwrap();
}

#[test]
fn a_row_that_strayed_to_another_number_is_damaged() {
    let (_folder, store, _) = damaged(|it| {
        for table in [STATES, RECORDS] {
            let mut table = it.open_table(table).unwrap();
            let row = table.remove(2).unwrap().unwrap().value().to_vec();
            table.insert(4, row.as_slice()).unwrap();
        }
    });

    assert_damaged(find_number(&store, 4), "the state of server 4: its checksum is wrong");
    assert_eq!(names(&store, &everything()), ["three", "one"]);
}

#[test]
fn a_lost_row_is_damage() {
    let (_folder, store, [one, two, three]) = damaged(|it| {
        it.open_table(STATES).unwrap().remove(1).unwrap();
        it.open_table(RECORDS).unwrap().remove(2).unwrap();
        it.open_table(STATES).unwrap().remove(3).unwrap();
        it.open_table(RECORDS).unwrap().remove(3).unwrap();
    });
    let by_id = |it: &Server| wait(store.find(it.id, &Scope::All));

    assert_damaged(by_id(&one), "the state of server 1 is lost");
    assert_damaged(by_id(&two), "the record of server 2 is lost");
    assert_damaged(by_id(&three), &format!("the row of the id {}", three.id));
    assert_eq!(names(&store, &everything()), Vec::<String>::new());
}

#[test]
fn an_id_that_leads_to_another_server_is_damaged() {
    let (_folder, store, [one, two, _]) = damaged(|it| {
        let ids: Vec<[u8; 16]> = {
            let table = it.open_table(IDS).unwrap();
            table.iter().unwrap().map(|it| *it.unwrap().0.value()).collect()
        };
        for id in ids {
            it.open_table(IDS).unwrap().insert(&id, 1).unwrap();
        }
    });

    assert_eq!(find(&store, one.id), Some(one));
    let result = wait(store.find(two.id, &Scope::All));
    assert_damaged(result, &format!("the row of the id {}", two.id));
}

#[test]
fn a_damaged_row_of_a_list_does_not_lead_to_servers_of_others() {
    let folder = TempDir::new().unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    create(&store, server("own"));
    create(&store, Server { project_id: OTHER_PROJECT.to_owned(), ..server("other") });
    drop(store);
    in_database(&folder, |transaction| {
        let mut lists = transaction.open_table(LISTS).unwrap();
        let keys: Vec<[u8; 21]> = lists.iter().unwrap().map(|it| *it.unwrap().0.value()).collect();
        for mut key in keys {
            // In these keys, the first four bytes are the number of the project, and the last one
            // is that of the server.
            if key[..4] == [0, 0, 0, 1] {
                let row = lists.remove(&key).unwrap().unwrap().value().to_vec();
                key[20] = 2;
                lists.insert(&key, row.as_slice()).unwrap();
            }
        }
    });
    let store = RedbStore::open(folder.path()).unwrap();

    let scope = Scope::Project(server("").project_id);

    assert_eq!(names(&store, &Query { scope, ..everything() }), Vec::<String>::new());
}

#[test]
fn for_a_damaged_name_in_a_list_the_record_is_read() {
    let (_folder, store, _) = damaged(|it| flip(it, LISTS, |_| true));
    let named = |part: &'static str| {
        let pattern = Pattern::new(part.to_owned(), move |it| it.contains(part));
        let conditions = vec![Condition::Name(pattern)];
        names(&store, &Query { conditions, ..everything() })
    };

    assert_eq!(named("t"), ["three", "two"]);
    assert_eq!(named("one"), ["one"]);
    assert_eq!(named("x"), Vec::<String>::new());
}

#[test]
fn a_damaged_action_fails_the_actions_of_its_server_alone() {
    let meant = |key: &[u8; 16]| key[7] == 2;
    let (_folder, store, [one, two, _]) = damaged(|it| flip(it, ACTIONS, meant));

    let result = wait(store.actions(two.id));

    assert_damaged(result, "action 0 of server 2: its checksum is wrong");
    assert_eq!(wait(store.actions(one.id)).unwrap(), [action("create")]);
    assert!(find_number(&store, 2).is_ok());
}

#[test]
fn a_damaged_action_does_not_keep_an_older_one_from_ending() {
    let folder = TempDir::new().unwrap();
    let begins = |event| InstanceAction { events: vec![begun(event, second(1))], ..action("") };
    let store = RedbStore::open(folder.path()).unwrap();
    let web = server("web");
    let id = web.id;
    let servers = vec![(web, vec![begins("stop"), begins("stop")])];
    wait(store.load(Content { servers, ..Content::default() })).unwrap();
    drop(store);
    in_database(&folder, |transaction| flip(transaction, ACTIONS, |key| key[15] == 1));
    let store = RedbStore::open(folder.path()).unwrap();
    let decide = |it: &Server, _: &Scratch| {
        let result = EventResult::Success;
        let ended = Some(EventEnd { event: "stop", finish_time: second(2), result });
        Ok(Decision::Write(Box::new(Change { ended, ..Change::to(it.clone()) })))
    };

    wait(store.change(id, &Scope::All, &decide)).unwrap();

    assert!(store.health().is_ok());
    drop(store);
    in_database(&folder, |transaction| {
        let key = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1];
        transaction.open_table(ACTIONS).unwrap().remove(&key).unwrap();
    });
    let store = RedbStore::open(folder.path()).unwrap();
    let actions = wait(store.actions(id)).unwrap();
    assert_eq!((actions.len(), actions[0].events[0].finish_time), (1, Some(second(2))));
}

#[test]
fn a_damaged_document_fails_the_lists_it_is_in() {
    let (_folder, store, _) = damaged(|it| flip(it, DOCUMENTS, |key| key == "users/2"));

    assert_damaged(store.list("users/"), "the document users/2: its checksum is wrong");
    assert_eq!(store.list("users/1").unwrap().len(), 1);
}

#[test]
fn a_damaged_server_is_not_purged_and_the_others_are() {
    let folder = TempDir::new().unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    for name in ["one", "two", "three"] {
        create(&store, deleted(server(name), second(1)));
    }
    create(&store, Server { lock: lock(ferronova_compute::LockedBy::Owner), ..server("x") });
    drop(store);
    in_database(&folder, |transaction| flip(transaction, RECORDS, |key| key == 2));
    let store = RedbStore::open(folder.path()).unwrap();

    let purged = wait(store.purge(second(2))).unwrap();

    assert_eq!(purged, 2);
    assert!(find_number(&store, 2).is_err());
    assert_eq!(names(&store, &everything()), ["x"]);
}
