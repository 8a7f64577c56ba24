//! Reads a table from beginning to end, with the next row always read in advance.

use redb::{AccessGuard, Key, Range, Value};

use crate::engine_error::EngineError;

/// A key and a value.
type Row<'a, K, V> = (AccessGuard<'a, K>, AccessGuard<'a, V>);

/// The unread rows of a table.
pub(super) struct Cursor<'a, K: Key + 'static, V: Value + 'static> {
    rows: Range<'a, K, V>,
    next: Option<Row<'a, K, V>>,
}

impl<'a, K: Key + 'static, V: Value + 'static> Cursor<'a, K, V> {
    /// Makes a cursor that stands before the first of these rows.
    pub(super) fn over(rows: Range<'a, K, V>) -> Result<Self, EngineError> {
        let mut cursor = Self { rows, next: None };
        cursor.advance()?;
        Ok(cursor)
    }

    /// The key of the next row; `None` at the end of the table.
    pub(super) fn key(&self) -> Option<K::SelfType<'_>> {
        self.next.as_ref().map(|(key, _)| key.value())
    }

    /// Takes the next row if `is_meant` accepts its key; otherwise leaves it for the next call.
    pub(super) fn take_if(
        &mut self,
        is_meant: impl FnOnce(K::SelfType<'_>) -> bool,
    ) -> Result<Option<Row<'a, K, V>>, EngineError> {
        if !self.key().is_some_and(is_meant) {
            return Ok(None);
        }
        let row = self.next.take();
        self.advance()?;
        Ok(row)
    }

    fn advance(&mut self) -> Result<(), EngineError> {
        self.next = self.rows.next().transpose()?;
        Ok(())
    }
}
