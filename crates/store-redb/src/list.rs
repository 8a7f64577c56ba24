//! The lists that servers stand in, and their places there.
//!
//! All lists share one table. Each is one range of it, in the order of time and number, so that
//! a page is a short walk backwards wherever it begins. Every list exists once per project and
//! once for all projects together.

use ferronova_compute::{DeletionFilter, LockedBy, Position, Server, Status, Timestamp};

use crate::records::{Numbered, Stored};

/// Where a server stands in a list: the project, the list, the time and the number of the server.
pub(crate) type ListKey = [u8; 21];

/// The project number of the lists that hold the servers of every project.
pub(crate) const ALL_PROJECTS: u32 = 0;

/// How many lists a server stands in at most.
pub(crate) const MOST_PLACES: usize = 8;

/// The half of the servers that a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Neither deleted nor soft-deleted.
    Living,
    /// Deleted or soft-deleted.
    Gone,
}

impl Class {
    pub(crate) fn of(server: &Server) -> Self {
        if DeletionFilter::DeletedOrSoftDeleted.contains(server) {
            Self::Gone
        } else {
            Self::Living
        }
    }

    /// The halves that such a query reads, and the only status it wants there.
    pub(crate) fn within(deletion: DeletionFilter) -> &'static [(Self, Option<Status>)] {
        match deletion {
            DeletionFilter::Living => &[(Self::Living, None)],
            DeletionFilter::NotDeleted => {
                &[(Self::Living, None), (Self::Gone, Some(Status::SoftDeleted))]
            }
            DeletionFilter::DeletedOrSoftDeleted => &[(Self::Gone, None)],
            DeletionFilter::Deleted => &[(Self::Gone, Some(Status::Deleted))],
            DeletionFilter::Any => &[(Self::Living, None), (Self::Gone, None)],
        }
    }
}

/// One list. All but the last are in the order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    /// Every server.
    All(Class),
    /// Those that this kind of caller has locked.
    LockedBy(Class, LockedBy),
    /// Those in this status.
    Status(Class, Status),
    /// Those with work in progress.
    InTransition,
    /// Those whose record is deleted, in the order of deletion.
    Deleted,
}

impl List {
    /// The byte that stands for it in keys. It is part of the format.
    fn number(self) -> u8 {
        match self {
            Self::All(Class::Living) => 1,
            Self::All(Class::Gone) => 2,
            Self::LockedBy(Class::Living, LockedBy::Owner) => 3,
            Self::LockedBy(Class::Gone, LockedBy::Owner) => 4,
            Self::LockedBy(Class::Living, LockedBy::Admin) => 5,
            Self::LockedBy(Class::Gone, LockedBy::Admin) => 6,
            Self::InTransition => 7,
            Self::Deleted => 8,
            Self::Status(Class::Living, status) => 0x40 | status.number(),
            Self::Status(Class::Gone, status) => 0x80 | status.number(),
        }
    }

    /// The key of a place in this list of a project.
    pub(crate) fn key(self, project: u32, place: Position) -> ListKey {
        self.key_of(project, micros(place.created), place.number)
    }

    /// The first and the last key that this list of a project can hold.
    pub(crate) fn bounds(self, project: u32) -> (ListKey, ListKey) {
        (self.key_of(project, 0, 0), self.key_of(project, u64::MAX, u64::MAX))
    }

    fn key_of(self, project: u32, micros: u64, number: u64) -> ListKey {
        let mut key = [0; 21];
        key[..4].copy_from_slice(&project.to_be_bytes());
        key[4] = self.number();
        key[5..13].copy_from_slice(&micros.to_be_bytes());
        key[13..].copy_from_slice(&number.to_be_bytes());
        key
    }
}

/// The time and the number in a key.
pub(crate) fn place_of(key: &ListKey) -> Position {
    let [_, _, _, _, _, place @ ..] = *key;
    let place = u128::from_be_bytes(place);
    let micros = i64::try_from(place >> 64).unwrap_or(i64::MAX);
    // The cast keeps the lower half, which is the number.
    #[expect(clippy::cast_possible_truncation, reason = "the upper half is the time")]
    Position { created: Timestamp::from_micros(micros), number: place as u64 }
}

