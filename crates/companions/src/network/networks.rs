//! `/network/v2.0/networks` and `/network/v2.0/subnets`. A pool of floating addresses is shown as
//! an external network, which servers can't be on.

use std::net::IpAddr;

use ferronova_compute::{Cidr, FloatingPool, Network};
use serde::Serialize;
use uuid::Uuid;

/// Project id of all networks: they belong to the cloud and to no project.
const OWNER: &str = "";

/// A network with its one subnet, or a pool that is shown as a network.
#[derive(Clone, Copy)]
pub(crate) struct Segment<'a> {
    id: Uuid,
    name: &'a str,
    subnet_id: Uuid,
    cidr: Cidr,
    pub(crate) is_external: bool,
}

#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "clients read them under these names")]
pub(crate) struct NetworkView<'a> {
    id: String,
    name: &'a str,
    description: &'static str,
    status: &'static str,
    admin_state_up: bool,
    shared: bool,
    tenant_id: &'static str,
    project_id: &'static str,
    subnets: [String; 1],
    #[serde(rename = "router:external")]
    router_external: bool,
    mtu: u16,
    port_security_enabled: bool,
    availability_zones: [(); 0],
    availability_zone_hints: [(); 0],
    tags: [(); 0],
}

#[derive(Serialize)]
pub(crate) struct SubnetView<'a> {
    id: String,
    name: &'a str,
    description: &'static str,
    network_id: String,
    tenant_id: &'static str,
    project_id: &'static str,
    cidr: String,
    ip_version: u8,
    gateway_ip: Option<IpAddr>,
    enable_dhcp: bool,
    allocation_pools: Vec<AllocationPool>,
    dns_nameservers: [(); 0],
    host_routes: [(); 0],
    ipv6_address_mode: Option<&'static str>,
    ipv6_ra_mode: Option<&'static str>,
    subnetpool_id: Option<&'static str>,
    service_types: [(); 0],
    tags: [(); 0],
}

#[derive(Serialize)]
struct AllocationPool {
    start: IpAddr,
    end: IpAddr,
}

/// All networks, with external ones at the end.
pub(crate) fn segments<'a>(
    networks: &'a [Network],
    pools: &'a [FloatingPool],
) -> impl Iterator<Item = Segment<'a>> {
    networks.iter().map(of_network).chain(pools.iter().map(of_pool))
}

pub(crate) fn subnet_id_of(pool: &FloatingPool) -> Uuid {
    Uuid::new_v5(&pool.id, b"subnet")
}

fn of_network(network: &Network) -> Segment<'_> {
    let Network { id, name, subnet_id, cidr } = network;
    Segment { id: *id, name, subnet_id: *subnet_id, cidr: *cidr, is_external: false }
}

fn of_pool(pool: &FloatingPool) -> Segment<'_> {
    let FloatingPool { id, name, cidr } = pool;
    Segment { id: *id, name, subnet_id: subnet_id_of(pool), cidr: *cidr, is_external: true }
}

pub(crate) fn network(network: Segment<'_>) -> NetworkView<'_> {
    NetworkView {
        id: network.id.to_string(),
        name: network.name,
        description: "",
        status: "ACTIVE",
        admin_state_up: true,
        shared: !network.is_external,
        tenant_id: OWNER,
        project_id: OWNER,
        subnets: [network.subnet_id.to_string()],
        router_external: network.is_external,
        mtu: 1500,
        port_security_enabled: true,
        availability_zones: [],
        availability_zone_hints: [],
        tags: [],
    }
}

/// The subnet of a network. The subnet has the name of the network.
pub(crate) fn subnet(network: Segment<'_>) -> SubnetView<'_> {
    let pool = allocation_pool(network.cidr);
    SubnetView {
        id: network.subnet_id.to_string(),
        name: network.name,
        description: "",
        network_id: network.id.to_string(),
        tenant_id: OWNER,
        project_id: OWNER,
        cidr: network.cidr.to_string(),
        ip_version: if network.cidr.base().is_ipv4() { 4 } else { 6 },
        gateway_ip: pool.is_some().then(|| network.cidr.gateway()),
        enable_dhcp: !network.is_external,
        allocation_pools: pool.into_iter().collect(),
        dns_nameservers: [],
        host_routes: [],
        ipv6_address_mode: None,
        ipv6_ra_mode: None,
        subnetpool_id: None,
        service_types: [],
        tags: [],
    }
}

/// Returns the addresses of a block that servers can have; `None` if the block is too small to have
/// any.
fn allocation_pool(cidr: Cidr) -> Option<AllocationPool> {
    let last = cidr.hosts().checked_sub(1)?;
    Some(AllocationPool { start: cidr.host(0)?, end: cidr.host(last)? })
}
