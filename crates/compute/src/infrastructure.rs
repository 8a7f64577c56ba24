//! What servers are made from: flavors, images, networks and hypervisors.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use ipnet::IpNet;
use uuid::Uuid;

use crate::{DiskConfig, ServerGroup, Timestamp, states::words};

/// All flavors, networks, hypervisors, pools of floating addresses and server groups. They are read
/// often; only operators change them, and seldom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Infrastructure {
    /// The flavors, in no particular order.
    pub flavors: Vec<Flavor>,
    /// The networks. A new server gets an address on the first network if its request names no
    /// network.
    pub networks: Vec<Network>,
    /// The hypervisors.
    pub hypervisors: Vec<Hypervisor>,
    /// The pools of floating addresses. No two of them overlap.
    pub floating_pools: Vec<FloatingPool>,
    /// The server groups.
    pub server_groups: Vec<ServerGroup>,
}

impl Infrastructure {
    /// The flavor with that id.
    #[must_use]
    pub fn find_flavor(&self, id: &str) -> Option<&Flavor> {
        self.flavors.iter().find(|it| it.id == id)
    }

    /// The hypervisor with that number.
    #[must_use]
    pub fn find_hypervisor(&self, id: u64) -> Option<&Hypervisor> {
        self.hypervisors.iter().find(|it| it.id == id)
    }

    /// The availability zone of a compute host.
    #[must_use]
    pub fn zone_of(&self, host: &str) -> Option<&str> {
        self.hypervisors.iter().find(|it| it.host == host).map(|it| &*it.zone)
    }

    /// The server group with that id.
    #[must_use]
    pub fn find_server_group(&self, id: Uuid) -> Option<&ServerGroup> {
        self.server_groups.iter().find(|it| it.id == id)
    }

    /// The network with that id.
    #[must_use]
    pub fn find_network(&self, id: Uuid) -> Option<&Network> {
        self.networks.iter().find(|it| it.id == id)
    }
}

/// A block of addresses that floating addresses are allocated from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloatingPool {
    /// The id that clients use. A server's address from this pool has this id as its `network_id`.
    pub id: Uuid,
    /// The name that clients use.
    pub name: String,
    /// The addresses, IPv4 only.
    pub cidr: Cidr,
}

/// A size of servers.
#[derive(Clone, Debug, PartialEq)]
pub struct Flavor {
    /// The id that clients use: any text without surrounding blanks, by custom a number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Memory, in MiB.
    pub ram_mb: u32,
    /// Root disk, in GiB.
    pub disk_gb: u32,
    /// Virtual processors.
    pub vcpus: u32,
    /// A second, ephemeral disk, in GiB.
    pub ephemeral_gb: u32,
    /// Swap space, in MiB.
    pub swap_mb: u32,
    /// Factor of the network's bandwidth.
    pub rxtx_factor: f64,
    /// Whether every project may use the flavor.
    pub is_public: bool,
    /// Whether no servers may be created with the flavor or resized to it.
    pub is_disabled: bool,
    /// Hints for the scheduler and the hypervisor.
    pub extra_specs: BTreeMap<String, String>,
    /// The projects that may use the flavor although it is not public.
    pub access: Vec<String>,
}

impl Flavor {
    /// Whether this project may use the flavor, because the flavor is public or `access` names the
    /// project.
    #[must_use]
    pub fn is_open_to(&self, project_id: &str) -> bool {
        self.is_public || self.access.iter().any(|it| it == project_id)
    }
}

words! {
    /// The status of an image, as in Glance.
    ImageStatus {
        Queued = "queued",
        Saving = "saving",
        Active = "active",
        Killed = "killed",
        Deleted = "deleted",
        PendingDelete = "pending_delete",
    }
}

words! {
    /// Who may see an image, as in Glance.
    Visibility {
        /// Everybody. The image is in everybody's lists.
        Public = "public",
        /// The image's project only.
        Private = "private",
        /// The image's project, and the projects that the image is shared with. Sharing is not
        /// supported, so there are no such projects.
        Shared = "shared",
        /// Everybody who knows the image's id. The image is only in the lists of its own project.
        Community = "community",
    }
}

