//! `/servers/{id}/os-interface`: the interfaces of a server.

use ferronova_compute::{Interface, NewInterface};
use ferronova_extend::{Call, Fields, Key, object};
use ferronova_http::{Failure, Fault, Reply, StatusCode};

use crate::wording::{StateText, Wording};

const ATTACHMENT: Key = Key::new("interfaceAttachment");
const ATTACHMENTS: Key = Key::new("interfaceAttachments");
const PORT_STATE: Key = Key::new("port_state");
const PORT_ID: Key = Key::new("port_id");
const NET_ID: Key = Key::new("net_id");
const MAC_ADDR: Key = Key::new("mac_addr");
const FIXED_IPS: Key = Key::new("fixed_ips");
const SUBNET_ID: Key = Key::new("subnet_id");
const IP_ADDRESS: Key = Key::new("ip_address");

/// The wording of errors when an interface is attached. For an unknown network, the status is 404.
pub const ATTACH: Wording = Wording {
    state: StateText::CannotTo("attach_interface"),
    no_network: StatusCode::NOT_FOUND,
    ..Wording::WITH_ID
};

/// The wording of errors when an interface is detached.
pub const DETACH: Wording =
    Wording { state: StateText::CannotTo("detach_interface"), ..Wording::WITH_ID };

/// `GET /servers/{id}/os-interface`
pub async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    let server = call.compute().show_server(call.request(), call.server()?).await?;
    let mut attached = Vec::new();
    for interface in server.interfaces() {
        let subnet_id = find_subnet(&call, &interface).await?;
        attached.push((interface, subnet_id));
    }
    Ok(Reply::ok(object(|out| {
        out.list(ATTACHMENTS, &attached, |(interface, subnet_id), out| {
            write(interface, subnet_id.as_ref(), out);
        });
    })))
}

/// `GET /servers/{id}/os-interface/{port_id}`
pub async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let server = call.compute().show_server(call.request(), call.server()?).await?;
    let port = call.param("port_id");
    let found = server.interfaces().into_iter().find(|it| it.port_id.to_string() == port);
    let found = found.ok_or_else(|| {
        let message = format!("Instance {} does not have a port with id {port}", server.id);
        Fault::new(StatusCode::NOT_FOUND, message)
    })?;
    answer(&call, &found).await
}

/// `POST /servers/{id}/os-interface`, after the version has parsed the request.
///
/// # Errors
///
/// 400 for members that contradict each other.
pub async fn attach(call: &Call<'_>, new: NewInterface) -> Result<Reply, Failure> {
    if new.network.is_some() && new.port.is_some() {
        return Err(Fault::bad_request("Must not input both network_id and port_id").into());
    }
    if new.fixed_ip.is_some() && new.network.is_none() {
        return Err(Fault::bad_request("Must input network_id when request IP address").into());
    }
    let attached = call.compute().attach_interface(call.request(), call.server()?, new).await?;
    answer(call, &attached).await
}

/// `DELETE /servers/{id}/os-interface/{port_id}`
pub async fn detach(call: Call<'_>) -> Result<Reply, Failure> {
    let port = call.param("port_id");
    call.compute().detach_interface(call.request(), call.server()?, port).await?;
    Ok(call.accepted())
}

async fn answer(call: &Call<'_>, interface: &Interface) -> Result<Reply, Failure> {
    let subnet_id = find_subnet(call, interface).await?;
    Ok(Reply::ok(object(|out| {
        out.object(ATTACHMENT, |out| write(interface, subnet_id.as_ref(), out));
    })))
}

/// The id of the subnet of an interface; `None` if its network does not exist any more.
async fn find_subnet(call: &Call<'_>, interface: &Interface) -> Result<Option<String>, Failure> {
    let network = call.compute().find_network(interface.network_id).await?;
    Ok(network.map(|it| it.subnet_id.to_string()))
}

fn write(interface: &Interface, subnet_id: Option<&String>, out: &mut Fields<'_>) {
    out.field(PORT_STATE, "ACTIVE")
        .field(PORT_ID, &interface.port_id.to_string())
        .field(NET_ID, &interface.network_id.to_string())
        .field(MAC_ADDR, &interface.mac)
        .list(FIXED_IPS, &interface.fixed_ips, |ip, out| {
            out.field(SUBNET_ID, &subnet_id).field(IP_ADDRESS, &ip.to_string());
        });
}
