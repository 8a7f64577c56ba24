//! Moving servers: resize and cold migration with confirming and reverting, and live migration.

use super::{
    Compute,
    guard::{Guard, HostCheck},
};
use crate::{
    Change, DiskConfig, Error, Flavor, FlavorError, HostError, Infrastructure, Move, Note,
    Operation, Request, Server, ServerRef, Timestamp, VmState, Work,
};

const RESIZE: Guard = Guard {
    host_check: HostCheck::Never,
    ..Guard::new(Operation::Resize, "compute:resize", &[VmState::Active, VmState::Stopped])
};
const MIGRATE: Guard = Guard { operation: Operation::Migrate, ..RESIZE };
const CONFIRM_RESIZE: Guard = Guard {
    host_check: HostCheck::Never,
    ..Guard::new(Operation::ConfirmResize, "compute:confirm_resize", &[VmState::Resized])
};
const REVERT_RESIZE: Guard = Guard {
    host_check: HostCheck::Never,
    ..Guard::new(Operation::RevertResize, "compute:revert_resize", &[VmState::Resized])
};
const LIVE_MIGRATE: Guard = Guard {
    // The operation that uses this guard checks the host itself.
    host_check: HostCheck::Never,
    ..Guard::new(Operation::LiveMigrate, "compute:live_migrate", &[VmState::Active])
};

/// A resize of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resize {
    /// The flavor that the server will have.
    pub flavor_id: String,
    /// Who partitions the server's disk from now on.
    pub disk_config: Option<DiskConfig>,
}

/// A live migration of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveMigration {
    /// The compute host to go to; `None` for any other host.
    pub host: Option<String>,
}

