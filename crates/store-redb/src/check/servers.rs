//! Checks each server: its own rows, and the rows of other tables that lead to it.

use ferronova_compute::{Census, Infrastructure, KEPT_ACTIONS};

use super::{cursor::Cursor, finding::Report};
use crate::{
    engine_error::EngineError,
    orders,
    records::{self, Extent, Stored},
    seal, server_lists,
    snapshot::Snapshot,
    tables::{ReadOrders, ReadTables},
    write::address_keys,
};

const NOT_SHOWN: &str = "it can't be shown or changed, and lists leave it out";
const NO_HISTORY: &str = "its actions can't be shown";

/// Totals of the servers that were checked.
#[derive(Default)]
pub(super) struct ServerTotals {
    /// The number of servers, including damaged ones.
    pub(super) servers: u64,
    /// The highest number of a server.
    pub(super) highest_number: u64,
    /// The number of damaged servers.
    pub(super) damaged: u64,
    /// Whether all servers were checked.
    pub(super) is_complete: bool,
    /// The number of undamaged living servers, by who holds their lock.
    pub(super) census: Census,
    /// The number of rows in the table of ids that lead to the right server.
    pub(super) ids: u64,
    /// The number of rows in the table of lists whose key belongs to an undamaged server.
    pub(super) places: u64,
    /// The number of rows in the table of indexes that lead to the right server.
    pub(super) orders: u64,
    /// The number of rows in the table of addresses that lead to the right server.
    pub(super) addresses: u64,
}

/// Checks every server, in the order of their numbers.
pub(super) fn check(
    snapshot: &Snapshot,
    infrastructure: &Infrastructure,
    orders: Option<&ReadOrders>,
    report: &mut Report<'_>,
    totals: &mut ServerTotals,
) -> Result<(), EngineError> {
    let tables = &snapshot.tables;

    let mut states = Cursor::over(tables.states()?.range::<u64>(..)?)?;
    let mut records = Cursor::over(tables.records()?.range::<u64>(..)?)?;
    let mut actions = Cursor::over(tables.actions()?.range::<&[u8; 16]>(..)?)?;
    let mut check = ServerCheck { tables, orders, infrastructure, report, totals };
    loop {
        let next = [states.key(), records.key(), actions.key().map(|it| parts_of(it).0)];
        let Some(number) = next.into_iter().flatten().min() else {
            check.totals.is_complete = true;
            return Ok(());
        };
        let state = states.take_if(|it| it == number)?;
        let record = records.take_if(|it| it == number)?;
        let state = state.as_ref().map(|(_, row)| row.value());
        let record = record.as_ref().map(|(_, row)| row.value());
        let server = check.check_rows(number, state, record)?;
        check.check_actions(number, &server, &mut actions)?;
    }
}

/// The result of checking the state and the record of a server.
enum Verdict {
    Sound(Box<Stored>),
    Damaged,
    Missing,
}

struct ServerCheck<'a, 'r> {
    tables: &'a ReadTables,
    /// The indexes; `None` in formats before they were added.
    orders: Option<&'a ReadOrders>,
    infrastructure: &'a Infrastructure,
    report: &'a mut Report<'r>,
    totals: &'a mut ServerTotals,
}

impl ServerCheck<'_, '_> {
    fn check_rows(
        &mut self,
        number: u64,
        state: Option<&[u8]>,
        record: Option<&[u8]>,
    ) -> Result<Verdict, EngineError> {
        let lost = match (state, record) {
            (None, None) => return Ok(Verdict::Missing),
            (None, Some(_)) => Some("state"),
            (Some(_), None) => Some("record"),
            (Some(_), Some(_)) => None,
        };
        self.totals.servers += 1;
        self.totals.highest_number = number;
        for _row in state.iter().chain(&record) {
            self.report.count();
        }
        if let Some(row) = lost {
            self.report.find(format!("the {row} of server {number} is lost"), NOT_SHOWN);
        }
        let damage = Stored::damage(number, state, record);
        for error in &damage {
            self.report.find(error.to_string(), NOT_SHOWN);
        }
        let (Some(state), Some(record), true) = (state, record, damage.is_empty()) else {
            self.totals.damaged += 1;
            return Ok(Verdict::Damaged);
        };
        let stored = Stored::decode(number, state, record, Extent::Whole)?;
        self.totals.census.add(&stored.server);
        self.check_id(&stored)?;
        self.check_project(&stored)?;
        self.check_places(&stored)?;
        self.check_orders(&stored)?;
        self.check_addresses(&stored)?;
        Ok(Verdict::Sound(Box::new(stored)))
    }

    fn check_id(&mut self, stored: &Stored) -> Result<(), EngineError> {
        let (id, number) = (stored.server.id, stored.server.number);
        let found = self.tables.ids()?.get(id.as_bytes())?.map(|it| it.value());
        match found {
            Some(found) if found == number => self.totals.ids += 1,
            Some(found) => self.report.find(
                format!("the id {id} of server {number} leads to server {found}"),
                "it can't be shown or changed by its id",
            ),
            None => self.report.find(
                format!("the row of the id {id} of server {number} is lost"),
                "it is not found by its id, and another server can get it",
            ),
        }
        Ok(())
    }

