//! Counts of existing servers by who holds their lock.

use crate::{DeletionFilter, LockedBy, Server};

/// The number of servers that are not deleted, by who holds their lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Servers whose lock nobody holds.
    pub unlocked: u64,
    /// Servers whose lock their owner holds.
    pub locked_by_owner: u64,
    /// Servers whose lock an administrator holds.
    pub locked_by_admin: u64,
}

impl Census {
    /// Counts a server, unless it is deleted or soft-deleted.
    pub fn add(&mut self, server: &Server) {
        if let Some(count) = self.count_of(server) {
            *count += 1;
        }
    }

    /// Undoes [`add`](Self::add). `server` must have the same lock and deletion state as when it
    /// was added.
    pub fn remove(&mut self, server: &Server) {
        if let Some(count) = self.count_of(server) {
            *count = count.saturating_sub(1);
        }
    }

    fn count_of(&mut self, server: &Server) -> Option<&mut u64> {
        if !DeletionFilter::Living.contains(server) {
            return None;
        }
        Some(match server.locked_by() {
            None => &mut self.unlocked,
            Some(LockedBy::Owner) => &mut self.locked_by_owner,
            Some(LockedBy::Admin) => &mut self.locked_by_admin,
        })
    }
}