/// A disk image that servers are made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The id that clients use.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its status.
    pub status: ImageStatus,
    /// The project it belongs to; `None` if it belongs to the cloud.
    pub project_id: Option<String>,
    /// Who may see it.
    pub visibility: Visibility,
    /// Whether it can't be deleted.
    pub is_protected: bool,
    /// Whether the image service's lists omit it, unless a request asks for hidden images.
    pub is_hidden: bool,
    /// Its size, in bytes.
    pub size: u64,
    /// The minimum memory of a server made from it, in MiB.
    pub min_ram_mb: u32,
    /// The minimum root disk of a server made from it, in GiB.
    pub min_disk_gb: u32,
    /// How the disk is stored: `qcow2`, `raw`, ….
    pub disk_format: String,
    /// What the disk is wrapped in: `bare`, ….
    pub container_format: String,
    /// The MD5 sum of its content, if it has any.
    pub checksum: Option<String>,
    /// When it was created, in whole seconds.
    pub created: Timestamp,
    /// When it changed last, in whole seconds.
    pub updated: Timestamp,
    /// Metadata that users set.
    pub metadata: BTreeMap<String, String>,
    /// Tags that users set.
    pub tags: BTreeSet<String>,
    /// The server it is a snapshot of.
    pub server_id: Option<Uuid>,
}

impl Image {
    /// Who partitions the disk of a server made from this image; `None` if the image's metadata
    /// does not define it.
    #[must_use]
    pub fn disk_config(&self) -> Option<DiskConfig> {
        let word = self.metadata.get("auto_disk_config")?;
        match word.trim().to_ascii_lowercase().as_str() {
            "1" | "t" | "true" | "on" | "y" | "yes" => Some(DiskConfig::Auto),
            _ => Some(DiskConfig::Manual),
        }
    }

    /// Whether this project may see and use the image.
    #[must_use]
    pub fn is_open_to(&self, project_id: &str) -> bool {
        self.is_open_to_all() || self.project_id.as_deref() == Some(project_id)
    }

    /// Whether everybody may see and use the image, even callers without a project.
    #[must_use]
    pub fn is_open_to_all(&self) -> bool {
        match self.visibility {
            Visibility::Public | Visibility::Community => true,
            Visibility::Private | Visibility::Shared => false,
        }
    }

    /// Whether the image is in everybody's lists.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.visibility == Visibility::Public
    }

    /// The project for which this image counts as a snapshot; `None` if the image was not made from
    /// a server or belongs to no project.
    #[must_use]
    pub fn snapshot_of(&self) -> Option<&str> {
        self.project_id.as_deref().filter(|_| self.server_id.is_some())
    }

    /// The server that this image is a backup of, and the type of the backup; `None` if the image
    /// is not a backup according to its metadata.
    #[must_use]
    pub fn backup_of(&self) -> Option<(Uuid, &str)> {
        let is_backup = self.metadata.get("image_type").is_some_and(|it| it == "backup");
        let backup_type = self.metadata.get("backup_type").filter(|_| is_backup)?;
        Some((self.server_id?, backup_type))
    }
}

/// A network with one subnet, on which servers get addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// The id that clients use.
    pub id: Uuid,
    /// Its name, which is the key in a server's `addresses`.
    pub name: String,
    /// The id of its subnet.
    pub subnet_id: Uuid,
    /// The addresses of its subnet.
    pub cidr: Cidr,
}

/// A block of addresses: `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr(IpNet);

impl Cidr {
    /// The first address of the block.
    #[must_use]
    pub fn base(self) -> IpAddr {
        self.0.addr()
    }

    /// Number of leading bits that all addresses of the block share.
    #[must_use]
    pub fn prefix_len(self) -> u8 {
        self.0.prefix_len()
    }

    /// Whether the address lies in the block.
    #[must_use]
    pub fn contains(self, ip: IpAddr) -> bool {
        self.0.contains(&ip)
    }

    /// Number of addresses in the block that servers can have: all but the network's own, the
    /// gateway's and the last one.
    #[must_use]
    pub fn hosts(self) -> u128 {
        let bits = self.0.max_prefix_len() - self.prefix_len();
        1_u128.checked_shl(bits.into()).unwrap_or(u128::MAX).saturating_sub(3)
    }

    /// The `index`-th address that a server can have, counted from 0 and starting over at
    /// [`Self::hosts`]; `None` if the block is too small for any.
    #[must_use]
    pub fn host(self, index: u128) -> Option<IpAddr> {
        let offset = 2 + index.checked_rem(self.hosts())?;
        Some(self.at(offset))
    }

    /// The index of an address among the addresses that servers can have, as in [`Self::host`];
    /// `None` if servers can't have the address.
    #[must_use]
    pub fn index_of(self, ip: IpAddr) -> Option<u128> {
        let offset = match (self.base(), ip) {
            (IpAddr::V4(base), IpAddr::V4(ip)) => ip.to_bits().checked_sub(base.to_bits())?.into(),
            (IpAddr::V6(base), IpAddr::V6(ip)) => ip.to_bits().checked_sub(base.to_bits())?,
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return None,
        };
        offset.checked_sub(2).filter(|it| *it < self.hosts())
    }

