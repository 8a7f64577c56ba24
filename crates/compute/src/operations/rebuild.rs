//! Recreating servers: rebuild, and evacuation from a host that is down.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, Ipv6Addr},
};

use uuid::Uuid;

use super::{
    Compute,
    create::{check_fit, usable_image},
    guard::{Guard, HostCheck},
};
use crate::{
    BootFromVolumeError, DiskConfig, Error, HostError, Image, ImageError, Infrastructure, Move,
    Note, Operation, Request, Server, ServerRef, VmState, Work,
};

const REBUILD: Guard = Guard {
    host_check: HostCheck::Never,
    ..Guard::new(
        Operation::Rebuild,
        "compute:rebuild",
        &[VmState::Active, VmState::Stopped, VmState::Error],
    )
};
const EVACUATE: Guard = Guard {
    host_check: HostCheck::BeforeState,
    ..Guard::new(Operation::Evacuate, "compute:evacuate", REBUILD.vm_states)
};

/// A rebuild of a server. Where a field is `None`, the server keeps the value that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuild {
    /// The image to recreate the server from.
    pub image_id: Uuid,
    /// The server's new display name.
    pub name: Option<String>,
    /// The server's new metadata, which replaces all items.
    pub metadata: Option<BTreeMap<String, String>>,
    /// The server's new IPv4 access address; `Some(None)` removes it.
    pub access_ipv4: Option<Option<Ipv4Addr>>,
    /// The server's new IPv6 access address; `Some(None)` removes it.
    pub access_ipv6: Option<Option<Ipv6Addr>>,
    /// Who partitions the server's disk from now on.
    pub disk_config: Option<DiskConfig>,
    /// Whether to keep the server's ephemeral disk. Not every hypervisor can do this.
    pub preserves_ephemeral: bool,
}

impl Rebuild {
    /// A rebuild from this image that changes nothing else.
    #[must_use]
    pub fn from(image_id: Uuid) -> Self {
        Self {
            image_id,
            name: None,
            metadata: None,
            access_ipv4: None,
            access_ipv6: None,
            disk_config: None,
            preserves_ephemeral: false,
        }
    }
}

/// An evacuation of a server from a host that is down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evacuation {
    /// The compute host to go to; `None` for any other host that is up.
    pub host: Option<String>,
}

/// Common errors of these operations: [`Error::ServerNotFound`], [`Error::Forbidden`] and
/// [`Error::InvalidState`].
impl Compute {
    /// Recreates a server from an image; the server keeps its addresses.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block:
    ///
    /// - [`Error::Locked`].
    /// - [`ImageError::NotForRebuild`] if the image does not exist or the caller may not see it.
    /// - [`BootFromVolumeError::Rebuild`] if the server boots from a volume.
    /// - The errors for an image that is not active or does not fit the flavor.
    pub async fn rebuild(
        &self,
        request: Request<'_>,
        id: ServerRef,
        rebuild: Rebuild,
    ) -> Result<Server, Error> {
        let infrastructure = self.infrastructure();
        let image = self.find_image(Some(request.caller), rebuild.image_id).await?;
        self.work_after(request, id, &REBUILD, Work::Rebuild, |change, _| {
            let server = &mut change.server;
            let image = check_image(request, &infrastructure, server, image.as_ref())?;
            change.scratch.set_note(Note::OldVmState, server.vm_state.as_str());
            server.take_image(image);
            if let Some(name) = &rebuild.name {
                server.name.clone_from(name);
            }
            if let Some(metadata) = &rebuild.metadata {
                server.metadata.clone_from(metadata);
            }
            server.access_ipv4 = rebuild.access_ipv4.unwrap_or(server.access_ipv4);
            server.access_ipv6 = rebuild.access_ipv6.unwrap_or(server.access_ipv6);
            server.disk_config = rebuild.disk_config.unwrap_or(server.disk_config);
            Ok(())
        })
        .await
    }

    /// Recreates a server on another host because its own host is down. A lock does not refuse
    /// this.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block:
    ///
    /// - [`Error::NoHost`] if the server has no host.
    /// - [`HostError::NotFound`] if the requested host does not exist.
    /// - [`HostError::EvacuatedToSame`] if the requested host is the server's own.
    /// - [`HostError::InUse`] if the server's own host is up.
    /// - [`HostError::NoneValid`] if no host is requested and no other host is suitable.
    pub async fn evacuate(
        &self,
        request: Request<'_>,
        id: ServerRef,
        evacuation: Evacuation,
    ) -> Result<(), Error> {
        let infrastructure = self.infrastructure();
        if let Some(host) = &evacuation.host {
            // As in Nova, the host is checked before the server and its state.
            check_host(&infrastructure, host)?;
            let server = self.show_server(request, id).await?;
            check_move(&server, host)?;
        }
        self.work_after(request, id, &EVACUATE, Work::Evacuate, |change, _| {
            let server = &mut change.server;
            if let Some(host) = &evacuation.host {
                check_move(server, host)?;
            }
            if let Some(host) = &server.host
                && infrastructure.hypervisors.iter().any(|it| it.host == *host && it.is_up)
            {
                return Err(HostError::InUse { host: host.clone() }.into());
            }
            let host = match &evacuation.host {
                Some(host) => host.clone(),
                None => self
                    .hypervisor
                    .destination(server, &infrastructure)
                    .ok_or(HostError::NoneValid(Move::Evacuation))?,
            };
            change.scratch.set_note(Note::OldVmState, server.vm_state.as_str());
            change.scratch.set_note(Note::NewHost, host);
            Ok(())
        })
        .await?;
        Ok(())
    }
}

/// Returns the image if the server can be rebuilt from it.
fn check_image<'a>(
    request: Request<'_>,
    infrastructure: &Infrastructure,
    server: &Server,
    image: Option<&'a Image>,
) -> Result<&'a Image, Error> {
    let image = match usable_image(request, image) {
        Err(Error::Image(ImageError::NotForServer)) => return Err(ImageError::NotForRebuild.into()),
        other => other?,
    };
    // It is not known from which image the server's volume was made. So every image counts as a
    // different one.
    if server.boots_from_volume() {
        return Err(BootFromVolumeError::Rebuild { image_id: image.id }.into());
    }
    if let Some(flavor) = infrastructure.find_flavor(&server.flavor.id) {
        check_fit(image, flavor)?;
    }
    Ok(image)
}

fn check_host(infrastructure: &Infrastructure, host: &str) -> Result<(), Error> {
    let is_there = infrastructure.hypervisors.iter().any(|it| it.host == host);
    if is_there { Ok(()) } else { Err(HostError::NotFound { host: host.to_owned() }.into()) }
}

fn check_move(server: &Server, host: &str) -> Result<(), Error> {
    if server.host.as_deref() == Some(host) {
        Err(HostError::EvacuatedToSame.into())
    } else {
        Ok(())
    }
}
