//! Creating servers.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, Ipv6Addr},
    sync::Mutex,
    time::Duration,
};

use uuid::{ContextV7, Uuid, fmt::Hyphenated};

use super::{Compute, images::is_visible};
use crate::{
    AddressError, Change, DEFAULT_GROUP, DiskConfig, Error, Flavor, FlavorError, Image, ImageError,
    ImageStatus, Infrastructure, Instance, InstanceAction, KeyPair, KeyPairError, LimitError,
    NO_HINTS, NetworkError, NetworkRequest, Note, ROOT_DEVICE, Request, Scratch,
    SecurityGroupError, Server, ServerFault, ServerFlavor, SideEffects, Target, Timestamp, VmState,
    Work, derived_host_name,
};

const GIB: u64 = 1 << 30;

/// Maximum number of servers per request, in place of Nova's quota.
pub const MAX_SERVERS_AT_ONCE: u32 = 1000;

/// Maximum number of bytes that are stored for one request. The content of a request is stored once
/// for each of its servers.
pub const MAX_BYTES_AT_ONCE: u64 = 16 << 20;

/// Number of bytes that are counted for each address of a server when the size of a request is
/// checked.
const NETWORK_BYTES: u64 = 128;

/// Maximum length of user data, in bytes of base64 (Nova's `MAX_USERDATA_SIZE`).
pub const MAX_USER_DATA: usize = 65535;

/// Maximum length of a server's name, in characters.
const MAX_NAME: usize = 255;

/// A request for new servers. The fields describe each of the servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewServer {
    /// The display name of the server.
    pub name: String,
    /// The image to make the server from.
    pub image_id: Uuid,
    /// The flavor to make the server with.
    pub flavor_id: String,
    /// Metadata that the user sets.
    pub metadata: BTreeMap<String, String>,
    /// System metadata that extensions set, each under its alias.
    pub system_metadata: BTreeMap<String, String>,
    /// The networks to get an address on; `None` for the first network.
    pub networks: Option<Vec<NetworkRequest>>,
    /// The IPv4 access address of the server, which the user chooses.
    pub access_ipv4: Option<Ipv4Addr>,
    /// The IPv6 access address of the server, which the user chooses.
    pub access_ipv6: Option<Ipv6Addr>,
    /// The availability zone that the server must be in.
    pub availability_zone: Option<String>,
    /// The compute host that the server must be placed on.
    pub forced_host: Option<String>,
    /// The user's hints for the scheduler, as the text of a JSON object.
    pub scheduler_hints: Option<String>,
    /// The name of the key pair to create the server with.
    pub key_name: Option<String>,
    /// The names or ids of the server's security groups. Empty for the project's default group.
    pub security_groups: Vec<String>,
    /// Data for the guest to read when it first starts.
    pub user_data: Option<String>,
    /// Whether the server has a configuration drive.
    pub config_drive: bool,
    /// Who partitions the server's disk; `None` if the image decides.
    pub disk_config: Option<DiskConfig>,
    /// Minimum number of servers to create.
    pub min_count: u32,
    /// Maximum number of servers to create. If more than one is created, the name of each ends with
    /// its id.
    pub max_count: u32,
}

impl NewServer {
    /// A request for one server with this name, image and flavor, and defaults for the rest.
    #[must_use]
    pub fn new(name: String, image_id: Uuid, flavor_id: String) -> Self {
        Self {
            name,
            image_id,
            flavor_id,
            metadata: BTreeMap::new(),
            system_metadata: BTreeMap::new(),
            networks: None,
            access_ipv4: None,
            access_ipv6: None,
            availability_zone: None,
            forced_host: None,
            scheduler_hints: None,
            key_name: None,
            security_groups: Vec::new(),
            user_data: None,
            config_drive: false,
            disk_config: None,
            min_count: 1,
            max_count: 1,
        }
    }
}

impl Compute {
    /// Creates servers in the caller's project, all or none, and starts building them.
    ///
    /// If a network has no free address, the servers are created with the vm state `error`, because
    /// a real cloud notices this only while it builds them.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] by the rule `compute:create`, `compute:create:attach_network` or
    ///   `compute:create:forced_host`.
    /// - [`LimitError`] if the request exceeds a limit.
    /// - The errors for the image, flavor, zone, security groups, networks, addresses and key pair.
    pub async fn create_servers(
        &self,
        request: Request<'_>,
        mut new: NewServer,
    ) -> Result<Vec<Server>, Error> {
        let key_pair = match &new.key_name {
            Some(name) => self.ports.key_pairs.find_key_pair(&request.caller.user_id, name).await?,
            None => None,
        };
        let infrastructure = self.infrastructure();
        let image = self.find_image(Some(request.caller), new.image_id).await?;
        let missing_group = self.name_groups(request, &mut new.security_groups).await?;
        let inputs = BuildInputs { infrastructure: &infrastructure, image: image.as_ref() };
        let draft = self.draft(request, new, key_pair.as_ref(), inputs, missing_group)?;
        let instances = self.store_new(request, &draft, &infrastructure).await?;
        for instance in &instances {
            self.hypervisor.begun(instance);
        }
        Ok(instances.into_iter().map(|it| it.server).collect())
    }

