//! Reads servers by number. This is fast in the order of lists, where most numbers are near the one
//! before.

use redb::{AccessGuard, Range, ReadOnlyTable, ReadableTable};

use crate::{
    engine_error::EngineError,
    records::{Extent, Stored},
    snapshot::{Snapshot, join},
};

/// Maximum distance from the last number to the next one at which the tables are read row by row,
/// downwards or upwards. At a greater distance, the rows are looked up.
const NEAR: u64 = 4;

type Bytes = &'static [u8];

/// Reads servers of a snapshot by number; faster if each number is near the one before, on the same
/// side.
pub(crate) struct ServerReader<'a> {
    snapshot: &'a Snapshot,
    extent: Extent,
    last: Option<u64>,
    rows: Option<(Side, NearRows<'a>, NearRows<'a>)>,
}

/// On which side of a number the next one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Below,
    Above,
}

/// The rows of one table from some number on. One row is read ahead.
struct NearRows<'a> {
    side: Side,
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
        let side = self.last.replace(number).and_then(|last| side_of(last, number));
        let Some(side) = side else {
            self.rows = None;
            return self.snapshot.read_parts(number, self.extent);
        };
        let (_, states, records) = match &mut self.rows {
            Some(rows) if rows.0 == side => rows,
            _ => self.rows.insert((
                side,
                NearRows::of(self.snapshot.tables.states()?, number, side)?,
                NearRows::of(self.snapshot.tables.records()?, number, side)?,
            )),
        };
        let (state, record) = (states.find(number)?, records.find(number)?);
        join(number, state.as_ref(), record.as_ref(), self.extent)
    }
}

/// The side of `last` on which `number` is, if it is near.
fn side_of(last: u64, number: u64) -> Option<Side> {
    match last.abs_diff(number) {
        1..=NEAR if number < last => Some(Side::Below),
        1..=NEAR => Some(Side::Above),
        _ => None,
    }
}

impl<'a> NearRows<'a> {
    fn of(
        table: &'a ReadOnlyTable<u64, Bytes>,
        number: u64,
        side: Side,
    ) -> Result<Self, EngineError> {
        let range = match side {
            Side::Below => ReadableTable::range(table, ..=number)?,
            Side::Above => ReadableTable::range(table, number..)?,
        };
        Ok(Self { side, range, next: None })
    }

    /// Steps on to the row with this number, if there is one.
    fn find(&mut self, number: u64) -> Result<Option<AccessGuard<'a, Bytes>>, EngineError> {
        loop {
            let (key, value) = if let Some(row) = self.next.take() {
                row
            } else {
                let row = match self.side {
                    Side::Below => self.range.next_back(),
                    Side::Above => self.range.next(),
                };
                match row {
                    Some(row) => row.map(|(key, value)| (key.value(), value))?,
                    None => return Ok(None),
                }
            };
            if key == number {
                return Ok(Some(value));
            }
            if (key < number) == (self.side == Side::Below) {
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
            for step in 0..40 {
                assert_eq!(reader.read(number).unwrap(), snapshot.read(number).unwrap());
                // Go mostly downwards and then mostly upwards, sometimes to the same number.
                let (up, down) = if step < 20 { (2, 7) } else { (7, 2) };
                number = (number + random.u64(0..up)).saturating_sub(random.u64(0..down));
            }
        }
    }
}
