//! Shelving servers, offloading them, and unshelving them.

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

/// Common errors of these operations: [`Error::ServerNotFound`], [`Error::Forbidden`],
/// [`Error::Locked`], [`Error::NoHost`] and [`Error::InvalidState`].
impl Compute {
    /// Stops a server and stores its disk in an image. The hypervisor decides when the server
    /// leaves its host.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block,
    /// [`ImageError::TooManySnapshots`](crate::ImageError::TooManySnapshots), as the image counts
    /// as a snapshot of the project.
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

    /// Removes a shelved server from its host.
    pub async fn shelve_offload(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work(request, id, &SHELVE_OFFLOAD, Work::ShelveOffload).await
    }

    /// Runs a shelved server again. If the server has left its host, it gets a new one, so this
    /// does not fail with [`Error::NoHost`].
    pub async fn unshelve(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work(request, id, &UNSHELVE, Work::Unshelve).await
    }
}
