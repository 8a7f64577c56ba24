//! Reads servers by number. This is fast in the order of lists, where most numbers are slightly
//! lower than the one before.

use redb::{AccessGuard, Range, ReadOnlyTable, ReadableTable};

use crate::{
    engine_error::EngineError,
    records::{Extent, Stored},
    snapshot::{Snapshot, join},
};

/// Maximum distance from the last number down to the next one at which the table is read downwards,
/// row by row. At a greater distance, or upwards, the row is looked up.
const NEAR: u64 = 4;

type Bytes = &'static [u8];

/// Reads servers of a snapshot by number; faster if each number is slightly lower than the one
/// before.
pub(crate) struct ServerReader<'a> {
    snapshot: &'a Snapshot,
    extent: Extent,
    last: Option<u64>,
    rows: Option<(RowsBelow<'a>, RowsBelow<'a>)>,
}

/// The rows of one table from some number downwards. One row is read ahead.
struct RowsBelow<'a> {
    range: Range<'a, u64, Bytes>,
    next: Option<(u64, AccessGuard<'a, Bytes>)>,
}

impl<'a> ServerReader<'a> {
    /// Makes a reader that reads this much of each server.
    pub(crate) fn of(snapshot: &'a Snapshot, extent: Extent) -> Self {
        Self { snapshot, extent, last: None, rows: None }
    }

    /// Reads the server with this number, if there is one.
    pub(crate) fn read(&mut self, number: u64) -> Result<Option<Stored>, EngineError> {
        let distance = self.last.and_then(|last| last.checked_sub(number));
        self.last = Some(number);
        if !distance.is_some_and(|it| (1..=NEAR).contains(&it)) {
            self.rows = None;
            return self.snapshot.read_parts(number, self.extent);
        }
        let (states, records) = match &mut self.rows {
            Some(rows) => rows,
            None => self.rows.insert((
                RowsBelow::below(self.snapshot.tables.states()?, number)?,
                RowsBelow::below(self.snapshot.tables.records()?, number)?,
            )),
        };
        let (state, record) = (states.find(number)?, records.find(number)?);
        join(number, state.as_ref(), record.as_ref(), self.extent)
    }
}

impl<'a> RowsBelow<'a> {
    fn below(table: &'a ReadOnlyTable<u64, Bytes>, number: u64) -> Result<Self, EngineError> {
        Ok(Self { range: ReadableTable::range(table, ..=number)?, next: None })
    }

    /// Steps down to the row with this number, if there is one.
    fn find(&mut self, number: u64) -> Result<Option<AccessGuard<'a, Bytes>>, EngineError> {
        loop {
            let (key, value) = match self.next.take() {
                Some(row) => row,
                None => match self.range.next_back() {
                    Some(row) => row.map(|(key, value)| (key.value(), value))?,
                    None => return Ok(None),
                },
            };
            if key == number {
                return Ok(Some(value));
            }
            if key < number {
                self.next = Some((key, value));
                return Ok(None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ferronova_compute::{Content, Lifecycle, Server};
    use ferronova_store_conformance::{building::server, wait};

    use super::*;
    use crate::RedbStore;

    #[test]
    fn every_order_of_numbers_leads_to_the_same_servers() {
        let numbers = [1, 2, 3, 5, 6, 9, 10, 11, 12, 30];
        let servers = numbers.map(|number| (Server { number, ..server("web") }, Vec::new()));
        let store = RedbStore::in_memory().unwrap();
        wait(store.load(Content { servers: servers.to_vec(), ..Content::default() })).unwrap();
        let snapshot = store.snapshot().unwrap();

        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..200 {
            let mut reader = ServerReader::of(&snapshot, Extent::Whole);
            let mut number = 33;
            while number > 0 {
                assert_eq!(reader.read(number).unwrap(), snapshot.read(number).unwrap());
                // Go mostly downwards, sometimes to the same number or upwards.
                number = (number + random.u64(0..2)).saturating_sub(random.u64(0..7));
            }
        }
    }
}
