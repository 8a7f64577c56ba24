//! A table that is read from its beginning to its end, one row ahead.

use redb::{AccessGuard, Key, Range, Value};

use crate::engine_error::EngineError;

/// A key and a value.
type Row<'a, K, V> = (AccessGuard<'a, K>, AccessGuard<'a, V>);

/// The rows of a table that are left to read.
pub(super) struct Cursor<'a, K: Key + 'static, V: Value + 'static> {
    rows: Range<'a, K, V>,
    head: Option<Row<'a, K, V>>,
}

impl<'a, K: Key + 'static, V: Value + 'static> Cursor<'a, K, V> {
    /// Stands before the first of these rows.
    pub(super) fn over(rows: Range<'a, K, V>) -> Result<Self, EngineError> {
        let mut cursor = Self { rows, head: None };
        cursor.advance()?;
        Ok(cursor)
    }

    /// The key of the next row.
    pub(super) fn key(&self) -> Option<K::SelfType<'_>> {
        self.head.as_ref().map(|(key, _)| key.value())
    }

    /// Passes the next row, if it `is_meant`, and returns its key and value.
    pub(super) fn take_if(
        &mut self,
        is_meant: impl FnOnce(K::SelfType<'_>) -> bool,
    ) -> Result<Option<Row<'a, K, V>>, EngineError> {
        if !self.key().is_some_and(is_meant) {
            return Ok(None);
        }
        let row = self.head.take();
        self.advance()?;
        Ok(row)
    }

    fn advance(&mut self) -> Result<(), EngineError> {
        self.head = self.rows.next().transpose()?;
        Ok(())
    }
}
