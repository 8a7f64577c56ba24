//! The flavors, images, networks and hypervisors of a seed, and the look-up of all that servers
//! refer to.

use std::{
    collections::{BTreeSet, HashSet},
    net::{IpAddr, Ipv4Addr},
};

use ferronova_compute::{
    Flavor, FloatingPool, Hypervisor, Image, ImageStatus, Infrastructure, Network, ServerGroup,
    Timestamp, Visibility,
};
use serde_saphyr::{Location, Spanned};

use super::{
    error::Wrong,
    format::{
        FlavorEntry, FloatingPoolEntry, HypervisorEntry, ImageEntry, NetworkEntry, Reference,
    },
    names::{Names, derived_id},
    people::{People, found},
};

/// The infrastructure and images, with look-up by name or id.
pub(super) struct Surroundings {
    pub(super) infrastructure: Infrastructure,
    /// The images, in the order of the file.
    pub(super) images: Vec<Image>,
    flavors: Names,
    image_names: Names,
    networks: Names,
    floating_pools: Names,
    hypervisors: Names,
    server_groups: Names,
}

impl Surroundings {
    pub(super) fn new() -> Self {
        Self {
            infrastructure: Infrastructure::default(),
            flavors: Names::of("flavor"),
            images: Vec::new(),
            image_names: Names::of("image"),
            networks: Names::of("network"),
            floating_pools: Names::of("floating pool"),
            hypervisors: Names::of("host"),
            server_groups: Names::of("server group"),
        }
    }

    pub(super) fn add_flavor(
        &mut self,
        entry: Spanned<FlavorEntry>,
        people: &People,
    ) -> Result<(), Wrong> {
        let Spanned { value: entry, referenced: at, .. } = entry;
        let name = entry.name.0.0;
        let id = entry.id.map_or_else(|| derived_id("flavor", &name).to_string(), |it| it.0.0);
        self.flavors.add_unique(id.clone(), &name, at)?;
        let access: Result<Vec<String>, Wrong> =
            entry.access.iter().map(|it| Ok(people.find_project(it)?.id.clone())).collect();
        let access = access?;
        self.infrastructure.flavors.push(Flavor {
            id,
            name,
            ram_mb: entry.ram.0,
            disk_gb: entry.disk.0,
            vcpus: entry.vcpus.0,
            ephemeral_gb: entry.ephemeral.map_or(0, |it| it.0),
            swap_mb: entry.swap.map_or(0, |it| it.0),
            rxtx_factor: entry.rxtx_factor.map_or(1.0, |it| it.0.0),
            is_public: entry.public.map_or(access.is_empty(), |it| it.0),
            is_disabled: entry.disabled.is_some_and(|it| it.0),
            extra_specs: entry.extra_specs,
            access,
        });
        Ok(())
    }

    pub(super) fn add_image(
        &mut self,
        entry: Spanned<ImageEntry>,
        people: &People,
        time: Timestamp,
    ) -> Result<(), Wrong> {
        let Spanned { value: entry, referenced: at, .. } = entry;
        let name = entry.name.0.0;
        let id = entry.id.map_or_else(|| derived_id("image", &name), |it| it.0);
        self.image_names.add(id.to_string(), &name, at)?;
        let project = entry.project.map(|it| people.find_project(&it)).transpose()?;
        let created = entry.created.map_or(time, |it| it.0).whole_second();
        let image = Image {
            id,
            name,
            status: entry.status.map_or(ImageStatus::Active, |it| it.0),
            project_id: project.map(|it| it.id.clone()),
            visibility: if entry.public.map_or(project.is_none(), |it| it.0) {
                Visibility::Public
            } else {
                Visibility::Private
            },
            is_protected: false,
            is_hidden: false,
            size: entry.size.map_or(0, |it| it.0),
            min_ram_mb: entry.min_ram.map_or(0, |it| it.0),
            min_disk_gb: entry.min_disk.map_or(0, |it| it.0),
            disk_format: entry.disk_format.unwrap_or_else(|| "qcow2".to_owned()),
            container_format: entry.container_format.unwrap_or_else(|| "bare".to_owned()),
            checksum: entry.checksum.map(|it| it.0.0),
            created,
            updated: entry.updated.map_or(created, |it| it.0.whole_second()),
            metadata: entry.metadata,
            tags: BTreeSet::new(),
            server_id: entry.server.map(|it| it.0),
        };
        self.images.push(image);
        Ok(())
    }

    pub(super) fn add_network(&mut self, entry: Spanned<NetworkEntry>) -> Result<(), Wrong> {
        let Spanned { value: entry, referenced: at, .. } = entry;
        let name = entry.name.0.0;
        let id = entry.id.map_or_else(|| derived_id("network", &name), |it| it.0);
        self.networks.add(id.to_string(), &name, at)?;
        let subnet_id =
            entry.subnet_id.map_or_else(|| derived_id("subnet", &id.to_string()), |it| it.0);
        self.infrastructure.networks.push(Network { id, name, subnet_id, cidr: entry.cidr.0 });
        Ok(())
    }

