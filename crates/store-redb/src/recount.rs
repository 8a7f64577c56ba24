//! How many servers live, counted anew: what the record of it must say.

use ferronova_compute::{Census, LockedBy};
use redb::ReadableTable;

use crate::{
    failure::Failure,
    list::{ALL_PROJECTS, Class, List, ListKey},
};

/// Counts the places in the lists of the living. Neither states nor records are read, so that a
/// million servers take a fraction of a second.
pub(crate) fn recount(
    lists: &impl ReadableTable<&'static ListKey, &'static [u8]>,
) -> Result<Census, Failure> {
    let all = length(lists, List::All(Class::Living))?;
    let by = |holder| length(lists, List::LockedBy(Class::Living, holder));
    let (locked_by_owner, locked_by_admin) = (by(LockedBy::Owner)?, by(LockedBy::Admin)?);
    let unlocked = all.saturating_sub(locked_by_owner).saturating_sub(locked_by_admin);
    Ok(Census { unlocked, locked_by_owner, locked_by_admin })
}

fn length(
    lists: &impl ReadableTable<&'static ListKey, &'static [u8]>,
    list: List,
) -> Result<u64, Failure> {
    let (start, end) = list.bounds(ALL_PROJECTS);
    let mut length = 0;
    for row in lists.range::<&ListKey>(&start..=&end)? {
        row?;
        length += 1;
    }
    Ok(length)
}
