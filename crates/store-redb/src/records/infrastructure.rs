//! The row of flavors, networks, hypervisors, pools of floating addresses and server groups. As
//! these are few, one row holds all of them. In formats before 4 it holds the images, too.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use ferronova_compute::{
    Cidr, Flavor, FloatingPool, Hypervisor, Image, ImageStatus, Infrastructure, Network,
    ServerGroup, ServerGroupPolicy, Visibility,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{numbers::AsNumber, time::Micros};
use crate::{
    engine_error::EngineError,
    seal::{self, Damage},
    tables::META_INFRASTRUCTURE,
};

#[derive(Serialize, Deserialize)]
struct InfrastructureRow<'a> {
    flavors: Vec<FlavorRow<'a>>,
    images: Vec<ImageRow<'a>>,
    networks: Vec<NetworkRow<'a>>,
    hypervisors: Vec<HypervisorRow<'a>>,
    /// Stored since format 4.
    #[serde(default)]
    floating_pools: Vec<FloatingPoolRow<'a>>,
    /// The ids of the hypervisors that are forced down. Stored since format 8.
    #[serde(default)]
    forced_down: Vec<u64>,
    /// Stored since format 8.
    #[serde(default)]
    server_groups: Vec<ServerGroupRow<'a>>,
}

#[derive(Serialize, Deserialize)]
struct ServerGroupRow<'a> {
    id: [u8; 16],
    name: Cow<'a, str>,
    project_id: Cow<'a, str>,
    user_id: Cow<'a, str>,
    policy: AsNumber<ServerGroupPolicy>,
    max_server_per_host: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct FloatingPoolRow<'a> {
    id: [u8; 16],
    name: Cow<'a, str>,
    /// The block of addresses as text, such as `172.24.4.0/24`.
    cidr: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
struct FlavorRow<'a> {
    id: Cow<'a, str>,
    name: Cow<'a, str>,
    ram_mb: u32,
    disk_gb: u32,
    vcpus: u32,
    ephemeral_gb: u32,
    swap_mb: u32,
    rxtx_factor: f64,
    is_public: bool,
    is_disabled: bool,
    extra_specs: Cow<'a, BTreeMap<String, String>>,
    access: Cow<'a, [String]>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ImageRow<'a> {
    id: [u8; 16],
    name: Cow<'a, str>,
    status: AsNumber<ImageStatus>,
    project_id: Option<Cow<'a, str>>,
    is_public: bool,
    size: u64,
    min_ram_mb: u32,
    min_disk_gb: u32,
    disk_format: Cow<'a, str>,
    container_format: Cow<'a, str>,
    checksum: Option<Cow<'a, str>>,
    created: Micros,
    updated: Micros,
    metadata: Cow<'a, BTreeMap<String, String>>,
    server_id: Option<[u8; 16]>,
}

#[derive(Serialize, Deserialize)]
struct NetworkRow<'a> {
    id: [u8; 16],
    name: Cow<'a, str>,
    subnet_id: [u8; 16],
    /// The block of addresses as text, such as `10.0.0.0/8`.
    cidr: Cow<'a, str>,
}

/// Whether the hypervisor is forced down is in [`InfrastructureRow::forced_down`].
#[derive(Serialize, Deserialize)]
struct HypervisorRow<'a> {
    id: u64,
    hostname: Cow<'a, str>,
    host: Cow<'a, str>,
    zone: Cow<'a, str>,
    host_ip: IpAddr,
    hypervisor_type: Cow<'a, str>,
    hypervisor_version: u32,
    vcpus: u32,
    memory_mb: u32,
    local_gb: u32,
    cpu_info: Cow<'a, str>,
    is_up: bool,
    disabled_reason: Option<Cow<'a, str>>,
}

pub(crate) fn encode_infrastructure(
    infrastructure: &Infrastructure,
) -> Result<Vec<u8>, EngineError> {
    let forced_down = infrastructure.hypervisors.iter().filter(|it| it.is_forced_down);
    let row = InfrastructureRow {
        flavors: infrastructure.flavors.iter().map(FlavorRow::of).collect(),
        // Since format 4, each image has a row of its own.
        images: Vec::new(),
        networks: infrastructure.networks.iter().map(NetworkRow::of).collect(),
        hypervisors: infrastructure.hypervisors.iter().map(HypervisorRow::of).collect(),
        floating_pools: infrastructure.floating_pools.iter().map(FloatingPoolRow::of).collect(),
        forced_down: forced_down.map(|it| it.id).collect(),
        server_groups: infrastructure.server_groups.iter().map(ServerGroupRow::of).collect(),
    };
    seal::seal(META_INFRASTRUCTURE.as_bytes(), &row).map_err(EngineError::Encoding)
}