    /// Checks a request in the same way as [`Self::create_servers`], but returns the changes
    /// instead of storing them, for a caller that stores the servers of many requests at once.
    /// After the caller has stored the changes, it must pass the stored servers to the hypervisor
    /// driver, which continues the building.
    ///
    /// This does not read the store but uses the given infrastructure and image. So the servers
    /// can't have a key pair, and the only security group they can have is the default one.
    ///
    /// # Errors
    ///
    /// The same as [`Self::create_servers`], without the errors for addresses: the store checks
    /// these later.
    pub fn draft_servers(
        &self,
        request: Request<'_>,
        new: NewServer,
        infrastructure: &Infrastructure,
        image: &Image,
    ) -> Result<Vec<Change>, Error> {
        let missing_group = new.security_groups.iter().find(|it| *it != DEFAULT_GROUP).cloned();
        let inputs =
            BuildInputs { infrastructure, image: Some(image).filter(|it| it.id == new.image_id) };
        let draft = self.draft(request, new, None, inputs, missing_group)?;
        self.initial_changes(request, &draft, infrastructure)
    }

    /// Checks a request for new servers and makes their records. `key_pair` is the requested key
    /// pair; it is `None` if the request names no key pair, or one that does not exist.
    fn draft(
        &self,
        request: Request<'_>,
        new: NewServer,
        key_pair: Option<&KeyPair>,
        inputs: BuildInputs<'_>,
        missing_group: Option<String>,
    ) -> Result<Draft, Error> {
        // The order of these checks is Nova's: it decides which error a client sees.
        let BuildInputs { infrastructure, image } = inputs;
        let own = Target::own(request.caller);
        self.allow(request, "compute:create", own)?;
        if new.networks.is_some() {
            self.allow_special(request, "compute:create:attach_network", own)?;
        }
        if new.forced_host.is_some() {
            self.allow_special(request, "compute:create:forced_host", own)?;
        }
        let image = usable_image(request, image)?;
        let flavor = find_flavor(request, infrastructure, &new.flavor_id)?;
        check_fit(image, flavor)?;
        check_user_data(new.user_data.as_deref())?;
        if new.forced_host.is_none() {
            check_zone(infrastructure, new.availability_zone.as_deref())?;
        }
        if let Some(name) = missing_group {
            let project_id = request.caller.project_id.clone();
            return Err(Error::SecurityGroupNotFound { name, project_id });
        }
        let networks = choose_networks(infrastructure, new.networks.as_deref())?;
        if new.key_name.is_some() && key_pair.is_none() {
            return Err(KeyPairError::NotForServer.into());
        }
        if new.max_count > 1 && networks.iter().any(|it| it.fixed_ip.is_some()) {
            return Err(NetworkError::SeveralWithOneAddress.into());
        }
        if new.min_count > MAX_SERVERS_AT_ONCE {
            return Err(LimitError::Servers { asked: new.min_count }.into());
        }

        let now = self.clock.now();
        let disk_config = new.disk_config.or(image.disk_config()).unwrap_or(DiskConfig::Manual);
        let (min_count, max_count) = (new.min_count, new.max_count);
        let mut first = new_record(request, new, flavor, now);
        first.server.take_image(image);
        first.server.disk_config = disk_config;
        let n_servers = count(&first, networks.len(), min_count, max_count)?;
        let records = if n_servers == 1 { vec![first] } else { copies(&first, n_servers, now) };
        Ok(Draft { records, networks, now })
    }

    /// Stores new servers whose building has just begun.
    async fn store_new(
        &self,
        request: Request<'_>,
        draft: &Draft,
        infrastructure: &Infrastructure,
    ) -> Result<Vec<Instance>, Error> {
        match self
            .ports
            .lifecycle
            .create(self.initial_changes(request, draft, infrastructure)?)
            .await
        {
            Err(Error::Network(NetworkError::AddressNotAvailable(AddressError::Exhausted(_)))) => {
                let mut failed = draft.changes(request);
                for change in &mut failed {
                    fail(change, NO_ADDRESS, draft.now);
                }
                self.ports.lifecycle.create(failed).await
            }
            Err(Error::SecurityGroup(SecurityGroupError::NotFound { name, project_id })) => {
                Err(Error::SecurityGroupNotFound { name, project_id })
            }
            other => other,
        }
    }