    /// Whether an address lies in both blocks.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.0.contains(&other.0) || other.0.contains(&self.0)
    }

    /// The first address after the network's own, by custom its gateway.
    #[must_use]
    pub fn gateway(self) -> IpAddr {
        self.at(1)
    }

    fn at(self, offset: u128) -> IpAddr {
        match self.base() {
            IpAddr::V4(base) => {
                let offset = u32::try_from(offset).unwrap_or(u32::MAX);
                Ipv4Addr::from_bits(base.to_bits().wrapping_add(offset)).into()
            }
            IpAddr::V6(base) => Ipv6Addr::from_bits(base.to_bits().wrapping_add(offset)).into(),
        }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Cidr {
    type Err = String;

    /// Parses the address and the length with the standard library, since the parser of `ipnet`
    /// also accepts `010.0.0.0/8`.
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/').and_then(|(base, prefix_len)| {
            IpNet::new(base.parse().ok()?, prefix_len.parse().ok()?).ok()
        });
        let block = parts
            .ok_or_else(|| format!("`{text}` is not a block of addresses such as 10.0.0.0/8"))?;
        if block == block.trunc() {
            Ok(Self(block))
        } else {
            Err(format!("`{text}` has bits set outside its prefix"))
        }
    }
}

/// A machine that runs servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hypervisor {
    /// Its number, which clients use as its id.
    pub id: u64,
    /// Its host name.
    pub hostname: String,
    /// The compute host that manages it.
    pub host: String,
    /// Its availability zone.
    pub zone: String,
    /// Its address.
    pub host_ip: IpAddr,
    /// Its kind: `QEMU`, ….
    pub hypervisor_type: String,
    /// Its version, as `2001000` for 2.1.0.
    pub hypervisor_version: u32,
    /// Number of processors.
    pub vcpus: u32,
    /// Memory, in MiB.
    pub memory_mb: u32,
    /// Disk, in GiB.
    pub local_gb: u32,
    /// Details of its processors, as JSON text.
    pub cpu_info: String,
    /// Whether it is up.
    pub is_up: bool,
    /// Why new servers may not be placed on the hypervisor; `None` if they may.
    pub disabled_reason: Option<String>,
    /// Whether an operator declared the compute host down. If so, `is_up` is `false`.
    pub is_forced_down: bool,
}

words! {
    /// The state of a server's compute host, which administrators see among the server's data.
    HostStatus {
        Up = "UP",
        /// An operator declared the host down.
        Down = "DOWN",
        /// No new servers are placed on the host.
        Maintenance = "MAINTENANCE",
        /// The host does not report.
        Unknown = "UNKNOWN",
    }
}

impl Hypervisor {
    /// The state of the hypervisor's compute host.
    #[must_use]
    pub fn host_status(&self) -> HostStatus {
        if self.is_forced_down {
            HostStatus::Down
        } else if self.disabled_reason.is_some() {
            HostStatus::Maintenance
        } else if self.is_up {
            HostStatus::Up
        } else {
            HostStatus::Unknown
        }
    }

    /// Whether new servers may be placed on the hypervisor.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.is_up && self.disabled_reason.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_gives_its_addresses_in_order_and_starts_over() {
        let cidr: Cidr = "10.0.0.0/29".parse().unwrap();

        assert_eq!(cidr.hosts(), 5);
        assert_eq!(cidr.host(0), Some("10.0.0.2".parse().unwrap()));
        assert_eq!(cidr.host(4), Some("10.0.0.6".parse().unwrap()));
        assert_eq!(cidr.host(5), cidr.host(0));
        for index in 0..5 {
            assert_eq!(cidr.host(index).and_then(|it| cidr.index_of(it)), Some(index));
        }
        for ip in ["10.0.0.0", "10.0.0.1", "10.0.0.7", "10.0.0.8", "9.0.0.1", "::3"] {
            assert_eq!(cidr.index_of(ip.parse().unwrap()), None, "{ip}");
        }
    }

    #[test]
    fn a_block_too_small_for_a_server_gives_no_address() {
        assert_eq!("10.0.0.0/31".parse::<Cidr>().unwrap().host(0), None);
    }

    #[test]
    fn a_block_knows_its_addresses() {
        let cidr: Cidr = "fd00::/64".parse().unwrap();

        assert!(cidr.contains("fd00::7".parse().unwrap()));
        assert!(!cidr.contains("fd00:0:0:1::7".parse().unwrap()));
        assert!(!cidr.contains("10.0.0.1".parse().unwrap()));
        assert!("::/0".parse::<Cidr>().unwrap().contains("1::".parse().unwrap()));
        assert!("10.0.0.1/8".parse::<Cidr>().is_err());
        assert!("10.0.0.0/33".parse::<Cidr>().is_err());
    }
}