    pub(super) fn add_floating_pool(
        &mut self,
        entry: Spanned<FloatingPoolEntry>,
    ) -> Result<(), Wrong> {
        let Spanned { value: entry, referenced: at, .. } = entry;
        let (name, cidr) = (entry.name.0.0, entry.cidr.0);
        let id = entry.id.map_or_else(|| derived_id("floating pool", &name), |it| it.0);
        self.floating_pools.add_unique(id.to_string(), &name, at)?;
        if !cidr.base().is_ipv4() {
            let what = format!("{cidr} is no block of IPv4 addresses, which floating ones are");
            return Err(Wrong::at(at, what));
        }
        if self.infrastructure.find_network(id).is_some() {
            return Err(Wrong::at(at, format!("a network has the id {id}")));
        }
        let pools = &mut self.infrastructure.floating_pools;
        if let Some(other) = pools.iter().find(|it| it.cidr.overlaps(cidr)) {
            let FloatingPool { name, cidr: taken, .. } = other;
            let what = format!("{cidr} has addresses of the pool `{name}`, which has {taken}");
            return Err(Wrong::at(at, what));
        }
        pools.push(FloatingPool { id, name, cidr });
        Ok(())
    }

    pub(super) fn add_hypervisors(
        &mut self,
        entries: Vec<Spanned<HypervisorEntry>>,
    ) -> Result<(), Wrong> {
        let mut ids = HashSet::new();
        for (number, Spanned { value: entry, referenced: at, .. }) in (1..).zip(entries) {
            let id = entry.id.map_or(number, |it| it.0.0);
            if !ids.insert(id) {
                return Err(Wrong::at(at, format!("another hypervisor has the id {id}")));
            }
            let hostname = entry.hostname.0.0;
            let host = entry.host.map_or_else(|| short_name(&hostname), |it| it.0.0);
            self.hypervisors.add_unique(host.clone(), &hostname, at)?;
            let is_forced_down = entry.forced_down.is_some_and(|it| it.0);
            let is_up = entry.up.map_or(!is_forced_down, |it| it.0);
            if is_up && is_forced_down {
                let what = "a host that is forced down is not up; remove `up` or `forced_down`";
                return Err(Wrong::at(at, what));
            }
            self.infrastructure.hypervisors.push(Hypervisor {
                id,
                hostname,
                host,
                zone: entry.zone.map_or_else(|| "nova".to_owned(), |it| it.0.0),
                host_ip: entry.host_ip.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |it| it.0),
                hypervisor_type: entry
                    .hypervisor_type
                    .map_or_else(|| "QEMU".to_owned(), |it| it.0.0),
                hypervisor_version: entry.version.map_or(2_001_000, |it| it.0),
                vcpus: entry.vcpus.map_or(64, |it| it.0),
                memory_mb: entry.memory_mb.map_or(262_144, |it| it.0),
                local_gb: entry.local_gb.map_or(4096, |it| it.0),
                cpu_info: entry.cpu_info.unwrap_or_else(|| "{}".to_owned()),
                is_up,
                disabled_reason: entry.disabled_reason,
                is_forced_down,
            });
        }
        Ok(())
    }

    pub(super) fn add_server_group(
        &mut self,
        group: ServerGroup,
        at: Location,
    ) -> Result<(), Wrong> {
        self.server_groups.add(group.id.to_string(), &group.name, at)?;
        self.infrastructure.server_groups.push(group);
        Ok(())
    }

    pub(super) fn find_flavor(&self, reference: &Reference) -> Result<&Flavor, Wrong> {
        let index = self.flavors.find(reference)?;
        found(self.infrastructure.flavors.get(index), reference.referenced)
    }

    pub(super) fn find_image(&self, reference: &Reference) -> Result<&Image, Wrong> {
        let index = self.image_names.find(reference)?;
        found(self.images.get(index), reference.referenced)
    }

    pub(super) fn find_network(&self, reference: &Reference) -> Result<&Network, Wrong> {
        let index = self.networks.find(reference)?;
        found(self.infrastructure.networks.get(index), reference.referenced)
    }

    pub(super) fn find_server_group(&self, reference: &Reference) -> Result<&ServerGroup, Wrong> {
        let index = self.server_groups.find(reference)?;
        found(self.infrastructure.server_groups.get(index), reference.referenced)
    }

    /// Finds a hypervisor by the name of its compute host or by its hypervisor host name.
    pub(super) fn find_hypervisor(&self, reference: &Reference) -> Result<&Hypervisor, Wrong> {
        let index = self.hypervisors.find(reference)?;
        found(self.infrastructure.hypervisors.get(index), reference.referenced)
    }
}

/// Returns a host name without its domain.
fn short_name(hostname: &str) -> String {
    hostname.split('.').next().unwrap_or(hostname).to_owned()
}
