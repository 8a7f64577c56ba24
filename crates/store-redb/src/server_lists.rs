//! The lists of servers, and the keys of their rows.
//!
//! All lists share one table. Each list is one range of its keys, ordered by time and number, so
//! that a page is read by a short walk backwards wherever the page begins. Every list exists once
//! per project and once for all projects together.

use ferronova_compute::{DeletionFilter, Lock, LockedBy, Server, Status, Timestamp};

use crate::records::{Numbered, Stored};

/// The key of a server in a list: the number of the project, the number of the list, a time (of
/// creation or deletion), and the number of the server.
pub(crate) type ListKey = [u8; 21];

/// The number that stands for all projects together in keys. Real projects are numbered from 1.
pub(crate) const ALL_PROJECTS: u32 = 0;

/// Maximum number of lists that a server is in.
pub(crate) const MAX_LISTS: usize = 8;

/// The position of a server in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// When the server was created. In the list of deleted servers, when it was deleted.
    pub(crate) created: Timestamp,
    pub(crate) number: u64,
}

impl Position {
    /// The position of this server in lists by creation.
    pub(crate) fn of(server: &Server) -> Self {
        Self { created: server.created, number: server.number }
    }
}

/// Whether a list holds living servers, or deleted and soft-deleted ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existence {
    /// Neither deleted nor soft-deleted.
    Living,
    /// Deleted or soft-deleted.
    Gone,
}

impl Existence {
    pub(crate) fn of(server: &Server) -> Self {
        if DeletionFilter::DeletedOrSoftDeleted.contains(server) {
            Self::Gone
        } else {
            Self::Living
        }
    }

    /// Which servers a query with this filter looks at. If it looks at servers of one status only,
    /// that status is given too.
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

/// The kind of a lock, which its flag and its holder give. There is a list of each kind. A server
/// whose lock has neither flag nor holder is in none of these lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LockKind {
    /// The flag is set, and the owner holds the lock.
    OfOwner,
    /// The flag is set, and an administrator holds the lock.
    OfAdmin,
    /// The flag is set, and nobody holds the lock.
    OfNobody,
    /// The flag is not set, but the owner holds the lock.
    UnsetOfOwner,
    /// The flag is not set, but an administrator holds the lock.
    UnsetOfAdmin,
}

impl LockKind {
    pub(crate) const ALL: [Self; 5] =
        [Self::OfOwner, Self::OfAdmin, Self::OfNobody, Self::UnsetOfOwner, Self::UnsetOfAdmin];

    /// The kind of a lock; `None` if it is neither set nor held.
    fn of(lock: &Lock) -> Option<Self> {
        match (lock.is_set, lock.holder) {
            (true, Some(LockedBy::Owner)) => Some(Self::OfOwner),
            (true, Some(LockedBy::Admin)) => Some(Self::OfAdmin),
            (true, None) => Some(Self::OfNobody),
            (false, Some(LockedBy::Owner)) => Some(Self::UnsetOfOwner),
            (false, Some(LockedBy::Admin)) => Some(Self::UnsetOfAdmin),
            (false, None) => None,
        }
    }

    /// Whether the flag of such a lock is set.
    pub(crate) fn is_set(self) -> bool {
        match self {
            Self::OfOwner | Self::OfAdmin | Self::OfNobody => true,
            Self::UnsetOfOwner | Self::UnsetOfAdmin => false,
        }
    }

    /// Who holds such a lock.
    pub(crate) fn holder(self) -> Option<LockedBy> {
        match self {
            Self::OfOwner | Self::UnsetOfOwner => Some(LockedBy::Owner),
            Self::OfAdmin | Self::UnsetOfAdmin => Some(LockedBy::Admin),
            Self::OfNobody => None,
        }
    }
}

/// A list of servers. Every list except `Deleted` is in the order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServerList {
    /// All servers.
    All(Existence),
    /// The servers with a lock of this kind.
    Locked(Existence, LockKind),
    /// The servers in this status.
    Status(Existence, Status),
    /// The servers with an operation in progress.
    InTransition,
    /// The deleted servers, in the order of deletion.
    Deleted,
}

impl ServerList {
    /// The number of the list in keys, which is part of the stored format.
    fn number(self) -> u8 {
        match self {
            Self::All(Existence::Living) => 1,
            Self::All(Existence::Gone) => 2,
            Self::Locked(Existence::Living, LockKind::OfOwner) => 3,
            Self::Locked(Existence::Gone, LockKind::OfOwner) => 4,
            Self::Locked(Existence::Living, LockKind::OfAdmin) => 5,
            Self::Locked(Existence::Gone, LockKind::OfAdmin) => 6,
            Self::InTransition => 7,
            Self::Deleted => 8,
            Self::Locked(Existence::Living, LockKind::OfNobody) => 9,
            Self::Locked(Existence::Gone, LockKind::OfNobody) => 10,
            Self::Locked(Existence::Living, LockKind::UnsetOfOwner) => 11,
            Self::Locked(Existence::Gone, LockKind::UnsetOfOwner) => 12,
            Self::Locked(Existence::Living, LockKind::UnsetOfAdmin) => 13,
            Self::Locked(Existence::Gone, LockKind::UnsetOfAdmin) => 14,
            Self::Status(Existence::Living, status) => 0x40 | status.number(),
            Self::Status(Existence::Gone, status) => 0x80 | status.number(),
        }
    }

    /// The key of a server at this position in the list.
    pub(crate) fn key(self, project: u32, position: Position) -> ListKey {
        self.key_of(project, micros(position.created), position.number)
    }

