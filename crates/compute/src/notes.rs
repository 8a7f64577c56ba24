//! What the system notes about a server while something goes on with it, in its system metadata.
//!
//! The names are Nova's where it has them there.

use crate::{Server, states::words};

words! {
    /// One thing that is noted.
    Note {
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

impl Server {
    /// What is noted, if it is.
    #[must_use]
    pub fn note(&self, note: Note) -> Option<&str> {
        self.system_metadata.get(note.as_str()).map(String::as_str)
    }

    /// Notes something, in place of what was noted before.
    pub fn set_note(&mut self, note: Note, value: impl Into<String>) {
        self.system_metadata.insert(note.as_str().to_owned(), value.into());
    }

    /// Takes a note away and says what it was.
    pub fn take_note(&mut self, note: Note) -> Option<String> {
        self.system_metadata.remove(note.as_str())
    }
}
