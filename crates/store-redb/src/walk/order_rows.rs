//! Reads an index of servers, for several projects or for living and gone servers, as if it were
//! one index.

use std::{
    cmp::Ordering,
    ops::{Bound, RangeInclusive},
};

use ferronova_compute::SortDirection;
use redb::{Range, ReadOnlyTable};

use crate::{
    engine_error::EngineError,
    orders::{Index, OrderKey, into_tail, split},
    server_lists::Existence,
    snapshot::Snapshot,
};

type Bytes = &'static [u8];

/// A part of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OrderRange {
    pub(super) project: u32,
    pub(super) existence: Existence,
    /// The tag as a value in keys, if this is the index of tags; otherwise empty.
    pub(super) head: Vec<u8>,
}

/// A row of an index.
pub(super) struct OrderRow {
    /// The value and the id: the part of the key that sorts the rows of an index.
    pub(super) tail: Vec<u8>,
    /// The number of the server, and when it was created.
    pub(super) server: (u64, u64),
}

/// The rows of several ranges of an index, sorted by value in one direction. Rows of equal value
/// are sorted by id, always ascending.
pub(super) struct OrderRows<'a> {
    sources: Vec<RowsOfRange<'a>>,
    direction: SortDirection,
    /// The number of the server in the row that was returned last.
    last: Option<u64>,
}

impl<'a> OrderRows<'a> {
    /// Opens the rows behind the row whose key ends with `after`. Rows with a value less than
    /// `from` are left out.
    pub(super) fn open(
        snapshot: &'a Snapshot,
        index: Index,
        ranges: &'a [OrderRange],
        direction: SortDirection,
        from: &[u8],
        after: Option<&[u8]>,
    ) -> Result<Self, EngineError> {
        let mut sources = Vec::with_capacity(ranges.len());
        for range in ranges {
            let key = |tail: &[u8]| index.key(range.project, range.existence, &range.head, tail);
            let first = key(from);
            // This is after every key: no value begins with the byte 255, and an id has only 16
            // bytes.
            let last = key(&[u8::MAX; 32]);
            let after = after.map(key);
            let table = snapshot.tables.orders()?;
            let mut source =
                RowsOfRange::open(table, range, first..=last, direction, after.as_deref())?;
            source.advance()?;
            sources.push(source);
        }
        Ok(Self { sources, direction, last: None })
    }

    /// The next row. A server that several ranges have at the same place comes once.
    pub(super) fn next(&mut self) -> Result<Option<OrderRow>, EngineError> {
        loop {
            let row = self.next_of_any()?;
            let number = row.as_ref().map(|it| it.server.0);
            if number.is_none() || number != self.last {
                self.last = number;
                return Ok(row);
            }
        }
    }

    fn next_of_any(&mut self) -> Result<Option<OrderRow>, EngineError> {
        let mut next: Option<&mut RowsOfRange<'_>> = None;
        for source in &mut self.sources {
            let Some(row) = &source.next else {
                continue;
            };
            let best = next.as_ref().and_then(|it| it.next.as_ref());
            let is_before =
                |best: &OrderRow| compare(self.direction, &row.tail, &best.tail) == Ordering::Less;
            if best.is_none_or(is_before) {
                next = Some(source);
            }
        }
        let Some(source) = next else {
            return Ok(None);
        };
        let row = source.next.take();
        source.advance()?;
        Ok(row)
    }
}

/// Compares two tails: by value in this direction, and then by id.
fn compare(direction: SortDirection, one: &[u8], other: &[u8]) -> Ordering {
    let ((value, id), (other_value, other_id)) = (split(one), split(other));
    direction.apply(value.cmp(other_value)).then_with(|| id.cmp(other_id))
}

