//! Indexes that sort servers by a value, and servers of equal value by id; and the keys of their
//! rows.
//!
//! These indexes serve the orders of API 2.1, in which servers with equal values are sorted by id.
//! All indexes share one table. In it, each index has a range of keys per project, and one for all
//! projects together. A row holds the number of a server and the time when the server was created.
//! From that time a walk can mostly tell, without reading the server, that a page does not need it.

use ferronova_compute::{Server, SortDirection, Timestamp, fold_case};

use crate::{
    records::Stored,
    server_lists::{ALL_PROJECTS, Existence},
};

/// The key of a server in an index: the number of the project, the number of the index, whether the
/// server is living or gone, the head (in the index of tags, the tag; otherwise nothing), and the
/// tail, which is the value and the id of the server.
pub(crate) type OrderKey = Vec<u8>;

/// Length of the part of a key before the head.
const PREFIX_LEN: usize = 6;

const ID_LEN: usize = 16;

/// An index of servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Index {
    /// All servers, by the time of creation.
    Created,
    /// All servers, by the time of the last change.
    Updated,
    /// All servers, by the name in lower case.
    Name,
    /// All servers, by id alone.
    Id,
    /// The servers whose lock has its flag set, by id alone.
    Locked,
    /// The servers with a tag, by the time of creation. In keys, the tag in lower case stands
    /// before that time, so that each tag is an index of its own.
    Tag,
}

impl Index {
    pub(crate) const ALL: [Self; 6] =
        [Self::Created, Self::Updated, Self::Name, Self::Id, Self::Locked, Self::Tag];

    /// The number of the index in keys, which is part of the stored format.
    fn number(self) -> u8 {
        match self {
            Self::Created => 1,
            Self::Updated => 2,
            Self::Name => 3,
            Self::Id => 4,
            Self::Locked => 5,
            Self::Tag => 6,
        }
    }

    /// The name of the index, for messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Created => "servers by creation",
            Self::Updated => "servers by last change",
            Self::Name => "servers by name",
            Self::Id => "servers by id",
            Self::Locked => "locked servers by id",
            Self::Tag => "servers by tag",
        }
    }

    /// Returns the end that all keys of a server in this index have: the value and the id. Returns
    /// `None` if the server is not in the index. Whatever is read of the server here and in
    /// [`Self::heads_of`], [`Self::has_same_values`] must compare.
    pub(crate) fn tail_of(self, server: &Server) -> Option<Vec<u8>> {
        let id: &[u8] = server.id.as_bytes();
        Some(match self {
            Self::Created | Self::Tag => [&value_of_time(server.created), id].concat(),
            Self::Updated => [&value_of_time(server.updated), id].concat(),
            Self::Name => [&value_of_text(&server.name), id].concat(),
            Self::Id => id.to_vec(),
            Self::Locked if server.lock.is_set => id.to_vec(),
            Self::Locked => return None,
        })
    }

    /// Whether this is the tail of the server's keys, as [`Self::tail_of`] returns it.
    pub(crate) fn has_tail(self, server: &Server, tail: &[u8]) -> bool {
        let (value, id) = split(tail);
        let has_value = match self {
            Self::Created | Self::Tag => value == value_of_time(server.created),
            Self::Updated => value == value_of_time(server.updated),
            Self::Name => value == value_of_text(&server.name),
            Self::Id => value.is_empty(),
            Self::Locked => value.is_empty() && server.lock.is_set,
        };
        has_value && id == server.id.as_bytes()
    }

    /// Whether a change from `one` to `other` leaves the values of the server in this index as they
    /// are.
    fn has_same_values(self, one: &Server, other: &Server) -> bool {
        match self {
            Self::Created => one.created == other.created,
            Self::Updated => one.updated == other.updated,
            Self::Name => one.name == other.name,
            Self::Id => true,
            Self::Locked => one.lock.is_set == other.lock.is_set,
            Self::Tag => one.created == other.created && one.tags == other.tags,
        }
    }

    /// Returns what stands before the tail in each key that the server has in this index. In the
    /// index of tags, the server has a key for each of its tags, with that tag before the tail. In
    /// any other index, it has one key, with nothing before the tail.
    fn heads_of(self, server: &Server) -> Vec<Vec<u8>> {
        match self {
            Self::Created | Self::Updated | Self::Name | Self::Id | Self::Locked => {
                vec![Vec::new()]
            }
            Self::Tag => {
                let mut heads: Vec<_> = server.tags.iter().map(|it| value_of_text(it)).collect();
                heads.sort_unstable();
                heads.dedup();
                heads
            }
        }
    }

    /// Returns the key with this head and this tail.
    pub(crate) fn key(
        self,
        project: u32,
        existence: Existence,
        head: &[u8],
        tail: &[u8],
    ) -> OrderKey {
        let mut key = Vec::with_capacity(PREFIX_LEN + head.len() + tail.len());
        key.extend_from_slice(&project.to_be_bytes());
        key.push(self.number());
        key.push(match existence {
            Existence::Living => 1,
            Existence::Gone => 2,
        });
        key.extend_from_slice(head);
        key.extend_from_slice(tail);
        key
    }
}