    /// Makes the changes that store new servers and begin their building.
    fn initial_changes(
        &self,
        request: Request<'_>,
        draft: &Draft,
        infrastructure: &Infrastructure,
    ) -> Result<Vec<Change>, Error> {
        let mut changes = draft.changes(request);
        for change in &mut changes {
            change.allocate.clone_from(&draft.networks);
            self.hypervisor.begin(Work::Build, change, infrastructure, draft.now)?;
        }
        Ok(changes)
    }
}

/// What new servers are made from, besides the request.
#[derive(Clone, Copy)]
struct BuildInputs<'a> {
    infrastructure: &'a Infrastructure,
    /// The requested image, if it exists.
    image: Option<&'a Image>,
}

/// New servers that are not stored yet, before their building begins.
struct Draft {
    records: Vec<Instance>,
    networks: Vec<NetworkRequest>,
    now: Timestamp,
}

impl Draft {
    fn changes(&self, request: Request<'_>) -> Vec<Change> {
        let needs_groups = |server: &Server| {
            let groups = server.security_groups.iter();
            groups.filter(|it| *it != DEFAULT_GROUP).cloned().collect()
        };
        let of = |Instance { server, scratch }: &Instance| Change {
            action: Some(InstanceAction::by(request, "create", self.now)),
            side_effects: SideEffects {
                needs_groups: needs_groups(server),
                ..SideEffects::default()
            },
            ..Change::of(server, scratch)
        };
        self.records.iter().map(of).collect()
    }
}

/// Makes `n_servers` servers like `first`. Each gets its own id, which is appended to its name, and a
/// host name that follows from that name. The name of `first` is truncated if the result would
/// otherwise be too long.
fn copies(first: &Instance, n_servers: u32, now: Timestamp) -> Vec<Instance> {
    let Instance { server, scratch } = first;
    let room = MAX_NAME - "-".len() - Hyphenated::LENGTH;
    let start: String = server.name.chars().take(room).collect();
    let name = |id: Uuid| format!("{start}-{id}");
    let copy = |launch_index| {
        let id = new_server_id(now);
        let name = name(id);
        let hostname = Some(derived_host_name(&name, id));
        let server = Server { id, name, hostname, launch_index, ..server.clone() };
        Instance { server, scratch: scratch.clone() }
    };
    (0..n_servers).map(copy).collect()
}

/// Returns the number of servers like `first` to create: `max`, or the limit for a single request
/// if that is smaller. Fails if `min` servers have more bytes than a request may store.
fn count(first: &Instance, n_networks: usize, min: u32, max: u32) -> Result<u32, Error> {
    let networks = NETWORK_BYTES.saturating_mul(n_networks.try_into().unwrap_or(u64::MAX));
    // If there are several servers, the name of each ends with its id. These ids are not counted.
    let bytes = first.content_len().saturating_add(networks).max(1);
    let asked = bytes.saturating_mul(min.max(1).into());
    if asked > MAX_BYTES_AT_ONCE {
        return Err(LimitError::StoredBytes { asked }.into());
    }
    let most = u32::try_from(MAX_BYTES_AT_ONCE / bytes).unwrap_or(u32::MAX);
    Ok(max.clamp(1, MAX_SERVERS_AT_ONCE).min(most))
}

fn check_user_data(user_data: Option<&str>) -> Result<(), Error> {
    match user_data.map(str::len) {
        Some(size) if size > MAX_USER_DATA => Err(LimitError::UserData { size }.into()),
        Some(_) | None => Ok(()),
    }
}

/// Fails unless the zone has a host that accepts new servers.
fn check_zone(infrastructure: &Infrastructure, zone: Option<&str>) -> Result<(), Error> {
    let exists =
        |zone: &str| infrastructure.hypervisors.iter().any(|it| it.zone == zone && it.is_open());
    if zone.is_none_or(exists) { Ok(()) } else { Err(Error::ZoneNotAvailable) }
}

/// Returns the image if the caller may use it and it is active.
pub(super) fn usable_image<'a>(
    request: Request<'_>,
    image: Option<&'a Image>,
) -> Result<&'a Image, Error> {
    let image =
        image.filter(|it| is_visible(it, request.caller)).ok_or(ImageError::NotForServer)?;
    match image.status {
        ImageStatus::Active => Ok(image),
        ImageStatus::Queued
        | ImageStatus::Saving
        | ImageStatus::Killed
        | ImageStatus::Deleted
        | ImageStatus::PendingDelete => Err(Error::Image(ImageError::NotActive { id: image.id })),
    }
}

fn find_flavor<'a>(
    request: Request<'_>,
    infrastructure: &'a Infrastructure,
    id: &str,
) -> Result<&'a Flavor, FlavorError> {
    let caller = request.caller;
    infrastructure
        .find_flavor(id)
        .filter(|it| caller.is_admin || it.is_open_to(&caller.project_id))
        .filter(|it| !it.is_disabled)
        .ok_or(FlavorError::NotFound)
}