/// Reads the images from the row, which has them in formats before 4, newest last.
pub(crate) fn decode_images_of_infrastructure(sealed: &[u8]) -> Result<Vec<Image>, EngineError> {
    let row = unseal(sealed)?;
    Ok(row.images.into_iter().map(ImageRow::into_image).collect())
}

/// Reads everything in the row except the images.
pub(crate) fn decode_infrastructure(sealed: &[u8]) -> Result<Infrastructure, EngineError> {
    let row = unseal(sealed)?;
    let floating_pools: Option<Vec<FloatingPool>> =
        row.floating_pools.into_iter().map(FloatingPoolRow::into_pool).collect();
    let networks: Option<Vec<Network>> =
        row.networks.into_iter().map(NetworkRow::into_network).collect();
    let hypervisor = |it: HypervisorRow<'_>| Hypervisor {
        is_forced_down: row.forced_down.contains(&it.id),
        ..it.into_hypervisor()
    };
    Ok(Infrastructure {
        flavors: row.flavors.into_iter().map(FlavorRow::into_flavor).collect(),
        networks: networks.ok_or_else(|| damaged(&Damage::Content))?,
        hypervisors: row.hypervisors.into_iter().map(hypervisor).collect(),
        floating_pools: floating_pools.ok_or_else(|| damaged(&Damage::Content))?,
        server_groups: row.server_groups.into_iter().map(ServerGroupRow::into_group).collect(),
    })
}

fn unseal(sealed: &[u8]) -> Result<InfrastructureRow<'_>, EngineError> {
    seal::unseal(META_INFRASTRUCTURE.as_bytes(), sealed).map_err(|it| damaged(&it))
}

fn damaged(damage: &Damage) -> EngineError {
    EngineError::damaged("the record of the infrastructure", damage)
}

impl<'a> FlavorRow<'a> {
    fn of(flavor: &'a Flavor) -> Self {
        Self {
            id: Cow::Borrowed(&flavor.id),
            name: Cow::Borrowed(&flavor.name),
            ram_mb: flavor.ram_mb,
            disk_gb: flavor.disk_gb,
            vcpus: flavor.vcpus,
            ephemeral_gb: flavor.ephemeral_gb,
            swap_mb: flavor.swap_mb,
            rxtx_factor: flavor.rxtx_factor,
            is_public: flavor.is_public,
            is_disabled: flavor.is_disabled,
            extra_specs: Cow::Borrowed(&flavor.extra_specs),
            access: Cow::Borrowed(&flavor.access),
        }
    }

    fn into_flavor(self) -> Flavor {
        Flavor {
            id: self.id.into_owned(),
            name: self.name.into_owned(),
            ram_mb: self.ram_mb,
            disk_gb: self.disk_gb,
            vcpus: self.vcpus,
            ephemeral_gb: self.ephemeral_gb,
            swap_mb: self.swap_mb,
            rxtx_factor: self.rxtx_factor,
            is_public: self.is_public,
            is_disabled: self.is_disabled,
            extra_specs: self.extra_specs.into_owned(),
            access: self.access.into_owned(),
        }
    }
}

impl<'a> ImageRow<'a> {
    pub(super) fn of(image: &'a Image) -> Self {
        Self {
            id: image.id.into_bytes(),
            name: Cow::Borrowed(&image.name),
            status: AsNumber(image.status),
            project_id: image.project_id.as_deref().map(Cow::Borrowed),
            is_public: image.is_public(),
            size: image.size,
            min_ram_mb: image.min_ram_mb,
            min_disk_gb: image.min_disk_gb,
            disk_format: Cow::Borrowed(&image.disk_format),
            container_format: Cow::Borrowed(&image.container_format),
            checksum: image.checksum.as_deref().map(Cow::Borrowed),
            created: image.created.into(),
            updated: image.updated.into(),
            metadata: Cow::Borrowed(&image.metadata),
            server_id: image.server_id.map(Uuid::into_bytes),
        }
    }

