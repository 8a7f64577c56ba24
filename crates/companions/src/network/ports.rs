//! `/network/v2.0/ports`: the interfaces of servers.

use std::collections::HashMap;

use ferronova_compute::{
    Address, AddressKind, Compute, DEFAULT_GROUP, DeletionFilter, Error, Network, Order, Part,
    Parts, Request, SecurityGroup, Server, ServerListRequest, ServerRef, parse_id,
};
use serde::Serialize;
use uuid::Uuid;

/// Maximum number of servers whose ports are listed if the query names no server. If there are more
/// servers, only the ports of the newest ones are listed.
const MOST_SERVERS: usize = 1000;

#[derive(Serialize)]
pub(crate) struct PortView {
    id: String,
    name: &'static str,
    description: &'static str,
    network_id: String,
    tenant_id: String,
    project_id: String,
    mac_address: String,
    admin_state_up: bool,
    status: &'static str,
    device_id: String,
    device_owner: String,
    fixed_ips: Vec<FixedIp>,
    security_groups: Vec<String>,
    port_security_enabled: bool,
    allowed_address_pairs: [(); 0],
    extra_dhcp_opts: [(); 0],
    tags: [(); 0],
}

#[derive(Serialize)]
struct FixedIp {
    subnet_id: String,
    ip_address: String,
}

/// Returns the ports of the servers with these ids, or of the newest servers if `device_ids` is
/// empty. Servers that the caller can't reach are left out.
pub(crate) async fn find(
    compute: &Compute,
    request: Request<'_>,
    device_ids: &[&str],
) -> Result<Vec<PortView>, Error> {
    let networks = networks(compute).await?;
    let ports = if device_ids.is_empty() {
        newest(compute, request, networks).await?
    } else {
        named(compute, request, device_ids, &networks).await?
    };
    let mut ports: Vec<PortView> = ports.into_iter().flatten().collect();
    put_ids_of_groups(compute, &mut ports).await?;
    Ok(ports)
}

pub(crate) async fn find_one(
    compute: &Compute,
    request: Request<'_>,
    id: Uuid,
) -> Result<Option<PortView>, Error> {
    let Some((server, _)) = compute.find_port(request, id).await? else {
        return Ok(None);
    };
    let mut ports = ports_of(&server, &networks(compute).await?);
    ports.retain(|it| it.id == id.to_string());
    put_ids_of_groups(compute, &mut ports).await?;
    Ok(ports.pop())
}

type Networks = HashMap<Uuid, Network>;

async fn networks(compute: &Compute) -> Result<Networks, Error> {
    Ok(compute.networks().await?.into_iter().map(|it| (it.id, it)).collect())
}

/// Replaces the names of security groups by their ids.
async fn put_ids_of_groups(compute: &Compute, ports: &mut [PortView]) -> Result<(), Error> {
    let mut known: HashMap<String, Vec<SecurityGroup>> = HashMap::new();
    for port in ports {
        let is_default = |it: &String| it == DEFAULT_GROUP;
        if !port.security_groups.iter().all(is_default) && !known.contains_key(&port.project_id) {
            let groups = compute.security_groups_of_project(&port.project_id).await?;
            known.insert(port.project_id.clone(), groups);
        }
        let groups = known.get(&port.project_id).map_or(&[][..], Vec::as_slice);
        let id_of = |name: &String| {
            if name == DEFAULT_GROUP {
                return Some(SecurityGroup::default_id(&port.project_id).to_string());
            }
            groups.iter().find(|it| it.name == *name).map(|it| it.id().to_string())
        };
        port.security_groups = port.security_groups.iter().filter_map(id_of).collect();
    }
    Ok(())
}

/// The ports of each of the newest servers. The servers themselves are not kept, as each can have
/// large metadata.
async fn newest(
    compute: &Compute,
    request: Request<'_>,
    networks: Networks,
) -> Result<Vec<Vec<PortView>>, Error> {
    let list = ServerListRequest {
        all_projects: request.caller.is_admin,
        deletion: DeletionFilter::Living,
        conditions: Vec::new(),
        order: Order::newest_first(),
        marker: None,
        limit: MOST_SERVERS,
        parts: Parts::NONE.with(Part::Setup).with(Part::Addresses).with(Part::SecurityGroups),
    };
    compute.collect_servers(request, list, move |it| ports_of(&it, &networks)).await
}

async fn named(
    compute: &Compute,
    request: Request<'_>,
    ids: &[&str],
    networks: &Networks,
) -> Result<Vec<Vec<PortView>>, Error> {
    let mut ports = Vec::new();
    for id in ids.iter().filter_map(|it| parse_id(it)) {
        match compute.show_server(request, ServerRef::Id(id)).await {
            Ok(server) => ports.push(ports_of(&server, networks)),
            Err(Error::ServerNotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(ports)
}

/// Returns one port for each interface of a server. Addresses that have the same network and the
/// same MAC address are on the same interface.
fn ports_of(server: &Server, networks: &Networks) -> Vec<PortView> {
    let mut interfaces: Vec<(&Address, Vec<FixedIp>)> = Vec::new();
    for address in server.addresses.iter().filter(|it| it.kind == AddressKind::Fixed) {
        let Some(network) = networks.get(&address.network_id) else {
            continue;
        };
        let fixed_ip = FixedIp {
            subnet_id: network.subnet_id.to_string(),
            ip_address: address.ip.to_string(),
        };
        let is_same = |it: &Address| it.network_id == address.network_id && it.mac == address.mac;
        match interfaces.iter_mut().find(|(it, _)| is_same(it)) {
            Some((_, fixed_ips)) => fixed_ips.push(fixed_ip),
            None => interfaces.push((address, vec![fixed_ip])),
        }
    }
    interfaces.into_iter().map(|(address, fixed_ips)| port(server, address, fixed_ips)).collect()
}

fn port(server: &Server, address: &Address, fixed_ips: Vec<FixedIp>) -> PortView {
    let zone = server.availability_zone.as_deref().unwrap_or("nova");
    PortView {
        id: server.port_id(address).to_string(),
        name: "",
        description: "",
        network_id: address.network_id.to_string(),
        tenant_id: server.project_id.clone(),
        project_id: server.project_id.clone(),
        mac_address: address.mac.clone(),
        admin_state_up: true,
        status: "ACTIVE",
        device_id: server.id.to_string(),
        device_owner: format!("compute:{zone}"),
        fixed_ips,
        // These are names; `put_ids_of_groups` replaces them by ids.
        security_groups: server.security_groups.clone(),
        port_security_enabled: true,
        allowed_address_pairs: [],
        extra_dhcp_opts: [],
        tags: [],
    }
}
