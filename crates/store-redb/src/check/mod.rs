//! Looks for damage: in every row, and wherever rows have to agree.
//!
//! Nothing is repaired or changed, whatever is found. What the engine would write to the file while
//! opening it is kept in memory.
//!
//! The tables are read from beginning to end, and each server is compared with the rows of other
//! tables that lead to it. Those rows are counted. Only if a table has more rows than were counted,
//! it is read again to find the surplus ones. So memory does not grow with the number of servers,
//! and the tables of a sound database are read once.

mod cursor;
mod finding;
mod images;
mod pages;
mod servers;
mod store_wide;
mod surplus;

use std::{fs::File, io, path::Path, sync::Arc};

use redb::Database;

pub use finding::Finding;

use self::{finding::Report, store_wide::StoreWide};
use crate::{
    database,
    database_file::FILE_NAME,
    disk::Disk,
    engine::open_database,
    held_back::HeldBack,
    open_error::{OpenError, in_file},
    read_only::ReadOnly,
    snapshot::Snapshot,
    tables::FORMAT,
};

/// The result of a check.
#[derive(Debug)]
pub struct Checked {
    /// The number of servers, including damaged ones.
    pub servers: u64,
    /// The number of rows in all tables.
    pub records: u64,
    /// The number of findings.
    pub findings: u64,
    /// The undamaged documents, which other drivers wrote, as names and contents.
    pub documents: Vec<(String, Vec<u8>)>,
    /// Whether no content was ever loaded.
    pub is_new: bool,
}

/// Looks for damage in the database of a folder while no process has it open. Passes each finding
/// to `report` at once. Nothing on the disk is changed.
///
/// # Errors
///
/// [`OpenError`] if the database can't be opened; [`OpenError::Damaged`] if it is too damaged to be
/// read at all.
pub fn check(folder: &Path, report: &mut dyn FnMut(Finding)) -> Result<Checked, OpenError> {
    let path = folder.join(FILE_NAME);
    let file = File::open(&path).map_err(|source| {
        let path = path.clone();
        match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => OpenError::Missing { path },
            _ => OpenError::NotReadable { path, source },
        }
    })?;
    in_file(&path, || {
        let database = open_database(HeldBack::new(Arc::new(Disk::new(ReadOnly::new(file)?)))?)?;
        match database::find_format(&database)? {
            Some(found) if found > FORMAT => {
                Ok(Err(OpenError::Newer { path: path.clone(), found, known: FORMAT }))
            }
            Some(_) => Ok(Ok(check_database(database, report))),
            // A start that was killed left an empty database, which the next start fills.
            None => Ok(Ok(Checked {
                servers: 0,
                records: 0,
                findings: 0,
                documents: Vec::new(),
                is_new: true,
            })),
        }
    })?
}

fn check_database(mut database: Database, report: &mut dyn FnMut(Finding)) -> Checked {
    let mut report = Report::to(report);
    let mut store_wide = StoreWide::default();
    let mut servers = 0;
    report.part("the tables can't be opened", |report| {
        let snapshot = Snapshot::of(&database, 0)?;
        (store_wide, servers) = check_rows(&snapshot, report);
        Ok(())
    });
    let StoreWide { documents, is_new, .. } = store_wide;
    pages::check(&mut database, &mut report);
    let Report { records, findings, .. } = report;
    Checked { servers, records, findings, documents, is_new }
}

/// Checks every row. Returns what is known of the store as a whole, and the number of servers.
fn check_rows(snapshot: &Snapshot, report: &mut Report<'_>) -> (StoreWide, u64) {
    let tables = &snapshot.tables;
    let mut store_wide = StoreWide::default();
    report.part("what concerns the whole store can't be read to its end", |report| {
        store_wide = store_wide::check(tables, report)?;
        images::check(tables, &store_wide, report)
    });
    let mut totals = servers::ServerTotals::default();
    report.part("the servers can't be read to their end", |report| {
        let orders = store_wide.orders(tables)?;
        servers::check(snapshot, &store_wide.infrastructure, orders, report, &mut totals)
    });
    report.part("the highest number can't be compared with the servers", |report| {
        store_wide.compare(&totals, report);
        Ok(())
    });
    report.part("the ids of servers can't be read to their end", |report| {
        surplus::check_ids(snapshot, totals.ids, report)
    });
    report.part("the lists can't be read to their end", |report| {
        surplus::check_lists(snapshot, totals.places, report)
    });
    report.part("the indexes can't be read to their end", |report| {
        match store_wide.orders(tables)? {
            Some(orders) => surplus::check_orders(snapshot, orders, totals.orders, report),
            None => Ok(()),
        }
    });
    report.part("the addresses can't be read to their end", |report| {
        surplus::check_addresses(snapshot, totals.addresses, report)
    });
    (store_wide, totals.servers)
}

/// Looks for damage in a snapshot while others read and write. Returns the number of findings.
/// Half of the time is spent in breaks, so that at most half of a core is used.
pub(crate) fn look_through(snapshot: &Snapshot, to: &mut dyn FnMut(Finding)) -> u64 {
    let mut report = Report::with_breaks(to);
    check_rows(snapshot, &mut report);
    report.findings
}