    /// The first and the last possible key of the list.
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

/// Returns the position in a key, which is the time and the number of the server.
pub(crate) fn position_of(key: &ListKey) -> Position {
    let [_, _, _, _, _, position @ ..] = *key;
    let position = u128::from_be_bytes(position);
    let micros = i64::try_from(position >> 64).unwrap_or(i64::MAX);
    // The cast keeps the lower 64 bits, which are the number.
    #[expect(clippy::cast_possible_truncation, reason = "the upper 64 bits are the time")]
    Position { created: Timestamp::from_micros(micros), number: position as u64 }
}

/// Names the list that a key belongs to, for messages.
pub(crate) fn name_of(key: &ListKey) -> String {
    let [a, b, c, d, list, ..] = *key;
    let list = match list {
        1 => "living servers".to_owned(),
        2 => "deleted and soft-deleted servers".to_owned(),
        3..=6 | 9..=14 => "locked servers".to_owned(),
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

/// Returns the keys of a server in all lists. Each kind of list has a fixed index in the result, so
/// that the keys of a server before and after a change can be compared one by one.
pub(crate) fn keys_of(stored: &Stored) -> [Option<ListKey>; MAX_LISTS] {
    let Stored { server, scratch, project, .. } = stored;
    let existence = Existence::of(server);
    let position = Position::of(server);
    let all = ServerList::All(existence);
    let status = ServerList::Status(existence, server.status());
    let locked = LockKind::of(&server.lock).map(|it| ServerList::Locked(existence, it));
    let deleted = server.deleted_at.map(|created| Position { created, number: server.number });
    [
        Some(all.key(*project, position)),
        Some(all.key(ALL_PROJECTS, position)),
        Some(status.key(*project, position)),
        Some(status.key(ALL_PROJECTS, position)),
        locked.map(|it| it.key(*project, position)),
        locked.map(|it| it.key(ALL_PROJECTS, position)),
        scratch.transition.map(|_| ServerList::InTransition.key(ALL_PROJECTS, position)),
        deleted.map(|it| ServerList::Deleted.key(ALL_PROJECTS, it)),
    ]
}

/// Returns the key that an older program may have used instead of `key`. A server that is rebuilt
/// while it is stopped or in error has the status `REBUILD`. Older programs put it into the list of
/// another status, which follows from its vm state alone; the format number did not change when
/// this was corrected.
pub(crate) fn former_key(server: &Server, key: &ListKey) -> Option<ListKey> {
    let (existence, was) = (Existence::of(server), Status::of(server.vm_state, None));
    let is_concerned = server.status() == Status::Rebuild && was != Status::Active;
    let is_by_status = key[4] == ServerList::Status(existence, Status::Rebuild).number();
    (is_concerned && is_by_status).then(|| {
        let mut former = *key;
        former[4] = ServerList::Status(existence, was).number();
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

    fn every_list() -> Vec<ServerList> {
        let mut lists = vec![ServerList::InTransition, ServerList::Deleted];
        for existence in [Existence::Living, Existence::Gone] {
            lists.push(ServerList::All(existence));
            lists.extend(LockKind::ALL.map(|it| ServerList::Locked(existence, it)));
            lists.extend(Status::ALL.iter().map(|it| ServerList::Status(existence, *it)));
        }
        lists
    }

    #[test]
    fn no_two_lists_share_a_number() {
        let numbers: BTreeSet<u8> = every_list().into_iter().map(ServerList::number).collect();

        assert_eq!(numbers.len(), every_list().len());
    }

    #[test]
    fn the_numbers_of_lists_are_part_of_the_format() {
        assert_eq!(ServerList::All(Existence::Living).number(), 1);
        assert_eq!(ServerList::All(Existence::Gone).number(), 2);
        for (n, kind) in LockKind::ALL.into_iter().enumerate() {
            let number = [3, 5, 9, 11, 13][n];
            assert_eq!(ServerList::Locked(Existence::Living, kind).number(), number);
            assert_eq!(ServerList::Locked(Existence::Gone, kind).number(), number + 1);
        }
        assert_eq!(ServerList::InTransition.number(), 7);
        assert_eq!(ServerList::Deleted.number(), 8);
        assert_eq!(ServerList::Status(Existence::Living, Status::Active).number(), 65);
        assert_eq!(ServerList::Status(Existence::Gone, Status::Deleted).number(), 131);
    }

    #[test]
    fn the_kind_of_a_lock_tells_its_flag_and_its_holder() {
        for is_set in [false, true] {
            for holder in [None, Some(LockedBy::Owner), Some(LockedBy::Admin)] {
                let kind = LockKind::of(&Lock { is_set, holder, ..Lock::default() });

                let told = kind.map_or((false, None), |it| (it.is_set(), it.holder()));
                assert_eq!(told, (is_set, holder));
            }
        }
    }

    #[test]
    fn keys_sort_by_time_and_then_by_number() {
        let key = |micros, number| {
            let created = Timestamp::from_micros(micros);
            ServerList::All(Existence::Living).key(7, Position { created, number })
        };

        let mut keys = vec![key(256, 1), key(255, 256), key(255, 255), key(1, 1 << 40)];
        keys.sort_unstable();

        assert_eq!(keys, [key(1, 1 << 40), key(255, 255), key(255, 256), key(256, 1)]);
    }

    #[test]
    fn the_position_is_read_back_from_a_key() {
        let position =
            Position { created: Timestamp::from_micros(1_700_000_000_000_001), number: u64::MAX };

        assert_eq!(position_of(&ServerList::Deleted.key(u32::MAX, position)), position);
    }
}