/// Returns a time as a value in keys.
pub(crate) fn value_of_time(time: Timestamp) -> [u8; 8] {
    micros(time).to_be_bytes()
}

/// Returns a tail of an index in the order of creation. A walk that begins behind it, in this
/// direction, finds the servers that were created at this time, and those that follow them.
pub(crate) fn tail_before(created: Timestamp, direction: SortDirection) -> Vec<u8> {
    match direction {
        // Every tail with this value has an id behind it, and so comes later.
        SortDirection::Ascending => value_of_time(created).to_vec(),
        // The last possible tail of the next value.
        SortDirection::Descending => {
            let next = micros(created).saturating_add(1);
            [next.to_be_bytes().as_slice(), &[u8::MAX; ID_LEN]].concat()
        }
    }
}

/// Returns a text in lower case as a value in keys. Each zero byte of the text is followed by a
/// byte 255, and two zero bytes follow the text. So no value is the beginning of another, and
/// values are ordered like the texts.
pub(crate) fn value_of_text(text: &str) -> Vec<u8> {
    let folded = fold_case(text);
    let mut value = Vec::with_capacity(folded.len() + 2 + ID_LEN);
    for byte in folded.bytes() {
        value.push(byte);
        if byte == 0 {
            value.push(u8::MAX);
        }
    }
    value.extend_from_slice(&[0, 0]);
    value
}

/// Splits the tail of a key into the value and the id.
pub(crate) fn split(tail: &[u8]) -> (&[u8], &[u8]) {
    tail.split_at(tail.len().saturating_sub(ID_LEN))
}

/// Returns the tail of a key that has this head. The tail is the value and the id.
pub(crate) fn into_tail(mut key: OrderKey, head: &[u8]) -> Vec<u8> {
    key.drain(..key.len().min(PREFIX_LEN + head.len()));
    key
}

/// Names the index that a key belongs to, for messages.
pub(crate) fn name_of(key: &[u8]) -> String {
    let number = key.get(4).copied().unwrap_or_default();
    let index = Index::ALL.into_iter().find(|it| it.number() == number);
    let index = index.map_or_else(|| format!("unknown number {number}"), |it| it.name().to_owned());
    match key.first_chunk().map(|it| u32::from_be_bytes(*it)) {
        None | Some(ALL_PROJECTS) => index,
        Some(project) => format!("{index} of project number {project}"),
    }
}

/// Returns the keys of a server in all indexes.
pub(crate) fn keys_of(stored: &Stored) -> Vec<OrderKey> {
    keys_in(Index::ALL, stored)
}

