//! What is known of the work on a server besides the server: for those who do the work.

use std::collections::BTreeMap;

use crate::{Server, Transition, Work, states::words};

words! {
    /// One thing that a work notes for later. The names are Nova's, where it has them in a server's
    /// system metadata.
    Note {
        /// The compute host that a new server has to be placed on.
        ForcedHost = "os-availability-zone:forced_host",
        /// The vm state before a work that has to bring it back.
        OldVmState = "old_vm_state",
        /// The flavor that a resize left.
        OldFlavor = "old_flavor_id",
        /// The flavor that a resize leads to.
        NewFlavor = "new_flavor_id",
        /// The compute host that a resize left.
        OldHost = "old_host",
        /// The compute host that a move leads to.
        NewHost = "new_host",
        /// What its user told the scheduler: a JSON object of hints.
        SchedulerHints = "scheduler_hints",
        /// The image that it is to be booted from, and that can't be used.
        MissingImage = "missing_image_id",
        /// The image that is being made of it.
        SnapshotImage = "snapshot_image_id",
        /// How many backups of its type are kept.
        BackupRotation = "backup_rotation",
        /// The type of the backup that is being made of it.
        BackupType = "backup_type",
        /// The image that its disk was put into.
        ShelvedImage = "shelved_image_id",
        /// When it was shelved, in Nova's form of a time.
        ShelvedAt = "shelved_at",
    }
}

/// The work in progress on a server, and what that work or a later one needs to know.
///
/// The operations, the hypervisor driver and the store see it. Handlers, views, filters and
/// extensions see the server alone: what they note is in its system metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scratch {
    /// The work in progress, if it takes time.
    pub transition: Option<Transition>,
    /// What is noted.
    pub notes: BTreeMap<Note, String>,
}

impl Scratch {
    /// The text of a note.
    #[must_use]
    pub fn note(&self, note: Note) -> Option<&str> {
        self.notes.get(&note).map(String::as_str)
    }

    /// Notes something, in place of what was noted before.
    pub fn set_note(&mut self, note: Note, value: impl Into<String>) {
        self.notes.insert(note, value.into());
    }

    /// Takes a note away and returns its text.
    pub fn take_note(&mut self, note: Note) -> Option<String> {
        self.notes.remove(&note)
    }

    /// Whether one of these works is in progress.
    #[must_use]
    pub fn is_at(&self, works: &[Work]) -> bool {
        self.transition.is_some_and(|it| works.contains(&it.work))
    }

    /// The length of all notes and their names, in bytes.
    #[must_use]
    pub fn content_len(&self) -> u64 {
        let lengths = self.notes.iter().map(|(note, value)| note.as_str().len() + value.len());
        lengths.map(|it| u64::try_from(it).unwrap_or(u64::MAX)).sum()
    }
}

/// A server and its scratch: all that is stored of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// What callers see.
    pub server: Server,
    /// What only those see who work on it.
    pub scratch: Scratch,
}

impl Instance {
    /// As [`Server::content_len`], with what is noted.
    #[must_use]
    pub fn content_len(&self) -> u64 {
        self.server.content_len() + self.scratch.content_len()
    }
}

impl From<Server> for Instance {
    /// A server that nothing is done to, and about which nothing is noted.
    fn from(server: Server) -> Self {
        Self { server, scratch: Scratch::default() }
    }
}
