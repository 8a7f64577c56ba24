//! Getting back into a server: rescue and its end, the password, and the network.

use uuid::Uuid;

use super::{
    Compute,
    create::usable,
    guard::{Guard, HostCheck},
};
use crate::{
    BootFromVolumeError, Decision, Error, Note, Operation, Request, ServerRef, VmState, Work,
};

const RESCUE: Guard = Guard::new(
    Operation::Rescue,
    "compute:rescue",
    &[VmState::Active, VmState::Stopped, VmState::Error],
);
const UNRESCUE: Guard = Guard::new(Operation::Unrescue, "compute:unrescue", &[VmState::Rescued]);
const SET_ADMIN_PASSWORD: Guard =
    Guard::new(Operation::SetAdminPassword, "compute:set_admin_password", &[VmState::Active]);
const RESET_NETWORK: Guard = Guard {
    host_check: HostCheck::Only,
    ..Guard::new(Operation::ResetNetwork, "compute:reset_network", &[])
};
const INJECT_NETWORK_INFO: Guard = Guard {
    host_check: HostCheck::Only,
    ..Guard::new(Operation::InjectNetworkInfo, "compute:inject_network_info", &[])
};

/// Operations for servers that can't be reached any more. Each fails with
/// [`Error::ServerNotFound`], [`Error::Forbidden`], [`Error::Locked`], [`Error::NoHost`] or
/// [`Error::InvalidState`], and as it says.
impl Compute {
    /// Boots a server from another disk, so that its own can be repaired; from the image, if one
    /// is named. Where the caller can't use that image the rescue ends in error, which is noticed
    /// by the host alone, as in Nova.
    ///
    /// # Errors
    ///
    /// As all of these, and [`BootFromVolumeError::Rescue`] for a server that boots from a volume.
    pub async fn rescue(
        &self,
        request: Request<'_>,
        id: ServerRef,
        image_id: Option<Uuid>,
    ) -> Result<(), Error> {
        let missing = match image_id {
            Some(id)
                if usable(request, self.find_image(Some(request.caller), id)?.as_ref())
                    .is_err() =>
            {
                Some(id)
            }
            Some(_) | None => None,
        };
        self.work_after(request, id, &RESCUE, Work::Rescue, |change, _| {
            let server = &mut change.server;
            if server.boots_from_volume() {
                return Err(BootFromVolumeError::Rescue { id: server.id }.into());
            }
            change.scratch.take_note(Note::MissingImage);
            if let Some(missing) = missing {
                change.scratch.set_note(Note::MissingImage, missing.to_string());
            }
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// Boots a rescued server from its own disk again.
    ///
    /// # Errors
    ///
    /// As all of these.
    pub async fn unrescue(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work(request, id, &UNRESCUE, Work::Unrescue).await
    }

    /// Has the password of a server changed. It is handed to the machine and not kept here.
    ///
    /// # Errors
    ///
    /// As all of these.
    pub async fn change_password(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work(request, id, &SET_ADMIN_PASSWORD, Work::ChangePassword).await
    }

    /// Has the network of a server set up anew. Nothing of its record changes.
    ///
    /// # Errors
    ///
    /// As all of these but [`Error::InvalidState`].
    pub async fn reset_network(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.only_check(request, id, &RESET_NETWORK).await
    }

    /// Has a server told of its network. Nothing of its record changes.
    ///
    /// # Errors
    ///
    /// As all of these but [`Error::InvalidState`].
    pub async fn inject_network_info(
        &self,
        request: Request<'_>,
        id: ServerRef,
    ) -> Result<(), Error> {
        self.only_check(request, id, &INJECT_NETWORK_INFO).await
    }

    async fn only_check(
        &self,
        request: Request<'_>,
        id: ServerRef,
        guard: &Guard,
    ) -> Result<(), Error> {
        self.change(request, id, |server, _now| {
            self.check(request, server, guard)?;
            Ok(Decision::Keep)
        })
        .await?;
        Ok(())
    }
}
