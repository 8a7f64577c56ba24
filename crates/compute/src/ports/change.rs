//! What becomes of a server in one atomic step.

use super::images::ImageChange;
use crate::{
    Error, EventEnd, FloatingIp, InstanceAction, NetworkRequest, Note, Scratch, Server, Transition,
    Work, parse_id,
};

/// Decides on one server as it is now, with its scratch.
///
/// It is pure: it may run again when another writer was faster.
pub type Decide<'a> = &'a (dyn Fn(&Server, &Scratch) -> Result<Decision, Error> + Send + Sync);

/// What becomes of a server.
#[derive(Clone, Debug)]
pub enum Decision {
    /// It stays as it is; nothing is written.
    Keep,
    /// It changes.
    Write(Box<Change>),
}

/// A change of one server, or a new one; stored whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The server as it will be. The store sets its number and version.
    pub server: Server,
    /// Its scratch as it will be.
    pub scratch: Scratch,
    /// What to append to its instance actions.
    pub action: Option<InstanceAction>,
    /// Which of its events is over, as [`EventEnd::apply`] finds it; looked for before `action`
    /// is appended, and ignored if it goes on no more.
    pub ended: Option<EventEnd>,
    /// Fixed addresses that the store picks and appends to the server's.
    pub allocate: Vec<NetworkRequest>,
    /// What becomes of other resources in the same step.
    pub side_effects: SideEffects,
}

/// What a change of a server does to resources beside it, in the same atomic step.
///
/// It is for a store that keeps those resources, too. One that has servers only meets the default,
/// as it has no driver that makes images and no port through which the others come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SideEffects {
    /// What becomes of images, in this order.
    pub images: Vec<ImageChange>,
    /// The floating address among the server's that it did not have before, if there is one. It
    /// must still be that project's, and the server that it led to loses it.
    pub floating_ip: Option<FloatingIp>,
    /// The security groups that the server comes into, by their names. Its project must have them.
    pub needs_groups: Vec<String>,
}

impl Change {
    /// A change of a server and its scratch that leaves both as they are so far.
    #[must_use]
    pub fn of(server: &Server, scratch: &Scratch) -> Self {
        Self { scratch: scratch.clone(), ..Self::to(server.clone()) }
    }

    /// A change to `server`, without an instance action and with nothing in its scratch.
    #[must_use]
    pub fn to(server: Server) -> Self {
        let (scratch, side_effects) = (Scratch::default(), SideEffects::default());
        Self { server, scratch, action: None, ended: None, allocate: Vec::new(), side_effects }
    }

    /// Gives up the work in progress. An image that it was making is no more.
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

    /// Forgets that the server was shelved; the image of its disk has no use any more.
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
