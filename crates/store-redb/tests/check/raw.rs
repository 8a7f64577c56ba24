//! Access to the tables as bytes, for edits that no store makes.

use std::path::Path;

use redb::{Database, Key, ReadableTable, TableDefinition, Value, WriteTransaction};

const META: TableDefinition<&str, &[u8]> = TableDefinition::new("meta");
const DOCUMENTS: TableDefinition<&str, &[u8]> = TableDefinition::new("documents");
const IDS: TableDefinition<&[u8; 16], u64> = TableDefinition::new("ids");
const STATES: TableDefinition<u64, &[u8]> = TableDefinition::new("states");
const RECORDS: TableDefinition<u64, &[u8]> = TableDefinition::new("records");
const LISTS: TableDefinition<&[u8; 21], &[u8]> = TableDefinition::new("lists");
const PROJECTS: TableDefinition<&str, u32> = TableDefinition::new("projects");
const ACTIONS: TableDefinition<&[u8; 16], &[u8]> = TableDefinition::new("actions");
const ADDRESSES: TableDefinition<&[u8; 32], u64> = TableDefinition::new("addresses");
const IMAGES: TableDefinition<&[u8; 16], &[u8]> = TableDefinition::new("images");
const ORDERS: TableDefinition<&[u8], (u64, u64)> = TableDefinition::new("orders");
const IMAGE_LISTS: TableDefinition<&[u8], &[u8; 16]> = TableDefinition::new("image-lists");
const FLOATING_IPS: TableDefinition<&[u8; 32], &[u8]> = TableDefinition::new("floating-ips");
const KEY_PAIRS: TableDefinition<(&str, &str), &[u8]> = TableDefinition::new("key-pairs");
const SECURITY_GROUPS: TableDefinition<&str, &[u8]> = TableDefinition::new("security-groups");

/// Every table.
pub(crate) const TABLES: [&str; 15] = [
    "meta",
    "documents",
    "ids",
    "states",
    "records",
    "lists",
    "orders",
    "projects",
    "actions",
    "addresses",
    "floating-ips",
    "security-groups",
    "images",
    "image-lists",
    "key-pairs",
];

/// The tables whose rows no other row refers to. If a row of these is lost, a check can't notice.
pub(crate) const ALONE: [&str; 2] = ["documents", "security-groups"];

/// A key and a value.
pub(crate) type Row = (Vec<u8>, Vec<u8>);

macro_rules! in_table {
    ($name:expr, $table:ident => $body:expr) => {
        match $name {
            "meta" => in_table!(META, $table, $body),
            "documents" => in_table!(DOCUMENTS, $table, $body),
            "ids" => in_table!(IDS, $table, $body),
            "states" => in_table!(STATES, $table, $body),
            "records" => in_table!(RECORDS, $table, $body),
            "lists" => in_table!(LISTS, $table, $body),
            "orders" => in_table!(ORDERS, $table, $body),
            "projects" => in_table!(PROJECTS, $table, $body),
            "actions" => in_table!(ACTIONS, $table, $body),
            "addresses" => in_table!(ADDRESSES, $table, $body),
            "images" => in_table!(IMAGES, $table, $body),
            "image-lists" => in_table!(IMAGE_LISTS, $table, $body),
            "floating-ips" => in_table!(FLOATING_IPS, $table, $body),
            "key-pairs" => in_table!(KEY_PAIRS, $table, $body),
            "security-groups" => in_table!(SECURITY_GROUPS, $table, $body),
            name => panic!("there is no table {name}"),
        }
    };
    ($constant:ident, $table:ident, $body:expr) => {{
        let $table = $constant;
        $body
    }};
}

/// Applies `edit` to the database of a folder in which no store is open.
pub(crate) fn edit<T>(folder: &Path, edit: impl FnOnce(&WriteTransaction) -> T) -> T {
    let database = Database::open(folder.join("ferronova.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    let result = edit(&transaction);
    transaction.commit().unwrap();
    result
}

pub(crate) fn rows(transaction: &WriteTransaction, table: &str) -> Vec<Row> {
    in_table!(table, definition => rows_of(transaction, definition))
}

/// Writes a row, whatever its content.
pub(crate) fn put(transaction: &WriteTransaction, table: &str, (key, value): &Row) {
    in_table!(table, definition => put_into(transaction, definition, key, value));
}

pub(crate) fn remove(transaction: &WriteTransaction, table: &str, key: &[u8]) {
    in_table!(table, definition => remove_from(transaction, definition, key));
}

fn rows_of<K: Key + 'static, V: Value + 'static>(
    transaction: &WriteTransaction,
    definition: TableDefinition<'static, K, V>,
) -> Vec<Row> {
    let table = transaction.open_table(definition).unwrap();
    let rows = table.iter().unwrap().map(|row| {
        let (key, value) = row.unwrap();
        let (key, value) = (key.value(), value.value());
        (K::as_bytes(&key).as_ref().to_vec(), V::as_bytes(&value).as_ref().to_vec())
    });
    rows.collect()
}

fn put_into<K: Key + 'static, V: Value + 'static>(
    transaction: &WriteTransaction,
    definition: TableDefinition<'static, K, V>,
    key: &[u8],
    value: &[u8],
) {
    let mut table = transaction.open_table(definition).unwrap();
    table.insert(K::from_bytes(key), V::from_bytes(value)).unwrap();
}

fn remove_from<K: Key + 'static, V: Value + 'static>(
    transaction: &WriteTransaction,
    definition: TableDefinition<'static, K, V>,
    key: &[u8],
) {
    let mut table = transaction.open_table(definition).unwrap();
    assert!(table.remove(K::from_bytes(key)).unwrap().is_some());
}
