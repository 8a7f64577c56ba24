//! Checks that all rows of a database agree: each server has all its rows, and every row belongs to
//! a server that exists.

use std::collections::{BTreeMap, BTreeSet};

use ferronova_compute::KEPT_ACTIONS;
use redb::{
    Database, Key, ReadTransaction, ReadableDatabase, ReadableTable, TableDefinition, Value,
};

use crate::{
    database::{find_format, read_current},
    engine_error::EngineError,
    records::{self, Stored},
    seal, server_lists,
    snapshot::{self, name_in},
    tables::{
        ACTIONS, ADDRESSES, DOCUMENTS, FORMAT, IDS, LISTS, PROJECTS, RECORDS, STATES, action_key,
    },
    write::address_keys,
};

/// Fails if rows do not agree, with a description of which.
pub(super) fn check(database: &Database) -> Result<(), String> {
    compare(database).map_err(|it| it.to_string())?
}

fn compare(database: &Database) -> Result<Result<(), String>, EngineError> {
    let format = find_format(database)?;
    if format != Some(FORMAT) {
        return Ok(Err(format!("its format is {format:?}")));
    }
    let transaction = database.begin_read()?;
    let servers = servers(&transaction)?;
    let current = read_current(database)?;
    let mut ids = BTreeMap::new();
    let mut lists = BTreeMap::new();
    let mut addresses = BTreeMap::new();
    let mut actions = BTreeSet::new();
    let mut projects = BTreeMap::new();
    for stored in &servers {
        let Stored { server, project, actions: n_actions, .. } = stored;
        ids.insert(*server.id.as_bytes(), server.number);
        for key in server_lists::keys_of(stored).into_iter().flatten() {
            lists.insert(key, Some(server.name.clone()));
        }
        addresses.extend(
            address_keys(server, &current.infrastructure).into_iter().map(|it| (it, server.number)),
        );
        let first = n_actions.saturating_sub(KEPT_ACTIONS as u64);
        actions.extend((first..*n_actions).map(|it| action_key(server.number, it)));
        projects.insert(server.project_id.clone(), *project);
    }

    let found = rows(&transaction, IDS, |key, number| (*key, number))?;
    if found != ids {
        return Ok(Err(format!("the ids {found:?} are not those of the servers {ids:?}")));
    }
    let name = |key: &[u8; 21], sealed: &[u8]| (*key, name_in(key, sealed).map(str::to_owned));
    let found = rows(&transaction, LISTS, name)?;
    if found != lists {
        return Ok(Err(format!("the lists {found:?} are not those of the servers {lists:?}")));
    }
    let found = rows(&transaction, ADDRESSES, |key, number| (*key, number))?;
    if found != addresses {
        return Ok(Err(format!("the addresses {found:?} are not of the servers {addresses:?}")));
    }
    let action = |key: &[u8; 16], row: &[u8]| (*key, records::decode_action(key, row).is_ok());
    let found = rows(&transaction, ACTIONS, action)?;
    if found.values().any(|it| !it) || !found.keys().eq(&actions) {
        return Ok(Err(format!("the actions {found:?} are not of the servers {actions:?}")));
    }
    let found = rows(&transaction, PROJECTS, |id, number| (id.to_owned(), number))?;
    let numbers: BTreeSet<u32> = found.values().copied().collect();
    if projects.iter().any(|(id, number)| found.get(id) != Some(number))
        || !numbers.into_iter().eq(1..=u32::try_from(found.len()).unwrap_or(u32::MAX))
    {
        return Ok(Err(format!("the projects {found:?} are not of the servers {projects:?}")));
    }
    let document = |name: &str, row: &[u8]| {
        (name.to_owned(), seal::unseal_bytes(name.as_bytes(), row).is_ok())
    };
    if rows(&transaction, DOCUMENTS, document)?.values().any(|it| !it) {
        return Ok(Err("a document is damaged".to_owned()));
    }
    let highest = current.highest_number;
    if servers.iter().any(|it| it.server.number > highest) {
        return Ok(Err(format!("{highest} is not the highest number of {servers:?}")));
    }
    Ok(Ok(()))
}

/// Reads every server. It is an error if one has a state but no record, or a record but no state.
fn servers(transaction: &ReadTransaction) -> Result<Vec<Stored>, EngineError> {
    let mut numbers = rows(transaction, STATES, |number, _| (number, ()))?;
    numbers.extend(rows(transaction, RECORDS, |number, _| (number, ()))?);
    let states = transaction.open_table(STATES)?;
    let records = transaction.open_table(RECORDS)?;
    let mut servers = Vec::new();
    for number in numbers.into_keys() {
        servers.extend(snapshot::read(&states, &records, number)?);
    }
    Ok(servers)
}

fn rows<K, V, A, B>(
    transaction: &ReadTransaction,
    table: TableDefinition<'_, K, V>,
    read: impl Fn(K::SelfType<'_>, V::SelfType<'_>) -> (A, B),
) -> Result<BTreeMap<A, B>, EngineError>
where
    K: Key + 'static,
    V: Value + 'static,
    A: Ord,
{
    let table = transaction.open_table(table)?;
    let mut rows = BTreeMap::new();
    for row in table.iter()? {
        let (key, value) = row?;
        let (key, value) = read(key.value(), value.value());
        rows.insert(key, value);
    }
    Ok(rows)
}
