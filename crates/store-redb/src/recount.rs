//! Counts the living servers. In an undamaged database the record of the census has the same
//! counts.

use ferronova_compute::{Census, LockedBy};
use redb::ReadableTable;

use crate::{
    engine_error::EngineError,
    server_lists::{ALL_PROJECTS, Existence, ListKey, LockKind, ServerList},
};

/// Counts the rows in the lists of the living servers. The servers themselves are not read, so that
/// a million servers take a fraction of a second.
pub(crate) fn recount(
    lists: &impl ReadableTable<&'static ListKey, &'static [u8]>,
) -> Result<Census, EngineError> {
    let all = length(lists, ServerList::All(Existence::Living))?;
    let (mut locked_by_owner, mut locked_by_admin) = (0, 0);
    for kind in LockKind::ALL {
        let held = match kind.holder() {
            Some(LockedBy::Owner) => &mut locked_by_owner,
            Some(LockedBy::Admin) => &mut locked_by_admin,
            None => continue,
        };
        *held += length(lists, ServerList::Locked(Existence::Living, kind))?;
    }
    let unlocked = all.saturating_sub(locked_by_owner).saturating_sub(locked_by_admin);
    Ok(Census { unlocked, locked_by_owner, locked_by_admin })
}

fn length(
    lists: &impl ReadableTable<&'static ListKey, &'static [u8]>,
    list: ServerList,
) -> Result<u64, EngineError> {
    let (start, end) = list.bounds(ALL_PROJECTS);
    let mut length = 0;
    for row in lists.range::<&ListKey>(&start..=&end)? {
        row?;
        length += 1;
    }
    Ok(length)
}