/// What the list of a key is called in messages.
pub(crate) fn name_of(key: &ListKey) -> String {
    let [a, b, c, d, list, ..] = *key;
    let list = match list {
        1 => "living servers".to_owned(),
        2 => "deleted and soft-deleted servers".to_owned(),
        3..=6 => "locked servers".to_owned(),
        7 => "servers with work in progress".to_owned(),
        8 => "servers to purge".to_owned(),
        number => match Status::of_number(number & 0x3f) {
            Some(status) => format!("{} servers", status.as_str()),
            None => format!("unknown number {number}"),
        },
    };
    match u32::from_be_bytes([a, b, c, d]) {
        ALL_PROJECTS => list,
        project => format!("{list} of project number {project}"),
    }
}

/// Every place of a server, each kind of list at an index of its own.
pub(crate) fn places(stored: &Stored) -> [Option<ListKey>; MOST_PLACES] {
    let Stored { server, scratch, project, .. } = stored;
    let class = Class::of(server);
    let place = Position::of(server);
    let all = List::All(class);
    let status = List::Status(class, server.status());
    let locked = server.locked_by().map(|holder| List::LockedBy(class, holder));
    let deleted = server.deleted_at.map(|created| Position { created, number: server.number });
    [
        Some(all.key(*project, place)),
        Some(all.key(ALL_PROJECTS, place)),
        Some(status.key(*project, place)),
        Some(status.key(ALL_PROJECTS, place)),
        locked.map(|it| it.key(*project, place)),
        locked.map(|it| it.key(ALL_PROJECTS, place)),
        scratch.transition.map(|_| List::InTransition.key(ALL_PROJECTS, place)),
        deleted.map(|it| List::Deleted.key(ALL_PROJECTS, it)),
    ]
}

/// The key under which an older program may have stored a place of a server. A server that is
/// rebuilt while it is stopped or in error has the status `REBUILD`; earlier it was listed under the
/// status of its vm state, and the format did not change with that.
pub(crate) fn former(server: &Server, place: &ListKey) -> Option<ListKey> {
    let (class, was) = (Class::of(server), Status::of(server.vm_state, None));
    let is_concerned = server.status() == Status::Rebuild && was != Status::Active;
    let is_by_status = place[4] == List::Status(class, Status::Rebuild).number();
    (is_concerned && is_by_status).then(|| {
        let mut former = *place;
        former[4] = List::Status(class, was).number();
        former
    })
}

fn micros(time: Timestamp) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn every_list() -> Vec<List> {
        let mut lists = vec![List::InTransition, List::Deleted];
        for class in [Class::Living, Class::Gone] {
            lists.push(List::All(class));
            lists.extend(LockedBy::ALL.iter().map(|it| List::LockedBy(class, *it)));
            lists.extend(Status::ALL.iter().map(|it| List::Status(class, *it)));
        }
        lists
    }

    #[test]
    fn no_two_lists_share_a_number() {
        let numbers: BTreeSet<u8> = every_list().into_iter().map(List::number).collect();

        assert_eq!(numbers.len(), every_list().len());
    }

    #[test]
    fn the_numbers_of_lists_are_part_of_the_format() {
        assert_eq!(List::All(Class::Living).number(), 1);
        assert_eq!(List::All(Class::Gone).number(), 2);
        assert_eq!(List::LockedBy(Class::Living, LockedBy::Owner).number(), 3);
        assert_eq!(List::LockedBy(Class::Gone, LockedBy::Owner).number(), 4);
        assert_eq!(List::LockedBy(Class::Living, LockedBy::Admin).number(), 5);
        assert_eq!(List::LockedBy(Class::Gone, LockedBy::Admin).number(), 6);
        assert_eq!(List::InTransition.number(), 7);
        assert_eq!(List::Deleted.number(), 8);
        assert_eq!(List::Status(Class::Living, Status::Active).number(), 65);
        assert_eq!(List::Status(Class::Gone, Status::Deleted).number(), 131);
    }

    #[test]
    fn keys_sort_by_time_and_then_by_number() {
        let key = |micros, number| {
            let created = Timestamp::from_micros(micros);
            List::All(Class::Living).key(7, Position { created, number })
        };

        let mut keys = vec![key(256, 1), key(255, 256), key(255, 255), key(1, 1 << 40)];
        keys.sort_unstable();

        assert_eq!(keys, [key(1, 1 << 40), key(255, 255), key(255, 256), key(256, 1)]);
    }

    #[test]
    fn a_key_gives_back_its_place() {
        let place =
            Position { created: Timestamp::from_micros(1_700_000_000_000_001), number: u64::MAX };

        assert_eq!(place_of(&List::Deleted.key(u32::MAX, place)), place);
    }
}