/// Fails if the image needs more memory or disk than the flavor has. A flavor whose root disk size
/// is 0 has a disk as large as the image needs.
pub(super) fn check_fit(image: &Image, flavor: &Flavor) -> Result<(), Error> {
    if flavor.ram_mb < image.min_ram_mb {
        return Err(FlavorError::MemoryTooSmall.into());
    }
    let is_too_large =
        image.min_disk_gb > flavor.disk_gb || image.size > u64::from(flavor.disk_gb) * GIB;
    if flavor.disk_gb > 0 && is_too_large {
        return Err(FlavorError::DiskTooSmall.into());
    }
    Ok(())
}

fn choose_networks(
    infrastructure: &Infrastructure,
    asked: Option<&[NetworkRequest]>,
) -> Result<Vec<NetworkRequest>, Error> {
    let Some(asked) = asked else {
        let first = infrastructure.networks.first();
        return Ok(first
            .map(|it| NetworkRequest { network_id: it.id, fixed_ip: None })
            .into_iter()
            .collect());
    };
    for NetworkRequest { network_id: id, .. } in asked {
        if infrastructure.find_network(*id).is_none() {
            return Err(NetworkError::NotFound { id: id.to_string() }.into());
        }
    }
    Ok(asked.to_vec())
}

/// Makes the record of a new server, without the values that depend on its image.
fn new_record(request: Request<'_>, new: NewServer, flavor: &Flavor, now: Timestamp) -> Instance {
    let mut scratch = Scratch::default();
    if let Some(host) = new.forced_host {
        scratch.set_note(Note::ForcedHost, host);
    }
    let security_groups = if new.security_groups.is_empty() {
        vec![DEFAULT_GROUP.to_owned()]
    } else {
        new.security_groups
    };
    let id = new_server_id(now);
    let server = Server {
        id,
        description: Some(new.name.clone()),
        hostname: Some(derived_host_name(&new.name, id)),
        name: new.name,
        project_id: request.caller.project_id.clone(),
        user_id: request.caller.user_id.clone(),
        created: now.whole_second(),
        updated: now.whole_second(),
        flavor: ServerFlavor::from(flavor),
        metadata: new.metadata,
        system_metadata: new.system_metadata,
        access_ipv4: new.access_ipv4,
        access_ipv6: new.access_ipv6,
        pinned_zone: new.availability_zone.clone(),
        availability_zone: new.availability_zone,
        scheduler_hints: Some(new.scheduler_hints.unwrap_or_else(|| NO_HINTS.to_owned())),
        root_device_name: Some(ROOT_DEVICE.to_owned()),
        key_name: new.key_name,
        security_groups,
        user_data: new.user_data,
        config_drive: new.config_drive,
        reservation_id: new_reservation_id(),
        ..Server::default()
    };
    Instance { server, scratch }
}

/// Returns a new id: a UUID of version 7. It is greater than every id that this process made before,
/// also if the clock was set back. So the rows of new servers, which have the id in their keys, are
/// next to each other in a store.
fn new_server_id(now: Timestamp) -> Uuid {
    static IDS: Mutex<ContextV7> = Mutex::new(ContextV7::new());
    let since_1970 = Duration::from_micros(u64::try_from(now.as_micros()).unwrap_or(0));
    let (seconds, nanos) = (since_1970.as_secs(), since_1970.subsec_nanos());
    Uuid::new_v7(uuid::Timestamp::from_unix(&IDS, seconds, nanos))
}

/// Returns a new reservation id: `r-` and eight random characters.
fn new_reservation_id() -> String {
    let random = Uuid::new_v4().simple().to_string();
    format!("r-{}", &random[..8])
}

/// Nova's message for the fault of a server that got no address.
const NO_ADDRESS: &str = "Zero fixed ips available.";

/// Puts a server into the vm state `error` before its building begins, and records the failed
/// building in the instance action.
fn fail(change: &mut Change, message: &str, now: Timestamp) {
    let server = &mut change.server;
    server.vm_state = VmState::Error;
    change.scratch.take_note(Note::ForcedHost);
    server.fault = Some(ServerFault {
        code: 500,
        created: now.whole_second(),
        message: message.to_owned(),
        details: None,
    });
    change.action = change.action.take().map(|it| it.with_failed_event(Work::Build.event(), now));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_new_servers_grow_whatever_the_clock_says() {
        let times = [1_000, 1_000, 900, -5, 0, 2_000].map(Timestamp::from_seconds);

        let ids: Vec<Uuid> =
            times.iter().flat_map(|now| (0..1_000).map(|_| new_server_id(*now))).collect();

        assert!(ids.is_sorted_by(|one, next| one < next));
    }
}
