//! Data that is stored beside a server for the code that carries out operations on the server: the
//! operation in progress, and notes.

use std::collections::BTreeMap;

use crate::{Server, Transition, Work, states::words};

words! {
    /// The key of a value that an operation on a server stores for later. If Nova keeps the value
    /// in the system metadata, the key is the same as Nova's.
    Note {
        /// The compute host that a new server must be placed on.
        ForcedHost = "os-availability-zone:forced_host",
        /// The vm state before the operation, which is restored later.
        OldVmState = "old_vm_state",
        /// The flavor before a resize.
        OldFlavor = "old_flavor_id",
        /// The flavor that a resize leads to.
        NewFlavor = "new_flavor_id",
        /// The compute host before a resize.
        OldHost = "old_host",
        /// The compute host that a move leads to.
        NewHost = "new_host",
        /// The image that was requested for a rescue but can't be used.
        MissingImage = "missing_image_id",
        /// The image that is being made of the server.
        SnapshotImage = "snapshot_image_id",
        /// Maximum number of backups of the same type to keep.
        BackupRotation = "backup_rotation",
        /// The type of the backup that is being made.
        BackupType = "backup_type",
        /// The image that holds the shelved server's disk.
        ShelvedImage = "shelved_image_id",
        /// When the server was shelved, as a time in Nova's format.
        ShelvedAt = "shelved_at",
    }
}

/// The operation in progress on a server, and the notes that this operation or a later one needs.
///
/// The operations, the hypervisor driver and the store see the scratch. Handlers, views, filters
/// and extensions see only the server, and keep their own notes in its system metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scratch {
    /// The operation in progress; `None` if there is none.
    pub transition: Option<Transition>,
    /// The notes.
    pub notes: BTreeMap<Note, String>,
}

impl Scratch {
    /// The value of a note.
    #[must_use]
    pub fn note(&self, note: Note) -> Option<&str> {
        self.notes.get(&note).map(String::as_str)
    }

    /// Sets a note, replacing its value.
    pub fn set_note(&mut self, note: Note, value: impl Into<String>) {
        self.notes.insert(note, value.into());
    }

    /// Removes a note and returns its value.
    pub fn take_note(&mut self, note: Note) -> Option<String> {
        self.notes.remove(&note)
    }

    /// Whether the operation in progress is one of these kinds of work.
    #[must_use]
    pub fn is_at(&self, works: &[Work]) -> bool {
        self.transition.is_some_and(|it| works.contains(&it.work))
    }

    /// The length of all notes and their keys, in bytes.
    #[must_use]
    pub fn content_len(&self) -> u64 {
        let lengths = self.notes.iter().map(|(note, value)| note.as_str().len() + value.len());
        lengths.map(|it| u64::try_from(it).unwrap_or(u64::MAX)).sum()
    }
}

/// A server and its scratch: everything that is stored about the server, except its actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// The part that callers see.
    pub server: Server,
    /// The part that callers do not see.
    pub scratch: Scratch,
}

impl Instance {
    /// Like [`Server::content_len`], including the notes.
    #[must_use]
    pub fn content_len(&self) -> u64 {
        self.server.content_len() + self.scratch.content_len()
    }
}

impl From<Server> for Instance {
    /// Makes an instance without an operation in progress and without notes.
    fn from(server: Server) -> Self {
        Self { server, scratch: Scratch::default() }
    }
}
