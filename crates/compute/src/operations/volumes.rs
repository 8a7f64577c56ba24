//! Volumes of a server. There is no volume service: the only volumes are those that servers have
//! since a seed gave them.

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
// It is refused before a host would be asked.
const SWAP: Guard = Guard {
    host_check: HostCheck::Never,
    ..Guard::new(Operation::SwapVolume, "compute:swap_volume", STATES)
};

/// Each fails with [`Error::ServerNotFound`], [`Error::Forbidden`], [`VolumeError::NotFound`],
/// [`Error::Locked`] or [`Error::InvalidState`]; without a host attaching and detaching do with
/// [`Error::NoHost`].
impl Compute {
    /// Refuses to attach a volume: the lock and the state of the server come first, and then there
    /// is no such volume, or it is in use.
    ///
    /// # Errors
    ///
    /// As all of these, and [`VolumeError::InUse`].
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

    /// Takes a volume from a server. It is looked for before the lock is looked at.
    ///
    /// # Errors
    ///
    /// As all of these.
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
            let volumes = server.volumes.iter().copied().filter(|it| *it != volume).collect();
            let changed = Server { volumes, ..server.clone() };
            Ok(Decision::Write(Box::new(Change::to(changed))))
        })
        .await?;
        Ok(())
    }

    /// Refuses to put one volume in place of another: both are looked for before the lock is looked
    /// at, and a new one that there is has to be in use.
    ///
    /// # Errors
    ///
    /// As all of these, and [`VolumeError::InUse`].
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
    let found = parse_id(volume).filter(|it| server.volumes.contains(it));
    found.ok_or_else(|| Error::Volume(VolumeError::NotFound { id: volume.to_owned() }))
}
