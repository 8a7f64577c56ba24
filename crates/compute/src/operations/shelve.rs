//! Putting a server aside: shelve, offload and unshelve.

use uuid::Uuid;

use super::{
    Compute,
    guard::{Guard, HostCheck},
    snapshot::SNAPSHOT_STATES,
};
use crate::{Error, ImageChange, Note, Operation, Request, ServerRef, VmState, Work};

const SHELVE: Guard = Guard::new(Operation::Shelve, "compute:shelve", SNAPSHOT_STATES);
const SHELVE_OFFLOAD: Guard =
    Guard::new(Operation::ShelveOffload, "compute:shelve_offload", &[VmState::Shelved]);
const UNSHELVE: Guard = Guard {
    host_check: HostCheck::Never,
    ..Guard::new(
        Operation::Unshelve,
        "compute:unshelve",
        &[VmState::Shelved, VmState::ShelvedOffloaded],
    )
};

/// Shelving. Each fails with [`Error::ServerNotFound`], [`Error::Forbidden`], [`Error::Locked`],
/// [`Error::NoHost`] or [`Error::InvalidState`].
impl Compute {
    /// Stops a server and puts its disk into an image. Later it leaves its host; when, the
    /// hypervisor decides.
    ///
    /// # Errors
    ///
    /// As all of these, and [`ImageError::TooManySnapshots`](crate::ImageError::TooManySnapshots):
    /// the image is one of its project's.
    pub async fn shelve(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work_after(request, id, &SHELVE, Work::Shelve, |change, now| {
            let server = &mut change.server;
            // A server that boots from a volume keeps its disk there.
            if !server.boots_from_volume() {
                let name = format!("{}-shelved", server.name);
                let image_id = Uuid::new_v4();
                let image = self.snapshot_of(server, image_id, name, now)?;
                change.scratch.set_note(Note::ShelvedImage, image_id.to_string());
                change.side_effects.images.push(ImageChange::Add(Box::new(image)));
            }
            change.scratch.set_note(Note::ShelvedAt, now.whole_second().to_string());
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// Takes a shelved server off its host.
    ///
    /// # Errors
    ///
    /// As all of these.
    pub async fn shelve_offload(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work(request, id, &SHELVE_OFFLOAD, Work::ShelveOffload).await
    }

    /// Runs a shelved server again, on a host that is chosen anew if it left its own.
    ///
    /// # Errors
    ///
    /// As all of these but [`Error::NoHost`].
    pub async fn unshelve(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work(request, id, &UNSHELVE, Work::Unshelve).await
    }
}