    fn check_project(&mut self, stored: &Stored) -> Result<(), EngineError> {
        let Stored { server, project, .. } = stored;
        let found = self.tables.projects()?.get(server.project_id.as_str())?.map(|it| it.value());
        if found != Some(*project) {
            let what = format!(
                "the number of project {} is not the {project} that its server {} knows",
                server.project_id, server.number
            );
            self.report.find(what, "lists of the project leave the server out");
        }
        Ok(())
    }

    fn check_places(&mut self, stored: &Stored) -> Result<(), EngineError> {
        let server = &stored.server;
        for mut key in server_lists::keys_of(stored).into_iter().flatten() {
            if let Some(former) = server_lists::former_key(server, &key)
                && self.tables.lists()?.get(&former)?.is_some()
            {
                key = former;
            }
            let list = server_lists::name_of(&key);
            let number = server.number;
            let Some(row) = self.tables.lists()?.get(&key)? else {
                let what = format!("the place of server {number} in the list of {list} is lost");
                self.report.find(what, "that list leaves it out");
                continue;
            };
            self.totals.places += 1;
            let damage = match seal::unseal_bytes(&key, row.value()) {
                Ok(name) if name == server.name.as_bytes() => continue,
                Ok(_) => "it holds another name".to_owned(),
                Err(damage) => damage.to_string(),
            };
            self.report.find(
                format!("the place of server {number} in the list of {list}: {damage}"),
                "searches by name may leave it out, or take longer",
            );
        }
        Ok(())
    }

    fn check_orders(&mut self, stored: &Stored) -> Result<(), EngineError> {
        let Some(orders) = self.orders else {
            return Ok(());
        };
        let number = stored.server.number;
        for key in orders::keys_of(stored) {
            let place = format!("the place of server {number} among {}", orders::name_of(&key));
            match orders.get(key.as_slice())?.map(|it| it.value()) {
                Some(row) if row == orders::row_of(&stored.server) => self.totals.orders += 1,
                Some((found, _)) => self.report.find(
                    format!("{place} leads to server {found}, or has another time of creation"),
                    "lists in that order leave it out",
                ),
                None => {
                    self.report
                        .find(format!("{place} is lost"), "lists in that order leave it out");
                }
            }
        }
        Ok(())
    }

    fn check_addresses(&mut self, stored: &Stored) -> Result<(), EngineError> {
        let number = stored.server.number;
        for key in address_keys(&stored.server, self.infrastructure) {
            let address = super::surplus::address_of(&key);
            match self.tables.addresses()?.get(&key)?.map(|it| it.value()) {
                Some(found) if found == number => self.totals.addresses += 1,
                Some(found) => self.report.find(
                    format!("{address} of server {number} is assigned to server {found}"),
                    "another server can get it when that one is gone",
                ),
                None => self.report.find(
                    format!("the row of {address} of server {number} is lost"),
                    "another server can get it too",
                ),
            }
        }
        Ok(())
    }

    /// Checks the actions of a server: the newest ones must exist, up to the number that is kept,
    /// and no others may exist. For a damaged or missing server only the actions themselves are
    /// checked.
    fn check_actions(
        &mut self,
        number: u64,
        verdict: &Verdict,
        actions: &mut Cursor<'_, &'static [u8; 16], &'static [u8]>,
    ) -> Result<(), EngineError> {
        let expected = match verdict {
            Verdict::Sound(stored) => {
                let kept = u64::try_from(KEPT_ACTIONS).unwrap_or(u64::MAX);
                Some(stored.actions.saturating_sub(kept)..stored.actions)
            }
            Verdict::Damaged | Verdict::Missing => None,
        };
        let (mut within, mut beyond) = (0, 0);
        while let Some((key, sealed)) = actions.take_if(|it| parts_of(it).0 == number)? {
            self.report.count();
            let sequence = parts_of(key.value()).1;
            match &expected {
                Some(expected) if !expected.contains(&sequence) => beyond += 1,
                Some(_) | None => within += 1,
            }
            if let Err(error) = records::decode_action(key.value(), sealed.value()) {
                self.report.find(error.to_string(), NO_HISTORY);
            }
        }
        if matches!(verdict, Verdict::Missing) {
            let what = format!("{within} actions belong to server {number}, which is not there");
            self.report.find(what, "they take space");
        }
        let Some(expected) = expected else {
            return Ok(());
        };
        let lost = (expected.end - expected.start).saturating_sub(within);
        if lost > 0 {
            let what = format!("{lost} actions of server {number} are lost");
            self.report.find(what, "its history has gaps");
        }
        if beyond > 0 {
            let what = format!("server {number} has {beyond} actions too many");
            self.report.find(what, "its history shows actions that it did not have");
        }
        Ok(())
    }
}

/// Splits the key of an action into the number of its server and its own number.
fn parts_of(key: &[u8; 16]) -> (u64, u64) {
    let key = u128::from_be_bytes(*key);
    // The cast keeps the lower 64 bits, which are the number of the action.
    #[expect(clippy::cast_possible_truncation, reason = "the upper 64 bits are the server")]
    ((key >> 64) as u64, key as u64)
}
