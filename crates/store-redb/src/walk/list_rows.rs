//! Reads several lists as if they were one list.

use std::ops::Bound;

use ferronova_compute::{Condition, Query, SortDirection};
use redb::Range;

use crate::{
    engine_error::EngineError,
    server_lists::{ListKey, Position, ServerList, position_of},
    snapshot::{Snapshot, name_in},
};

/// The rows of several lists, in one order: by the time of creation and then by number, both in the
/// same direction. All of the lists have this order.
pub(super) struct ListRows<'a> {
    sources: Vec<RowsOfList<'a>>,
    direction: SortDirection,
}

struct RowsOfList<'a> {
    rows: Range<'a, &'static [u8; 21], &'static [u8]>,
    next: Option<Row<'a>>,
}

/// A row that was read ahead.
struct Row<'a> {
    position: Position,
    key: redb::AccessGuard<'a, &'static [u8; 21]>,
    name: redb::AccessGuard<'a, &'static [u8]>,
}

impl<'a> ListRows<'a> {
    /// Opens the rows behind the position `after`.
    pub(super) fn open(
        snapshot: &'a Snapshot,
        lists: &[(u32, ServerList)],
        direction: SortDirection,
        after: Option<Position>,
    ) -> Result<Self, EngineError> {
        let mut sources = Vec::with_capacity(lists.len());
        for (project, list) in lists {
            let (first, last) = list.bounds(*project);
            let limit = after.map(|it| list.key(*project, it));
            let limit = limit.as_ref().map(Bound::Excluded);
            let range = match direction {
                SortDirection::Ascending => {
                    (limit.unwrap_or(Bound::Included(&first)), Bound::Included(&last))
                }
                SortDirection::Descending => {
                    (Bound::Included(&first), limit.unwrap_or(Bound::Included(&last)))
                }
            };
            let rows = snapshot.tables.lists()?.range::<&ListKey>(range)?;
            let mut source = RowsOfList { rows, next: None };
            source.advance(direction)?;
            sources.push(source);
        }
        Ok(Self { sources, direction })
    }

    /// The position of the next row, and whether the query accepts the name in it.
    pub(super) fn next(&mut self, query: &Query) -> Result<Option<(Position, bool)>, EngineError> {
        let waiting = self.sources.iter_mut().filter(|it| it.next.is_some());
        let position = |it: &RowsOfList<'_>| it.next.as_ref().map(|row| row.position);
        let next =
            waiting.min_by(|one, other| self.direction.apply(position(one).cmp(&position(other))));
        let Some((source, row)) = next.and_then(|it| it.next.take().map(|row| (it, row))) else {
            return Ok(None);
        };
        source.advance(self.direction)?;
        Ok(Some((row.position, row.may_match(query))))
    }
}

impl RowsOfList<'_> {
    fn advance(&mut self, direction: SortDirection) -> Result<(), EngineError> {
        let row = match direction {
            SortDirection::Ascending => self.rows.next(),
            SortDirection::Descending => self.rows.next_back(),
        };
        self.next = match row {
            Some(row) => {
                let (key, name) = row?;
                Some(Row { position: position_of(key.value()), key, name })
            }
            None => None,
        };
        Ok(())
    }
}

impl Row<'_> {
    /// Whether the name in the row satisfies the query. If the row is damaged, returns `true`, and
    /// the name in the server's record decides.
    fn may_match(&self, query: &Query) -> bool {
        query.conditions.iter().all(|it| {
            let Condition::Name(pattern) = it else {
                return true;
            };
            let name = name_in(self.key.value(), self.name.value());
            name.is_none_or(|it| pattern.matches(it))
        })
    }
}
