//! Where a walk finds its servers.

use ferronova_compute::{Query, Server, SortDirection, Timestamp};

use super::{
    list_rows::ListRows,
    order_rows::{OrderRange, OrderRow, OrderRows},
};
use crate::{
    engine_error::EngineError,
    orders::{Index, tail_before},
    server_lists::{Position, ServerList},
    snapshot::Snapshot,
};

/// Rows that lead to servers, in the order of the rows, and how far they have been walked.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// Lists, in the order of creation and number.
    Lists { lists: Vec<(u32, ServerList)>, direction: SortDirection, after: Option<Position> },
    /// Parts of an index, in the order of value and id.
    Index {
        index: Index,
        ranges: Vec<OrderRange>,
        direction: SortDirection,
        /// The lowest value of the rows to read; empty for all rows.
        from: Vec<u8>,
        /// Whether locked servers are passed over, which only the index by id, read upwards, can do.
        only_unlocked: bool,
        after: Option<Vec<u8>>,
    },
}

/// A row of a source.
pub(super) struct Candidate {
    /// The number of the server.
    pub(super) number: u64,
    pub(super) created: Timestamp,
    /// `false` if the row alone shows that the server does not satisfy the query.
    pub(super) may_match: bool,
    at: Cursor,
}

/// Where a row stands in its source.
enum Cursor {
    List(Position),
    Index(Vec<u8>),
}

/// The rows of a source that have not been walked yet.
pub(super) enum Rows<'a> {
    Lists(ListRows<'a>),
    Index {
        rows: OrderRows<'a>,
        /// The locked servers, which are passed over.
        locked: Option<LockedRows<'a>>,
    },
}

impl Source {
    /// Makes the walk begin behind this server, which need not be in the source.
    pub(super) fn begin_after(&mut self, server: &Server) {
        match self {
            Self::Lists { after, .. } => *after = Some(Position::of(server)),
            Self::Index { index, after, .. } => *after = index.tail_of(server),
        }
    }

    /// Sets whether the locked servers of an index are passed over. Has no effect on lists.
    pub(super) fn pass_over_locked(&mut self, does: bool) {
        if let Self::Index { only_unlocked, .. } = self {
            *only_unlocked = does;
        }
    }

    /// The direction in which the servers come by creation; `None` if they come in another order.
    pub(super) fn direction_of_creation(&self) -> Option<SortDirection> {
        match self {
            Self::Lists { direction, .. }
            | Self::Index { index: Index::Created | Index::Tag, direction, .. } => Some(*direction),
            Self::Index { .. } => None,
        }
    }

    /// Makes the walk begin at the first row of a server that was created at this time or, in the
    /// direction of creation, later; at the first row of all if no time is given. A time is given
    /// only to sources that have a direction of creation.
    pub(super) fn begin_at(&mut self, created: Option<Timestamp>) {
        match self {
            Self::Lists { direction, after, .. } => {
                // No server has one of these numbers.
                let number = match direction {
                    SortDirection::Ascending => 0,
                    SortDirection::Descending => u64::MAX,
                };
                *after = created.map(|created| Position { created, number });
            }
            Self::Index { direction, after, .. } => {
                *after = created.map(|it| tail_before(it, *direction));
            }
        }
    }

    /// Makes the walk continue behind a row that was read.
    pub(super) fn pass(&mut self, candidate: Candidate) {
        match (self, candidate.at) {
            (Self::Lists { after, .. }, Cursor::List(position)) => *after = Some(position),
            (Self::Index { after, .. }, Cursor::Index(tail)) => *after = Some(tail),
            // A source gives only rows of its own kind.
            (Self::Lists { .. }, Cursor::Index(_)) | (Self::Index { .. }, Cursor::List(_)) => {}
        }
    }

    /// Opens the rows behind the last one that was passed.
    pub(super) fn open<'a>(&'a self, snapshot: &'a Snapshot) -> Result<Rows<'a>, EngineError> {
        Ok(match self {
            Self::Lists { lists, direction, after } => {
                Rows::Lists(ListRows::open(snapshot, lists, *direction, *after)?)
            }
            Self::Index { index, ranges, direction, from, only_unlocked, after } => Rows::Index {
                rows: OrderRows::open(
                    snapshot,
                    *index,
                    ranges,
                    *direction,
                    from,
                    after.as_deref(),
                )?,
                locked: only_unlocked
                    .then(|| LockedRows::open(snapshot, ranges, after.as_deref()))
                    .transpose()?,
            },
        })
    }

    /// Whether this row is one of the rows of the server. A damaged key must not show a server to a
    /// caller who may not see it.
    pub(super) fn leads_to(&self, candidate: &Candidate, server: &Server) -> bool {
        match (self, &candidate.at) {
            (Self::Lists { .. }, Cursor::List(position)) => Position::of(server) == *position,
            (Self::Index { index, .. }, Cursor::Index(tail)) => index.has_tail(server, tail),
            (Self::Lists { .. }, Cursor::Index(_)) | (Self::Index { .. }, Cursor::List(_)) => false,
        }
    }
}

impl Candidate {
    pub(super) fn at(position: Position, may_match: bool) -> Self {
        let Position { created, number } = position;
        Self { number, created, may_match, at: Cursor::List(position) }
    }
}

impl Rows<'_> {
    /// The next row, if any.
    pub(super) fn next(&mut self, query: &Query) -> Result<Option<Candidate>, EngineError> {
        match self {
            Self::Lists(rows) => {
                let row = rows.next(query)?;
                Ok(row.map(|(position, may_match)| Candidate::at(position, may_match)))
            }
            Self::Index { rows, locked } => {
                let Some(OrderRow { tail, server: (number, created) }) = rows.next()? else {
                    return Ok(None);
                };
                let may_match = match locked {
                    Some(locked) => !locked.pass(&tail)?,
                    None => true,
                };
                let created = Timestamp::from_micros(i64::try_from(created).unwrap_or(i64::MAX));
                Ok(Some(Candidate { number, created, may_match, at: Cursor::Index(tail) }))
            }
        }
    }
}

/// The locked servers among those of an index by id, which are read in step with that index.
pub(super) struct LockedRows<'a> {
    rows: OrderRows<'a>,
    next: Option<OrderRow>,
}

impl<'a> LockedRows<'a> {
    /// Opens the rows behind the one whose key ends with `after`, as in the index by id.
    fn open(
        snapshot: &'a Snapshot,
        ranges: &'a [OrderRange],
        after: Option<&[u8]>,
    ) -> Result<Self, EngineError> {
        let direction = SortDirection::Ascending;
        let mut rows = OrderRows::open(snapshot, Index::Locked, ranges, direction, &[], after)?;
        let next = rows.next()?;
        Ok(Self { rows, next })
    }

    /// Moves on to this tail, and returns whether the server there is locked. The tails of calls
    /// must ascend.
    fn pass(&mut self, tail: &[u8]) -> Result<bool, EngineError> {
        while self.next.as_ref().is_some_and(|it| it.tail.as_slice() < tail) {
            self.next = self.rows.next()?;
        }
        Ok(self.next.as_ref().is_some_and(|it| it.tail == tail))
    }
}
