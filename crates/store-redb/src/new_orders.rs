//! Writes the index rows of many new servers at once, in the order of their keys.
//!
//! The index rows of a server are in distant parts of the table. If many servers were written one
//! after the other, each would change at least eight pages, which have left the cache by then, and
//! insertions at random places leave pages half full. Sorted rows change each page once.

use std::ops::Bound;

use redb::ReadableTableMetadata as _;

use crate::{
    engine::Engine, engine_error::EngineError, orders, progress::Progress, records::Stored,
    row_sorter::RowSorter, tables::Tables,
};

/// The index rows of new servers (see [`orders`]).
pub(crate) struct NewOrders<'e> {
    engine: &'e Engine,
    rows: RowSorter,
}

impl<'e> NewOrders<'e> {
    pub(crate) fn new(engine: &'e Engine) -> Self {
        Self { engine, rows: RowSorter::new(engine.folder()) }
    }

    /// Adds the rows of a server.
    pub(crate) fn add(&mut self, new: &Stored) -> Result<(), EngineError> {
        let row = orders::row_of(&new.server);
        for key in orders::keys_of(new) {
            self.rows.add(key, row)?;
        }
        Ok(())
    }

    /// Writes all rows. Fails if the disk has failed.
    pub(crate) fn write(mut self, tables: &mut Tables<'_>) -> Result<(), EngineError> {
        let orders = tables.orders()?;
        let mut progress = Progress::begin("writing the rows of indexes", self.rows.len());
        let rows = self.rows.sorted()?;
        if !orders.is_empty()? {
            for row in rows {
                self.engine.check()?;
                progress.step();
                let (key, row) = row?;
                orders.insert(key.as_slice(), row)?;
            }
            return Ok(());
        }
        // The table is empty, so every row goes to its end. A cursor there fills whole pages, and is
        // several times as fast as single insertions.
        let mut end = orders.upper_bound_mut(Bound::<&[u8]>::Unbounded)?;
        for row in rows {
            self.engine.check()?;
            progress.step();
            let (key, row) = row?;
            end.insert_before(key.as_slice(), row)?;
        }
        Ok(end.close()?)
    }
}

#[cfg(test)]
mod tests {
    use ferronova_compute::{Change, Content};
    use ferronova_store_conformance::{building::server, wait};
    use tempfile::TempDir;

    use crate::{RedbStore, check};

    fn some(prefix: &str) -> Vec<Change> {
        (0..50).map(|it| Change::to(server(&format!("{prefix}-{it}")))).collect()
    }

    #[test]
    fn the_indexes_are_complete_whether_or_not_there_were_servers_before() {
        let folder = TempDir::new().unwrap();
        let store = RedbStore::open(folder.path()).unwrap();

        let rounds = [(Some(Content::default()), ["b", "d"]), (None, ["a", "c"])];
        for (content, batches) in rounds {
            wait(store.fill(content, batches.map(|it| Ok(some(it))).into_iter())).unwrap();
        }

        drop(store);
        let checked = check(folder.path(), &mut |it| panic!("{it}")).unwrap();
        assert_eq!(checked.servers, 200);
    }
}
