//! Makes a backup, piece by piece.

use std::collections::VecDeque;

use ferronova_compute::StoreError;
use redb::{Key, Range, ReadTransaction, TableDefinition, TableHandle, Value};
use sha2::{Digest, Sha256};

use super::block::{self, MAGIC, VERSION};
use crate::{
    engine_error::{EngineError, as_store_result},
    snapshot::Snapshot,
    tables::{EachTable, each_table},
};

/// A block ends after the row that makes its content longer than this many bytes.
const BLOCK_SIZE: usize = 128 << 10;

/// A backup that is being made of a snapshot; later writes are not in it. Until this value is
/// dropped, the database file can't reuse the space of the rows that the backup still has to read.
pub struct Backup {
    tables: VecDeque<(String, Box<dyn Rows>)>,
    hasher: Sha256,
    rows: u64,
    progress: Progress,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Head,
    Tables,
    Done,
}

impl Backup {
    /// Begins a backup of a snapshot.
    pub(crate) fn of(snapshot: &Snapshot) -> Result<Self, EngineError> {
        let transaction = &snapshot.tables.transaction;
        let mut opened = TableRows { transaction, tables: VecDeque::new() };
        each_table(&mut opened)?;
        let tables = opened.tables;
        for table in transaction.list_tables()? {
            if !tables.iter().any(|(name, _)| name == table.name()) {
                let name = table.name();
                return Err(EngineError::Damaged(format!("the table {name} is unknown")));
            }
        }
        Ok(Self { tables, hasher: Sha256::new(), rows: 0, progress: Progress::Head })
    }

    /// Returns the next piece of the backup file; `None` after the last one. Only all pieces
    /// together are a valid backup.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store can't be read. The pieces returned so far are then useless.
    pub fn next_piece(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        as_store_result("making a backup", || self.make_piece())
    }

    /// The number of rows in the pieces that were returned so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    fn make_piece(&mut self) -> Result<Option<Vec<u8>>, EngineError> {
        let piece = match self.progress {
            Progress::Head => {
                self.progress = Progress::Tables;
                let mut head = MAGIC.to_vec();
                head.push(VERSION);
                head
            }
            Progress::Tables => match self.make_rows()? {
                Some(rows) => rows,
                None => return self.make_end().map(Some),
            },
            Progress::Done => return Ok(None),
        };
        self.hasher.update(&piece);
        Ok(Some(piece))
    }

    /// Makes the next block of rows; `None` if all rows are in earlier blocks.
    fn make_rows(&mut self) -> Result<Option<Vec<u8>>, EngineError> {
        let mut content = Vec::with_capacity(BLOCK_SIZE + BLOCK_SIZE / 4);
        while let Some((name, rows)) = self.tables.front_mut() {
            block::begin_rows(&mut content, name);
            let empty = content.len();
            while content.len() <= BLOCK_SIZE && rows.add_next(&mut content)? {
                self.rows += 1;
            }
            if content.len() > empty {
                return block::seal(block::ROWS, &content).map(Some);
            }
            self.tables.pop_front();
        }
        Ok(None)
    }

    fn make_end(&mut self) -> Result<Vec<u8>, EngineError> {
        self.progress = Progress::Done;
        let mut content = self.rows.to_le_bytes().to_vec();
        content.extend_from_slice(&self.hasher.finalize_reset());
        block::seal(block::END, &content)
    }
}

/// The unread rows of a table, whatever the types of its keys and values.
trait Rows: Send {
    /// Adds the next row to the content of a block, and returns whether there was one.
    fn add_next(&mut self, content: &mut Vec<u8>) -> Result<bool, EngineError>;
}

impl<K: Key + Send + 'static, V: Value + Send + 'static> Rows for Range<'static, K, V> {
    fn add_next(&mut self, content: &mut Vec<u8>) -> Result<bool, EngineError> {
        let Some(row) = self.next() else {
            return Ok(false);
        };
        let (key, value) = row?;
        let (key, value) = (key.value(), value.value());
        block::add_row(content, K::as_bytes(&key).as_ref(), V::as_bytes(&value).as_ref())?;
        Ok(true)
    }
}

struct TableRows<'a> {
    transaction: &'a ReadTransaction,
    tables: VecDeque<(String, Box<dyn Rows>)>,
}

impl EachTable for TableRows<'_> {
    fn visit<K: Key + Send + 'static, V: Value + Send + 'static>(
        &mut self,
        definition: TableDefinition<'static, K, V>,
    ) -> Result<(), EngineError> {
        let table = self.transaction.open_table(definition)?;
        let rows = table.range::<K::SelfType<'static>>(..)?;
        self.tables.push_back((definition.name().to_owned(), Box::new(rows)));
        Ok(())
    }
}
