//! Atomic changes of servers.

use super::images::ImageChange;
use crate::{
    Error, EventEnd, FloatingIp, InstanceAction, NetworkRequest, Note, Scratch, Server, Transition,
    Work, parse_id,
};

/// A function that decides what to do with a server, given its current record and scratch.
///
/// It must be pure: it runs again if another writer changed the server meanwhile.
pub type Decide<'a> = &'a (dyn Fn(&Server, &Scratch) -> Result<Decision, Error> + Send + Sync);

/// What to do with a server.
#[derive(Clone, Debug)]
pub enum Decision {
    /// Leave the server unchanged; nothing is written.
    Keep,
    /// Change the server.
    Write(Box<Change>),
}

/// A change of one server, or a new server. It is stored as a whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The server after the change. The store sets its number and version.
    pub server: Server,
    /// The server's scratch after the change.
    pub scratch: Scratch,
    /// An instance action to append to the server's actions.
    pub action: Option<InstanceAction>,
    /// The end of an event that belongs to one of the server's actions. The store applies it with
    /// [`EventEnd::apply`] before it appends `action`. The store ignores it if the server has no
    /// such unfinished event.
    pub ended: Option<EventEnd>,
    /// Requests for fixed addresses. The store chooses the addresses and appends them to the
    /// server's addresses.
    pub allocate: Vec<NetworkRequest>,
    /// Changes of other resources in the same step.
    pub side_effects: SideEffects,
}

/// Changes of resources beside the server, in the same atomic step.
///
/// Only a store that also keeps those resources has to make these changes. A store that keeps only
/// servers always gets the default: it is used without a hypervisor driver that makes images, and
/// without ports for the other resources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SideEffects {
    /// Changes of images, in this order.
    pub images: Vec<ImageChange>,
    /// The floating address that this change adds to the server's addresses, if any. The address
    /// must still belong to its project. If another server had it, that server loses it.
    pub floating_ip: Option<FloatingIp>,
    /// The names of the security groups that the change adds the server to. The groups must exist
    /// in the server's project.
    pub needs_groups: Vec<String>,
}

impl Change {
    /// Returns a change that leaves the server and its scratch as they are, until the caller sets
    /// its fields.
    #[must_use]
    pub fn of(server: &Server, scratch: &Scratch) -> Self {
        Self { scratch: scratch.clone(), ..Self::to(server.clone()) }
    }

    /// Returns a change that stores `server`, without an action and with an empty scratch.
    #[must_use]
    pub fn to(server: Server) -> Self {
        let (scratch, side_effects) = (Scratch::default(), SideEffects::default());
        Self { server, scratch, action: None, ended: None, allocate: Vec::new(), side_effects }
    }

    /// Gives up the operation in progress on the server, and removes the image that it was making.
    pub fn give_up(&mut self) {
        let Some(Transition { work, .. }) = self.scratch.transition.take() else {
            return;
        };
        let note = if matches!(work, Work::Snapshot | Work::Backup) {
            Note::SnapshotImage
        } else if work == Work::Shelve {
            Note::ShelvedImage
        } else {
            return;
        };
        self.scratch.take_note(Note::BackupRotation);
        self.scratch.take_note(Note::BackupType);
        self.remove_noted_image(note);
    }

    /// Removes the notes about shelving, and the image that holds the shelved server's disk.
    pub fn forget_shelving(&mut self) {
        self.scratch.take_note(Note::ShelvedAt);
        self.remove_noted_image(Note::ShelvedImage);
    }

    fn remove_noted_image(&mut self, note: Note) {
        let image = self.scratch.take_note(note);
        self.side_effects
            .images
            .extend(image.and_then(|it| parse_id(&it)).map(ImageChange::Remove));
    }
}
