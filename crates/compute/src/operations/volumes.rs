//! Volumes of servers. There is no volume service: the only volumes are the ones that a seed
//! attached to servers.

use uuid::Uuid;

use super::{
    Compute,
    guard::{Guard, HostCheck},
};
use crate::{
    Change, Decision, Error, Operation, Request, Server, ServerRef, Target, VmState, VolumeError,
    parse_id,
};

const STATES: &[VmState] = &[
    VmState::Active,
    VmState::Paused,
    VmState::Suspended,
    VmState::Stopped,
    VmState::Resized,
    VmState::SoftDeleted,
];
const ATTACH: Guard = Guard::new(Operation::AttachVolume, "compute:attach_volume", STATES);
const DETACH: Guard = Guard::new(Operation::DetachVolume, "compute:detach_volume", STATES);
// No host is needed: the operation only checks the volumes, and then always refuses the request.
const SWAP: Guard = Guard {
    host_check: HostCheck::Never,
    ..Guard::new(Operation::SwapVolume, "compute:swap_volume", STATES)
};

/// Common errors of these operations: [`Error::ServerNotFound`], [`Error::Forbidden`],
/// [`VolumeError::NotFound`], [`Error::Locked`] and [`Error::InvalidState`]. Attaching and
/// detaching can also fail with [`Error::NoHost`].
impl Compute {
    /// Always refuses to attach a volume. The lock and the state of the server are checked first;
    /// then this fails because the volume does not exist or is in use.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block, [`VolumeError::InUse`].
    pub async fn attach_volume(
        &self,
        request: Request<'_>,
        id: ServerRef,
        volume: &str,
    ) -> Result<(), Error> {
        self.change(request, id, |server, _now| {
            self.check(request, server, &ATTACH)?;
            find(server, volume)?;
            Err(Error::Volume(VolumeError::InUse))
        })
        .await?;
        Ok(())
    }

    /// Detaches a volume from a server. If the volume is missing and the server is also locked, the
    /// error is about the missing volume.
    pub async fn detach_volume(
        &self,
        request: Request<'_>,
        id: ServerRef,
        volume: &str,
    ) -> Result<(), Error> {
        self.change(request, id, |server, _now| {
            self.allow(request, DETACH.rule, Target::server(server))?;
            let volume = find(server, volume)?;
            self.check(request, server, &DETACH)?;
            let volumes = server.volumes.iter().filter(|it| it.id != volume).cloned().collect();
            let changed = Server { volumes, ..server.clone() };
            Ok(Decision::Write(Box::new(Change::to(changed))))
        })
        .await?;
        Ok(())
    }

    /// Always refuses to replace a volume by another. If a volume is missing and the server is also
    /// locked, the error is about the missing volume.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block, [`VolumeError::InUse`] if both volumes
    /// exist.
    pub async fn swap_volume(
        &self,
        request: Request<'_>,
        id: ServerRef,
        old: &str,
        new: &str,
    ) -> Result<(), Error> {
        self.change(request, id, |server, _now| {
            self.allow(request, SWAP.rule, Target::server(server))?;
            find(server, old)?;
            find(server, new)?;
            self.check(request, server, &SWAP)?;
            Err(Error::Volume(VolumeError::InUse))
        })
        .await?;
        Ok(())
    }
}

fn find(server: &Server, volume: &str) -> Result<Uuid, Error> {
    let is_attached = |id: &Uuid| server.volumes.iter().any(|it| it.id == *id);
    let found = parse_id(volume).filter(is_attached);
    found.ok_or_else(|| Error::Volume(VolumeError::NotFound { id: volume.to_owned() }))
}