    /// Converts the row to an image, with defaults for what this row does not hold.
    pub(super) fn into_image(self) -> Image {
        Image {
            id: Uuid::from_bytes(self.id),
            name: self.name.into_owned(),
            status: self.status.0,
            project_id: self.project_id.map(Cow::into_owned),
            visibility: if self.is_public { Visibility::Public } else { Visibility::Private },
            is_protected: false,
            is_hidden: false,
            size: self.size,
            min_ram_mb: self.min_ram_mb,
            min_disk_gb: self.min_disk_gb,
            disk_format: self.disk_format.into_owned(),
            container_format: self.container_format.into_owned(),
            checksum: self.checksum.map(Cow::into_owned),
            created: self.created.into(),
            updated: self.updated.into(),
            metadata: self.metadata.into_owned(),
            tags: BTreeSet::new(),
            server_id: self.server_id.map(Uuid::from_bytes),
        }
    }
}

impl<'a> NetworkRow<'a> {
    fn of(network: &'a Network) -> Self {
        Self {
            id: network.id.into_bytes(),
            name: Cow::Borrowed(&network.name),
            subnet_id: network.subnet_id.into_bytes(),
            cidr: Cow::Owned(network.cidr.to_string()),
        }
    }

    fn into_network(self) -> Option<Network> {
        let cidr: Cidr = self.cidr.parse().ok()?;
        Some(Network {
            id: Uuid::from_bytes(self.id),
            name: self.name.into_owned(),
            subnet_id: Uuid::from_bytes(self.subnet_id),
            cidr,
        })
    }
}

impl<'a> FloatingPoolRow<'a> {
    fn of(pool: &'a FloatingPool) -> Self {
        Self {
            id: pool.id.into_bytes(),
            name: Cow::Borrowed(&pool.name),
            cidr: Cow::Owned(pool.cidr.to_string()),
        }
    }

    fn into_pool(self) -> Option<FloatingPool> {
        let cidr: Cidr = self.cidr.parse().ok()?;
        Some(FloatingPool { id: Uuid::from_bytes(self.id), name: self.name.into_owned(), cidr })
    }
}

impl<'a> ServerGroupRow<'a> {
    fn of(group: &'a ServerGroup) -> Self {
        Self {
            id: group.id.into_bytes(),
            name: Cow::Borrowed(&group.name),
            project_id: Cow::Borrowed(&group.project_id),
            user_id: Cow::Borrowed(&group.user_id),
            policy: AsNumber(group.policy),
            max_server_per_host: group.max_server_per_host,
        }
    }

    fn into_group(self) -> ServerGroup {
        ServerGroup {
            id: Uuid::from_bytes(self.id),
            name: self.name.into_owned(),
            project_id: self.project_id.into_owned(),
            user_id: self.user_id.into_owned(),
            policy: self.policy.0,
            max_server_per_host: self.max_server_per_host,
        }
    }
}

impl<'a> HypervisorRow<'a> {
    fn of(hypervisor: &'a Hypervisor) -> Self {
        Self {
            id: hypervisor.id,
            hostname: Cow::Borrowed(&hypervisor.hostname),
            host: Cow::Borrowed(&hypervisor.host),
            zone: Cow::Borrowed(&hypervisor.zone),
            host_ip: hypervisor.host_ip,
            hypervisor_type: Cow::Borrowed(&hypervisor.hypervisor_type),
            hypervisor_version: hypervisor.hypervisor_version,
            vcpus: hypervisor.vcpus,
            memory_mb: hypervisor.memory_mb,
            local_gb: hypervisor.local_gb,
            cpu_info: Cow::Borrowed(&hypervisor.cpu_info),
            is_up: hypervisor.is_up,
            disabled_reason: hypervisor.disabled_reason.as_deref().map(Cow::Borrowed),
        }
    }

    fn into_hypervisor(self) -> Hypervisor {
        Hypervisor {
            id: self.id,
            hostname: self.hostname.into_owned(),
            host: self.host.into_owned(),
            zone: self.zone.into_owned(),
            host_ip: self.host_ip,
            hypervisor_type: self.hypervisor_type.into_owned(),
            hypervisor_version: self.hypervisor_version,
            vcpus: self.vcpus,
            memory_mb: self.memory_mb,
            local_gb: self.local_gb,
            cpu_info: self.cpu_info.into_owned(),
            is_up: self.is_up,
            disabled_reason: self.disabled_reason.map(Cow::into_owned),
            is_forced_down: false,
        }
    }
}
