//! Creating a server.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, Ipv6Addr},
};

use uuid::Uuid;

use super::Compute;
use crate::{
    AddressError, Change, DiskConfig, Error, Flavor, Image, ImageStatus, Infrastructure,
    InstanceAction, NetworkRequest, PowerState, Request, Server, ServerFault, Target, Timestamp,
    VmState, Work,
};

const GIB: u64 = 1 << 30;

/// What a caller asks of a new server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewServer {
    /// Its display name.
    pub name: String,
    /// The image it is made from.
    pub image_id: Uuid,
    /// The flavor it is made with.
    pub flavor_id: String,
    /// What the user notes about it.
    pub metadata: BTreeMap<String, String>,
    /// The networks it gets an address on; the first one there is if nothing is said.
    pub networks: Option<Vec<NetworkRequest>>,
    /// The address its user wants it reached at.
    pub access_ipv4: Option<Ipv4Addr>,
    /// The address its user wants it reached at.
    pub access_ipv6: Option<Ipv6Addr>,
}

impl Compute {
    /// Creates a server in the caller's project and begins to build it.
    ///
    /// If its network has no address left the server is created all the same, in error, as a
    /// cloud that finds out later would have it.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] by `compute:create` or `compute:create:attach_network`; what is wrong
    /// with the image, the flavor, a network or an address.
    pub async fn create_server(
        &self,
        request: Request<'_>,
        new: NewServer,
    ) -> Result<Server, Error> {
        let own = Target::own(request.caller);
        self.allow(request, "compute:create", own)?;
        if new.networks.is_some() {
            self.allow(request, "compute:create:attach_network", own)?;
        }
        let infrastructure = self.infrastructure();
        let image = find_image(request, &infrastructure, new.image_id)?;
        let flavor = find_flavor(request, &infrastructure, &new.flavor_id)?;
        check_fit(image, flavor)?;
        let networks = choose_networks(&infrastructure, new.networks.clone())?;

        let now = self.clock.now();
        let mut change = Change::to(new_record(request, new, now));
        change.action = Some(InstanceAction::by(request, "create", now));
        let mut failed = change.clone();
        change.allocate = networks;
        self.begin(Work::Build, &mut change, now);
        let created = match self.store.create(vec![change]).await {
            Err(Error::AddressNotAvailable(error @ AddressError::Exhausted(_))) => {
                fail(&mut failed.server, error.to_string(), now);
                self.store.create(vec![failed]).await?
            }
            other => other?,
        };
        let server = created.into_iter().next().ok_or_else(|| {
            crate::StoreError::failed("creating a server", "the store returned none")
        })?;
        self.hypervisor.begun(&server);
        Ok(server)
    }
}

fn find_image<'a>(
    request: Request<'_>,
    infrastructure: &'a Infrastructure,
    id: Uuid,
) -> Result<&'a Image, Error> {
    let caller = request.caller;
    let image = infrastructure
        .find_image(id)
        .filter(|it| caller.is_admin || it.is_open_to(&caller.project_id))
        .ok_or(Error::ImageNotFound)?;
    if image.status == ImageStatus::Active { Ok(image) } else { Err(Error::ImageNotActive { id }) }
}

fn find_flavor<'a>(
    request: Request<'_>,
    infrastructure: &'a Infrastructure,
    id: &str,
) -> Result<&'a Flavor, Error> {
    let caller = request.caller;
    infrastructure
        .find_flavor(id)
        .filter(|it| caller.is_admin || it.is_open_to(&caller.project_id))
        .filter(|it| !it.is_disabled)
        .ok_or(Error::FlavorNotFound)
}

/// A root disk of 0 is as large as the image needs it.
fn check_fit(image: &Image, flavor: &Flavor) -> Result<(), Error> {
    if flavor.ram_mb < image.min_ram_mb {
        return Err(Error::FlavorMemoryTooSmall);
    }
    let is_too_large =
        image.min_disk_gb > flavor.disk_gb || image.size > u64::from(flavor.disk_gb) * GIB;
    if flavor.disk_gb > 0 && is_too_large {
        return Err(Error::FlavorDiskTooSmall);
    }
    Ok(())
}

fn choose_networks(
    infrastructure: &Infrastructure,
    asked: Option<Vec<NetworkRequest>>,
) -> Result<Vec<NetworkRequest>, Error> {
    let Some(asked) = asked else {
        let first = infrastructure.networks.first();
        return Ok(first
            .map(|it| NetworkRequest { network_id: it.id, fixed_ip: None })
            .into_iter()
            .collect());
    };
    for NetworkRequest { network_id: id, .. } in &asked {
        if infrastructure.find_network(*id).is_none() {
            return Err(Error::NetworkNotFound { id: *id });
        }
    }
    Ok(asked)
}

fn new_record(request: Request<'_>, new: NewServer, now: Timestamp) -> Server {
    Server {
        id: Uuid::new_v4(),
        number: 0,
        version: 0,
        name: new.name,
        project_id: request.caller.project_id.clone(),
        user_id: request.caller.user_id.clone(),
        created: now.whole_second(),
        updated: now.whole_second(),
        launched_at: None,
        terminated_at: None,
        deleted_at: None,
        vm_state: VmState::Building,
        task_state: None,
        power_state: PowerState::NoState,
        transition: None,
        lock: None,
        progress: 0,
        fault: None,
        image_id: Some(new.image_id),
        flavor_id: new.flavor_id,
        metadata: new.metadata,
        system_metadata: BTreeMap::new(),
        addresses: Vec::new(),
        access_ipv4: new.access_ipv4,
        access_ipv6: new.access_ipv6,
        host: None,
        node: None,
        availability_zone: None,
        key_name: None,
        security_groups: vec!["default".to_owned()],
        config_drive: false,
        disk_config: DiskConfig::Manual,
        volumes: Vec::new(),
        reservation_id: new_reservation_id(),
    }
}

/// `r-` and eight random characters.
fn new_reservation_id() -> String {
    let random = Uuid::new_v4().simple().to_string();
    format!("r-{}", &random[..8])
}

fn fail(server: &mut Server, message: String, now: Timestamp) {
    server.vm_state = VmState::Error;
    server.fault =
        Some(ServerFault { code: 500, created: now.whole_second(), message, details: None });
}
