//! Regaining access to servers: rescue and unrescue, passwords, and network resets.

use uuid::Uuid;

use super::{
    Compute,
    create::usable_image,
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

/// Common errors of these operations: [`Error::ServerNotFound`], [`Error::Forbidden`],
/// [`Error::Locked`], [`Error::NoHost`] and [`Error::InvalidState`].
impl Compute {
    /// Boots a server from another disk so that its own disk can be repaired. The other disk is
    /// made from the image `image_id`, if that is given. If the caller can't use that image, the
    /// rescue fails later on the host, as in Nova.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block, [`BootFromVolumeError::Rescue`].
    pub async fn rescue(
        &self,
        request: Request<'_>,
        id: ServerRef,
        image_id: Option<Uuid>,
    ) -> Result<(), Error> {
        let mut missing = None;
        if let Some(id) = image_id {
            let image = self.find_image(Some(request.caller), id).await?;
            missing = usable_image(request, image.as_ref()).is_err().then_some(id);
        }
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
    pub async fn unrescue(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work(request, id, &UNRESCUE, Work::Unrescue).await
    }

    /// Changes the password of a server. The password itself goes to the machine and is not stored.
    pub async fn change_password(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work(request, id, &SET_ADMIN_PASSWORD, Work::ChangePassword).await
    }

    /// Resets the network of a server in any state. The record of the server does not change.
    pub async fn reset_network(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.only_check(request, id, &RESET_NETWORK).await
    }

    /// Injects the network configuration into a server in any state. The record of the server does
    /// not change.
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
