//! `/network/v2.0/floatingips`: the same floating addresses as in compute's API.

use std::net::IpAddr;

use ferronova_compute::{
    AssignedFloatingIp, FloatingIpTarget, FloatingPool, Interface, Request, Server, ServerRef,
    parse_id,
};
use serde::Serialize;
use uuid::Uuid;

use super::{
    attributes::Attributes,
    call::NetworkCall,
    collection::Collection,
    networks,
    refusal::{self, Refusal},
};

/// The attributes that a request for a new floating address can have.
const NEW: &[&str] = &[
    "floating_network_id",
    "floating_ip_address",
    "subnet_id",
    "port_id",
    "fixed_ip_address",
    "tenant_id",
    "project_id",
];
/// The attributes that can be changed.
const CHANGED: &[&str] = &["port_id", "fixed_ip_address"];

#[derive(Serialize)]
pub(crate) struct FloatingIpView<'a> {
    id: String,
    floating_ip_address: String,
    floating_network_id: String,
    fixed_ip_address: Option<String>,
    port_id: Option<String>,
    router_id: Option<()>,
    status: &'static str,
    description: &'static str,
    dns_domain: &'static str,
    dns_name: &'static str,
    qos_policy_id: Option<()>,
    tenant_id: &'a str,
    project_id: &'a str,
    tags: [(); 0],
}

pub(crate) fn view(assigned: &AssignedFloatingIp) -> FloatingIpView<'_> {
    let AssignedFloatingIp { floating_ip, leads_to, .. } = assigned;
    let fixed = leads_to.as_ref().and_then(|it| it.fixed);
    FloatingIpView {
        id: floating_ip.id().to_string(),
        floating_ip_address: floating_ip.ip.to_string(),
        floating_network_id: floating_ip.pool_id.to_string(),
        fixed_ip_address: fixed.map(|(ip, _)| ip.to_string()),
        port_id: fixed.map(|(_, port_id)| port_id.to_string()),
        router_id: None,
        status: if leads_to.is_some() { "ACTIVE" } else { "DOWN" },
        description: "",
        dns_domain: "",
        dns_name: "",
        qos_policy_id: None,
        tenant_id: &floating_ip.project_id,
        project_id: &floating_ip.project_id,
        tags: [],
    }
}

/// Returns the floating addresses of the caller's project, or of all projects for an administrator.
pub(crate) async fn find(call: NetworkCall<'_>) -> Result<Vec<AssignedFloatingIp>, Refusal> {
    let Some(request) = call.request() else {
        return Ok(Vec::new());
    };
    let reach = request.caller.reach();
    call.compute.list_floating_ips(&reach).await.map_err(refusal::from_error)
}

pub(crate) async fn find_one(
    call: NetworkCall<'_>,
    id: &str,
) -> Result<AssignedFloatingIp, Refusal> {
    let request = request_for(call, id)?;
    call.compute.find_floating_ip(request, id).await.map_err(refusal::from_error)
}

/// Makes the `Request` for an operation on the floating address `id`. Fails if `id` is not a valid
/// id, or if the token has no project.
fn request_for<'a>(call: NetworkCall<'a>, id: &str) -> Result<Request<'a>, Refusal> {
    // Unlike in compute's v2, the number of an address is not a valid id.
    match (parse_id(id), call.request()) {
        (Some(_), Some(request)) => Ok(request),
        (None, _) | (_, None) => Err(refusal::not_found(Collection::FloatingIps, id)),
    }
}

/// Allocates a floating address for the project, and associates it with a port if the request names
/// one.
pub(crate) async fn create(call: NetworkCall<'_>) -> Result<AssignedFloatingIp, Refusal> {
    let attributes = Attributes::read(call.incoming, "floatingip", NEW)?;
    let request = attributes.request_to_make(&call)?;
    let network_id = attributes.id("floating_network_id")?;
    let network_id = network_id.ok_or_else(|| refusal::required("floating_network_id"))?;
    let pool = find_pool(call, network_id).await?;
    let subnet_id = attributes.id("subnet_id")?;
    if let Some(id) = subnet_id.filter(|it| *it != networks::subnet_id_of(&pool)) {
        return Err(refusal::not_found(Collection::Subnets, &id.to_string()));
    }
    if attributes.text("floating_ip_address")?.is_some() {
        let rule = "(rule:create_floatingip and rule:create_floatingip:floating_ip_address)";
        return Err(refusal::forbidden(rule));
    }
    let wanted = AssociationRequest::read(&attributes)?;
    let target = wanted.find(call, request, &pool, None).await?;

    let given = call.compute.allocate_floating_ip_from(request, pool.id).await;
    let given = given.map_err(refusal::from_error)?.ok_or_else(|| {
        let message = format!("No more IP addresses available on network {network_id}.");
        refusal::conflict("IpAddressGenerationFailure", &message)
    })?;
    let Some(target) = target else {
        return Ok(given);
    };
    let id = given.floating_ip.id().to_string();
    if let Err(refused) = target.associate(call, request, given.floating_ip.ip).await {
        // A refused request must not change anything, so the new address is released again.
        let released = call.compute.release_floating_ip(request, &id).await;
        released.map_err(refusal::from_error)?;
        return Err(refused);
    }
    find_one(call, &id).await
}