/// Returns the old and the new keys of a server, in those indexes where the change affects its keys
/// or its rows.
pub(crate) fn changed_keys(old: &Stored, new: &Stored) -> (Vec<OrderKey>, Vec<OrderKey>) {
    let (before, after) = (&old.server, &new.server);
    let are_all_changed = old.project != new.project
        || Existence::of(before) != Existence::of(after)
        || row_of(before) != row_of(after);
    let is_changed = |it: &Index| are_all_changed || !it.has_same_values(before, after);
    let changed = || Index::ALL.into_iter().filter(is_changed);
    (keys_in(changed(), old), keys_in(changed(), new))
}

fn keys_in(indexes: impl IntoIterator<Item = Index>, stored: &Stored) -> Vec<OrderKey> {
    let Stored { server, project, .. } = stored;
    let existence = Existence::of(server);
    let mut keys = Vec::with_capacity(2 * Index::ALL.len());
    for index in indexes {
        let Some(tail) = index.tail_of(server) else {
            continue;
        };
        for head in index.heads_of(server) {
            keys.extend([*project, ALL_PROJECTS].map(|it| index.key(it, existence, &head, &tail)));
        }
    }
    keys
}

/// What each row of a server holds: the number of the server, and when it was created.
pub(crate) fn row_of(server: &Server) -> (u64, u64) {
    (server.number, micros(server.created))
}

fn micros(time: Timestamp) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use ferronova_compute::{Lock, Scratch};
    use uuid::Uuid;

    use super::*;

    fn named(name: &str, id: u128) -> Vec<u8> {
        let it = Server { name: name.to_owned(), id: Uuid::from_u128(id), ..Server::default() };
        Index::Name.tail_of(&it).unwrap()
    }

    #[test]
    fn keys_are_ordered_like_values_and_then_ids() {
        let mut tails = vec![
            named("ab", 1),
            named("a\0", 1),
            named("A", 2),
            named("b", 0),
            named("a", 3),
            named("a\0b", 0),
            named("", 9),
        ];

        tails.sort();

        let sorted = [("", 9), ("A", 2), ("a", 3), ("a\0", 1), ("a\0b", 0), ("ab", 1), ("b", 0)];
        assert_eq!(tails, sorted.map(|(name, id)| named(name, id)));
    }

    #[test]
    fn a_change_leaves_out_no_index_in_which_keys_change() {
        let stored = |server: &Server, project| Stored {
            server: Box::new(server.clone()),
            scratch: Scratch::default(),
            project,
            actions: 0,
        };
        let old =
            Server { id: Uuid::from_u128(7), tags: vec!["a".to_owned()], ..Server::default() };
        let later = Timestamp::from_seconds(9);
        let lock = Lock { is_set: true, ..Lock::default() };
        let changed = [
            Server { created: later, ..old.clone() },
            Server { updated: later, ..old.clone() },
            Server { name: "web".to_owned(), ..old.clone() },
            Server { lock, ..old.clone() },
            Server { tags: vec!["a".to_owned(), "b".to_owned()], ..old.clone() },
            Server { deleted_at: Some(later), ..old.clone() },
            Server { number: 8, ..old.clone() },
            old.clone(),
        ];
        for (project, new) in
            [1, 2].into_iter().flat_map(|it| changed.iter().map(move |new| (it, new)))
        {
            let (old, new) = (stored(&old, 1), stored(new, project));

            let (left, taken) = changed_keys(&old, &new);

            let (all_left, all_taken) = (keys_of(&old), keys_of(&new));
            assert!(all_left.iter().all(|it| left.contains(it) || all_taken.contains(it)));
            assert!(all_taken.iter().all(|it| taken.contains(it) || all_left.contains(it)));
        }
    }

    #[test]
    fn the_numbers_of_indexes_are_part_of_the_format() {
        assert_eq!(Index::ALL.map(Index::number), [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn a_key_says_its_index() {
        let key = Index::Name.key(7, Existence::Gone, &[], &named("web", 5));

        assert_eq!(name_of(&key), "servers by name of project number 7");
    }
}
