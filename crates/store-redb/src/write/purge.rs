//! Removes the rows of servers that were deleted long ago.

use std::ops::Bound;

use ferronova_compute::{KEPT_ACTIONS, Timestamp};
use redb::ReadableTable;

use super::batch::{Batch, Refusal};
use crate::{
    engine_error::EngineError,
    orders,
    records::Stored,
    server_lists::{self, ALL_PROJECTS, ListKey, Position, ServerList, position_of},
    tables::action_key,
};

/// The approximate number of rows that one commit removes. It is limited because other writes wait
/// meanwhile.
const ROWS_PER_COMMIT: usize = 4000;

/// Maximum number of rows of a server that are not actions.
const ROWS_PER_SERVER: usize = 18;

/// The result of one commit of a purge.
pub(crate) struct Purged {
    pub(crate) servers: u64,
    /// Where the next commit continues; `None` if no server is left to purge.
    pub(crate) next: Option<Position>,
}

impl Batch<'_> {
    /// Removes some of the servers that were deleted before `deleted_before`, continuing after the
    /// position `after`, where the last commit stopped. A damaged server stays, and is logged.
    pub(crate) fn purge(
        &mut self,
        deleted_before: Timestamp,
        after: Option<Position>,
    ) -> Result<Purged, Refusal> {
        let mut purged = Purged { servers: 0, next: after };
        let mut rows = 0;
        while rows < ROWS_PER_COMMIT {
            let next = self.next_deleted(purged.next)?;
            purged.next = next.filter(|it| it.created < deleted_before);
            let Some(position) = purged.next else {
                break;
            };
            rows += ROWS_PER_SERVER;
            match self.tables.read(position.number) {
                // A damaged key must not remove a living server.
                Ok(Some(stored)) if stored.server.deleted_at == Some(position.created) => {
                    rows += self.remove(&stored)?;
                    purged.servers += 1;
                }
                Ok(_) => log::error!("did not purge server {}: its row differs", position.number),
                Err(EngineError::Damaged(what)) => log::error!("did not purge a server: {what}"),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(purged)
    }

    fn next_deleted(&mut self, after: Option<Position>) -> Result<Option<Position>, EngineError> {
        let (first, last) = ServerList::Deleted.bounds(ALL_PROJECTS);
        let after = after.map(|it| ServerList::Deleted.key(ALL_PROJECTS, it));
        let start = after.as_ref().map_or(Bound::Included(&first), Bound::Excluded);
        let range = (start, Bound::Included(&last));
        let mut rows = self.tables.lists()?.range::<&ListKey>(range)?;
        let row = rows.next().transpose()?;
        Ok(row.map(|(key, _)| position_of(key.value())))
    }

    /// Removes every row of a server, and returns how many of the rows were actions.
    fn remove(&mut self, stored: &Stored) -> Result<usize, EngineError> {
        self.tables.mark_dirty();
        let server = &stored.server;
        self.current.census.remove(server);
        self.tables.ids()?.remove(server.id.as_bytes())?;
        self.tables.states()?.remove(server.number)?;
        self.tables.records()?.remove(server.number)?;
        for key in server_lists::keys_of(stored).into_iter().flatten() {
            self.tables.lists()?.remove(&key)?;
            if let Some(former) = server_lists::former_key(server, &key) {
                self.tables.lists()?.remove(&former)?;
            }
        }
        for key in orders::keys_of(stored) {
            self.tables.orders()?.remove(key.as_slice())?;
        }
        let mut removed = 0;
        for sequence in (0..stored.actions).rev().take(KEPT_ACTIONS) {
            self.tables.actions()?.remove(&action_key(server.number, sequence))?;
            removed += 1;
        }
        Ok(removed)
    }
}