/// Common errors of these operations: [`Error::ServerNotFound`], [`Error::Forbidden`],
/// [`Error::Locked`] and [`Error::InvalidState`].
impl Compute {
    /// Gives a server another flavor, and moves it to another host if there is one. The resize then
    /// has to be confirmed or reverted.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block:
    ///
    /// - [`FlavorError::NewNotFound`] if the flavor does not exist or the caller can't use it.
    /// - [`FlavorError::Same`] if the server has the flavor already.
    /// - [`FlavorError::NoRootDisk`] if only the new flavor has a root disk size of 0.
    /// - [`HostError::NoneValid`] if there is no other host and the server has no host itself.
    pub async fn resize(
        &self,
        request: Request<'_>,
        id: ServerRef,
        resize: Resize,
    ) -> Result<(), Error> {
        let infrastructure = self.infrastructure();
        self.work_after(request, id, &RESIZE, Work::Resize, |change, _| {
            let server = &mut change.server;
            let flavor = find_flavor(request, &infrastructure, server, &resize.flavor_id)?;
            let host = self.hypervisor.destination(server, &infrastructure);
            let host =
                host.or_else(|| server.host.clone()).ok_or(HostError::NoneValid(Move::Resize))?;
            server.disk_config = resize.disk_config.unwrap_or(server.disk_config);
            leave(change, &flavor.id, host);
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// Moves a server to another host while it is off. The migration then has to be confirmed or
    /// reverted.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block, [`HostError::NoneValid`] if there is no
    /// other host.
    pub async fn migrate(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        let infrastructure = self.infrastructure();
        self.work_after(request, id, &MIGRATE, Work::Resize, |change, _| {
            let server = &mut change.server;
            let host = self.hypervisor.destination(server, &infrastructure);
            let host = host.ok_or(HostError::NoneValid(Move::ColdMigration))?;
            let flavor_id = server.flavor.id.clone();
            leave(change, &flavor_id, host);
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// Confirms a resize or migration.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block, [`Error::NotResized`] if there is no resize
    /// or migration to confirm.
    pub async fn confirm_resize(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work_after(request, id, &CONFIRM_RESIZE, Work::ConfirmResize, check_resized).await?;
        Ok(())
    }

    /// Reverts a resize or migration.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block, [`Error::NotResized`] if there is no resize
    /// or migration to revert.
    pub async fn revert_resize(&self, request: Request<'_>, id: ServerRef) -> Result<(), Error> {
        self.work_after(request, id, &REVERT_RESIZE, Work::RevertResize, check_resized).await?;
        Ok(())
    }

    /// Moves a server to another host while it runs.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block:
    ///
    /// - [`HostError::Unavailable`] if the current or the requested host is down or does not exist.
    /// - [`HostError::Same`] if the requested host is the current one.
    /// - [`HostError::NoneValid`] if no host is requested and no other host is suitable.
    pub async fn live_migrate(
        &self,
        request: Request<'_>,
        id: ServerRef,
        migration: LiveMigration,
    ) -> Result<(), Error> {
        let infrastructure = self.infrastructure();
        self.work_after(request, id, &LIVE_MIGRATE, Work::LiveMigrate, |change, _| {
            let server = &mut change.server;
            check_up(&infrastructure, server.host.as_deref())?;
            let host = match &migration.host {
                Some(host) => check_target(server, &infrastructure, host)?,
                None => self
                    .hypervisor
                    .destination(server, &infrastructure)
                    .ok_or(HostError::NoneValid(Move::LiveMigration))?,
            };
            change.scratch.set_note(Note::NewHost, host);
            Ok(())
        })
        .await?;
        Ok(())
    }
}

/// Finds the flavor with this id. Fails if the server can't be resized to it.
fn find_flavor<'a>(
    request: Request<'_>,
    infrastructure: &'a Infrastructure,
    server: &Server,
    id: &str,
) -> Result<&'a Flavor, FlavorError> {
    let caller = request.caller;
    let flavor = infrastructure
        .find_flavor(id)
        .filter(|it| caller.is_admin || it.is_open_to(&caller.project_id))
        .ok_or(FlavorError::NewNotFound)?;
    if flavor.id == server.flavor.id {
        return Err(FlavorError::Same);
    }
    if flavor.is_disabled {
        return Err(FlavorError::NewNotFound);
    }
    if flavor.disk_gb == 0 && server.flavor.disk_gb != 0 {
        return Err(FlavorError::NoRootDisk);
    }
    Ok(flavor)
}

/// Stores notes about a move: the flavor and host that the server leaves, and the flavor and host
/// that it goes to.
fn leave(change: &mut Change, flavor_id: &str, host: String) {
    let Change { server, scratch, .. } = change;
    scratch.set_note(Note::OldVmState, server.vm_state.as_str());
    scratch.set_note(Note::OldFlavor, &*server.flavor.id);
    scratch.set_note(Note::NewFlavor, flavor_id);
    if let Some(old_host) = &server.host {
        scratch.set_note(Note::OldHost, &**old_host);
    }
    scratch.set_note(Note::NewHost, host);
}

/// Fails if a resize is already being confirmed or reverted.
fn check_resized(change: &mut Change, _now: Timestamp) -> Result<(), Error> {
    let is_ending = change.scratch.is_at(&[Work::ConfirmResize, Work::RevertResize]);
    // A server that a seed put into this state has no notes; it keeps its flavor and host.
    if is_ending { Err(Error::NotResized) } else { Ok(()) }
}

/// Fails if the host that a caller named is down or is the server's own host.
fn check_target(
    server: &Server,
    infrastructure: &Infrastructure,
    host: &str,
) -> Result<String, Error> {
    check_up(infrastructure, Some(host))?;
    if server.host.as_deref() == Some(host) {
        return Err(HostError::Same { id: server.id, host: host.to_owned() }.into());
    }
    Ok(host.to_owned())
}

fn check_up(infrastructure: &Infrastructure, host: Option<&str>) -> Result<(), HostError> {
    let is_up = infrastructure.hypervisors.iter().any(|it| Some(&*it.host) == host && it.is_up);
    if is_up { Ok(()) } else { Err(HostError::Unavailable { host: host.map(str::to_owned) }) }
}
