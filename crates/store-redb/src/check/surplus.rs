//! Finds surplus rows: those that lead to a server which does not lead back to them.

use redb::ReadableTable;
use uuid::Uuid;

use super::finding::Report;
use crate::{
    engine_error::EngineError,
    orders,
    records::Stored,
    server_lists::{self, position_of},
    snapshot::Snapshot,
    tables::{ReadOrders, address_key, parts_of_address},
};

/// Finds ids that lead to no server, or to a server with another id.
pub(super) fn check_ids(
    snapshot: &Snapshot,
    expected: u64,
    report: &mut Report<'_>,
) -> Result<(), EngineError> {
    let ids = snapshot.tables.ids()?;
    let mut count = 0;
    for row in ids.iter()? {
        row?;
        count += 1;
        report.count();
    }
    if count == expected {
        return Ok(());
    }
    for row in ids.iter()? {
        let (id, number) = row?;
        let (id, number) = (Uuid::from_bytes(*id.value()), number.value());
        if let Some(wrong) = wrong(snapshot, number, |it| it.server.id == id)? {
            let what = format!("the id {id} leads to server {number}, {wrong}");
            report.find(what, "requests for that id get an error");
        }
    }
    Ok(())
}

/// Finds rows of lists that belong to no server.
pub(super) fn check_lists(
    snapshot: &Snapshot,
    expected: u64,
    report: &mut Report<'_>,
) -> Result<(), EngineError> {
    let lists = snapshot.tables.lists()?;
    let mut count = 0;
    for row in lists.iter()? {
        row?;
        count += 1;
        report.count();
    }
    if count == expected {
        return Ok(());
    }
    for row in lists.iter()? {
        let (key, _) = row?;
        let key = key.value();
        let number = position_of(key).number;
        let is_there = |it: &Stored| {
            let mut places = server_lists::keys_of(it).into_iter().flatten();
            places.any(|place| {
                place == *key || server_lists::former_key(&it.server, &place) == Some(*key)
            })
        };
        if let Some(wrong) = wrong(snapshot, number, is_there)? {
            let list = server_lists::name_of(key);
            let what = format!("the list of {list} leads to server {number}, {wrong}");
            report.find(what, "the list takes longer");
        }
    }
    Ok(())
}

/// Finds rows of indexes that belong to no server.
pub(super) fn check_orders(
    snapshot: &Snapshot,
    orders: &ReadOrders,
    expected: u64,
    report: &mut Report<'_>,
) -> Result<(), EngineError> {
    let mut count = 0;
    for row in orders.iter()? {
        row?;
        count += 1;
        report.count();
    }
    if count == expected {
        return Ok(());
    }
    for row in orders.iter()? {
        let (key, server) = row?;
        let (key, (number, _)) = (key.value(), server.value());
        let is_there = |it: &Stored| orders::keys_of(it).iter().any(|own| own == key);
        if let Some(wrong) = wrong(snapshot, number, is_there)? {
            let index = orders::name_of(key);
            let what = format!("the index of {index} leads to server {number}, {wrong}");
            report.find(what, "lists in that order take longer");
        }
    }
    Ok(())
}

/// Finds addresses whose rows assign them to a server that does not have them.
pub(super) fn check_addresses(
    snapshot: &Snapshot,
    expected: u64,
    report: &mut Report<'_>,
) -> Result<(), EngineError> {
    let addresses = snapshot.tables.addresses()?;
    let mut count = 0;
    for row in addresses.iter()? {
        row?;
        count += 1;
        report.count();
    }
    if count == expected {
        return Ok(());
    }
    for row in addresses.iter()? {
        let (key, number) = row?;
        let (key, number) = (key.value(), number.value());
        // Every address of the server counts here: if the infrastructure is damaged, it is unknown
        // which of its floating addresses are from a pool.
        let has_it = |it: &Stored| {
            let mut addresses = it.server.addresses.iter();
            !it.server.is_deleted() && addresses.any(|it| address_key(it.network_id, it.ip) == *key)
        };
        if let Some(wrong) = wrong(snapshot, number, has_it)? {
            let address = address_of(key);
            let what = format!("{address} is assigned to server {number}, {wrong}");
            report.find(what, "no server can get it");
        }
    }
    Ok(())
}

/// Says what is wrong with a row that leads to server `number`. `None` if the server leads back to
/// the row, or is damaged, which was reported already.
fn wrong(
    snapshot: &Snapshot,
    number: u64,
    matches: impl FnOnce(&Stored) -> bool,
) -> Result<Option<&'static str>, EngineError> {
    match snapshot.read(number) {
        Ok(Some(stored)) => Ok((!matches(&stored)).then_some("which does not match")),
        Ok(None) => Ok(Some("which is not there")),
        Err(EngineError::Damaged(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The address in a key, for messages.
pub(super) fn address_of(key: &[u8; 32]) -> String {
    let (network, ip) = parts_of_address(key);
    format!("the address {ip} on network {network}")
}