/// Associates a floating address with another port, or with no port if `port_id` is null.
pub(crate) async fn update(call: NetworkCall<'_>, id: &str) -> Result<AssignedFloatingIp, Refusal> {
    let attributes = Attributes::read(call.incoming, "floatingip", CHANGED)?;
    let request = request_for(call, id)?;
    let assigned = find_one(call, id).await?;
    if !attributes.has("port_id") {
        return match attributes.text("fixed_ip_address")? {
            None => Ok(assigned),
            Some(_) => Err(bad("fixed_ip_address can not be updated without port_id")),
        };
    }
    let ip = assigned.floating_ip.ip;
    let pool = find_pool(call, assigned.floating_ip.pool_id).await?;
    let wanted = AssociationRequest::read(&attributes)?;
    match wanted.find(call, request, &pool, Some(ip)).await? {
        Some(target) => target.associate(call, request, ip).await?,
        None => {
            if let Some(FloatingIpTarget { server_id, .. }) = assigned.leads_to {
                let (server, address) = (server_id.to_string(), ip.to_string());
                let left = call.compute.disassociate_floating_ip(request, &server, &address).await;
                left.map_err(refusal::from_error)?;
            }
        }
    }
    find_one(call, id).await
}

pub(crate) async fn delete(call: NetworkCall<'_>, id: &str) -> Result<(), Refusal> {
    find_one(call, id).await?;
    let request = request_for(call, id)?;
    call.compute.release_floating_ip(request, id).await.map_err(refusal::from_error)
}

/// The port and the fixed address that a request asks to associate a floating address with.
struct AssociationRequest<'a> {
    port_id: Option<Uuid>,
    fixed_ip: Option<&'a str>,
}

/// The server and the fixed address that a floating address can be associated with.
struct AssociationTarget {
    server_id: Uuid,
    fixed_ip: IpAddr,
}

impl<'a> AssociationRequest<'a> {
    fn read(attributes: &'a Attributes) -> Result<Self, Refusal> {
        let port_id = attributes.id("port_id")?;
        let fixed_ip = attributes.text("fixed_ip_address")?;
        if port_id.is_none() && fixed_ip.is_some() {
            return Err(bad("fixed_ip_address cannot be specified without a port_id"));
        }
        Ok(Self { port_id, fixed_ip })
    }

    /// Finds the target of the association; `None` if the request names no port. Fails if the
    /// requested association is not possible. `own` is the floating address that is changed; `None`
    /// for a new one.
    async fn find(
        &self,
        call: NetworkCall<'_>,
        request: Request<'_>,
        pool: &FloatingPool,
        own: Option<IpAddr>,
    ) -> Result<Option<AssociationTarget>, Refusal> {
        let Some(port_id) = self.port_id else {
            return Ok(None);
        };
        let found = call.compute.find_port(request, port_id).await;
        let (server, interface) = found
            .map_err(refusal::from_error)?
            .ok_or_else(|| refusal::not_found(Collection::Ports, &port_id.to_string()))?;
        let fixed_ip = self.choose(&interface)?;
        check_is_free(&server, fixed_ip, pool, own, port_id)?;
        Ok(Some(AssociationTarget { server_id: server.id, fixed_ip }))
    }

    /// Returns the requested fixed address, or else the first IPv4 address of the interface.
    fn choose(&self, interface: &Interface) -> Result<IpAddr, Refusal> {
        let port_id = interface.port_id;
        let mut ips = interface.fixed_ips.iter().filter(|it| it.is_ipv4());
        let Some(asked) = self.fixed_ip else {
            let none = || bad(&format!("Port {port_id} does not have any IPv4 address"));
            return ips.next().copied().ok_or_else(none);
        };
        let none = || bad(&format!("Port {port_id} does not have fixed ip {asked}"));
        ips.find(|it| it.to_string() == asked).copied().ok_or_else(none)
    }
}

impl AssociationTarget {
    async fn associate(
        &self,
        call: NetworkCall<'_>,
        request: Request<'_>,
        ip: IpAddr,
    ) -> Result<(), Refusal> {
        let server = ServerRef::Id(self.server_id);
        let (address, fixed_ip) = (ip.to_string(), self.fixed_ip.to_string());
        let led =
            call.compute.associate_floating_ip(request, server, &address, Some(fixed_ip.as_str()));
        led.await.map_err(refusal::from_error)
    }
}

/// Fails if another floating address of the pool is associated with the fixed address. As in
/// Neutron, a fixed address can have only one floating address from the same network.
fn check_is_free(
    server: &Server,
    fixed_ip: IpAddr,
    pool: &FloatingPool,
    own: Option<IpAddr>,
    port_id: Uuid,
) -> Result<(), Refusal> {
    let leads_there = server.addresses.iter().find(|it| {
        it.network_id == pool.id
            && Some(it.ip) != own
            && server.fixed_address_behind(it).is_some_and(|it| it.ip == fixed_ip)
    });
    let Some(taken) = leads_there else {
        return Ok(());
    };
    let message = format!(
        "Cannot associate floating IP with port {port_id} using fixed IP {fixed_ip}, as that \
         fixed IP already has the floating IP {} on external network {}.",
        taken.ip, pool.id
    );
    Err(refusal::conflict("FloatingIPPortAlreadyAssociated", &message))
}

/// Finds the pool that is shown as the network with that id.
async fn find_pool(call: NetworkCall<'_>, network_id: Uuid) -> Result<FloatingPool, Refusal> {
    let pools = call.compute.floating_pools().await.map_err(refusal::from_error)?;
    if let Some(pool) = pools.into_iter().find(|it| it.id == network_id) {
        return Ok(pool);
    }
    let network = call.compute.find_network(network_id).await.map_err(refusal::from_error)?;
    if network.is_some() {
        return Err(bad(&format!("Network {network_id} is not a valid external network")));
    }
    Err(refusal::not_found(Collection::Networks, &network_id.to_string()))
}

fn bad(reason: &str) -> Refusal {
    let message = format!("Bad floatingip request: {reason}.");
    refusal::wrong("BadRequest", &message)
}