/// The rows of one range.
///
/// In descending order, the rows are read backwards, except that rows of the same value are read
/// forwards, since their ids must be ascending.
struct RowsOfRange<'a> {
    table: &'a ReadOnlyTable<Bytes, (u64, u64)>,
    direction: SortDirection,
    head: &'a [u8],
    first: Vec<u8>,
    rows: Range<'a, Bytes, (u64, u64)>,
    /// The unread rows of one value, in ascending order of their ids.
    group: Option<Range<'a, Bytes, (u64, u64)>>,
    /// The next row backwards, if it was read in advance.
    ahead: Option<(Vec<u8>, (u64, u64))>,
    next: Option<OrderRow>,
}

type Row = (Vec<u8>, (u64, u64));

impl<'a> RowsOfRange<'a> {
    fn open(
        table: &'a ReadOnlyTable<Bytes, (u64, u64)>,
        range: &'a OrderRange,
        keys: RangeInclusive<OrderKey>,
        direction: SortDirection,
        after: Option<&[u8]>,
    ) -> Result<Self, EngineError> {
        let (first, last) = keys.into_inner();
        let (mut start, mut end) = (Bound::Included(&*first), Bound::Included(&*last));
        let mut group = None;
        match (direction, after) {
            (_, None) => {}
            (SortDirection::Ascending, Some(after)) if after < first.as_slice() => {}
            (SortDirection::Ascending, Some(after)) => start = Bound::Excluded(after),
            // In descending order, all rows come before `after`, so none is left.
            (SortDirection::Descending, Some(after)) if after < first.as_slice() => {
                end = Bound::Excluded(&*first);
            }
            (SortDirection::Descending, Some(after)) => {
                let value = value_of(after);
                end = Bound::Excluded(value);
                let last_of_value = last_of(value);
                let rest = (Bound::Excluded(after), Bound::Included(&*last_of_value));
                group = Some(table.range::<&[u8]>(rest)?);
            }
        }
        let rows = table.range::<&[u8]>((start, end))?;
        let head = &range.head;
        Ok(Self { table, direction, head, first, rows, group, ahead: None, next: None })
    }

    fn advance(&mut self) -> Result<(), EngineError> {
        let row = match self.direction {
            SortDirection::Ascending => read(self.rows.next())?,
            SortDirection::Descending => self.previous()?,
        };
        self.next = row.map(|(key, server)| OrderRow { tail: into_tail(key, self.head), server });
        Ok(())
    }

    /// The next row of a descending range.
    fn previous(&mut self) -> Result<Option<Row>, EngineError> {
        loop {
            if let Some(group) = &mut self.group {
                if let Some(row) = read(group.next())? {
                    return Ok(Some(row));
                }
                self.group = None;
            }
            let last = match self.ahead.take() {
                Some(row) => Some(row),
                None => read(self.rows.next_back())?,
            };
            let Some((key, server)) = last else {
                return Ok(None);
            };
            let before = read(self.rows.next_back())?;
            if before.as_ref().is_none_or(|(it, _)| value_of(it) != value_of(&key)) {
                self.ahead = before;
                return Ok(Some((key, server)));
            }
            let value = value_of(&key);
            self.group = Some(self.table.range::<&[u8]>(value..=last_of(value).as_slice())?);
            self.rows = self.table.range::<&[u8]>(self.first.as_slice()..value)?;
        }
    }
}

type Entry<'a> = (redb::AccessGuard<'a, Bytes>, redb::AccessGuard<'a, (u64, u64)>);

fn read(row: Option<Result<Entry<'_>, redb::StorageError>>) -> Result<Option<Row>, EngineError> {
    let Some(row) = row else {
        return Ok(None);
    };
    let (key, server) = row?;
    Ok(Some((key.value().to_vec(), server.value())))
}

/// Returns the part of a key before the id.
fn value_of(key: &[u8]) -> &[u8] {
    split(key).0
}

/// Returns the last possible key of a server with this value.
fn last_of(value: &[u8]) -> Vec<u8> {
    [value, &[u8::MAX; 16]].concat()
}
