//! How many servers live, and who locked them.

use crate::{DeletionFilter, LockedBy, Server};

/// How many servers live, by who locked them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Those that nobody locked.
    pub unlocked: u64,
    /// Those that their owner locked.
    pub locked_by_owner: u64,
    /// Those that an administrator locked.
    pub locked_by_admin: u64,
}

impl Census {
    /// Counts a server, if it lives.
    pub fn add(&mut self, server: &Server) {
        if let Some(count) = self.count_of(server) {
            *count += 1;
        }
    }

    /// Counts a server, as it was when it was added, no more.
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
