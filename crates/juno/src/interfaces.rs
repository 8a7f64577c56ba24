//! `/servers/{id}/os-interface`: the interfaces of a server.

use ferronova_compute::{Error, Infrastructure, Interface, NewInterface};
use ferronova_extend::{Call, Fields, Key, write_object};
use ferronova_http::{Failure, Fault, Reply, StatusCode};
use serde_json::Value;

const ATTACHMENT: Key = Key::plain("interfaceAttachment");
const ATTACHMENTS: Key = Key::plain("interfaceAttachments");
const PORT_STATE: Key = Key::plain("port_state");
const PORT_ID: Key = Key::plain("port_id");
const NET_ID: Key = Key::plain("net_id");
const MAC_ADDR: Key = Key::plain("mac_addr");
const FIXED_IPS: Key = Key::plain("fixed_ips");
const SUBNET_ID: Key = Key::plain("subnet_id");
const IP_ADDRESS: Key = Key::plain("ip_address");

/// `GET /servers/{id}/os-interface`
///
/// # Errors
///
/// 404, 403.
pub async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    let server = call.compute().show_server(call.request(), call.server()?).await?;
    let infrastructure = call.compute().infrastructure();
    let mut body = Vec::new();
    write_object(&mut body, |out| {
        out.list(ATTACHMENTS, &server.interfaces(), |interface, out| {
            write(interface, &infrastructure, out);
        });
    });
    Ok(Reply::ok(body))
}

/// `GET /servers/{id}/os-interface/{port_id}`
///
/// # Errors
///
/// 404, 403.
pub async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let server = call.compute().show_server(call.request(), call.server()?).await?;
    let port = call.param("port_id");
    let found = server.interfaces().into_iter().find(|it| it.port_id.to_string() == port);
    let found = found.ok_or_else(|| {
        let message = format!("Instance {} does not have a port with id {port}", server.id);
        Fault::new(StatusCode::NOT_FOUND, message)
    })?;
    Ok(answer(&call, &found))
}

/// `POST /servers/{id}/os-interface`, with the object under the name that the version has for it;
/// without a body the first network is meant.
///
/// # Errors
///
/// 400 for a wrong request, 404, 403, 409.
pub async fn attach(call: Call<'_>, names: &[&str]) -> Result<Reply, Failure> {
    let body: Value = if call.has_body() { call.parse()? } else { Value::Null };
    let object = names.iter().find_map(|it| body.get(*it)).cloned().unwrap_or(Value::Null);
    let new = read(&object)?;
    let attached = call.compute().attach_interface(call.request(), call.server()?, new).await;
    match attached {
        Ok(interface) => Ok(answer(&call, &interface)),
        // To whoever names one here a network is a resource that is not there.
        Err(error @ Error::NetworkNotFound { .. }) => {
            Err(Fault::new(StatusCode::NOT_FOUND, error.to_string()).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// `DELETE /servers/{id}/os-interface/{port_id}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn detach(call: Call<'_>) -> Result<Reply, Failure> {
    let port = call.param("port_id");
    call.compute().detach_interface(call.request(), call.server()?, port).await?;
    Ok(Reply::accepted())
}

fn read(object: &Value) -> Result<NewInterface, Fault> {
    let wrong = || Fault::plain(StatusCode::BAD_REQUEST);
    let text = |name: &str| match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(wrong()),
    };
    let (network, port) = (text("net_id")?, text("port_id")?);
    let fixed_ip = match object.get("fixed_ips") {
        None | Some(Value::Null) => None,
        Some(list) => match list.get(0).and_then(|it| it.get("ip_address")) {
            None => None,
            Some(value) => {
                let ip = value.as_str().ok_or_else(wrong)?;
                let wrong = || Fault::bad_request(format!("Invalid fixed IP address ({ip})"));
                Some(ip.parse().map_err(|_| wrong())?)
            }
        },
    };
    if network.is_some() && port.is_some() {
        return Err(Fault::bad_request("Must not input both network_id and port_id"));
    }
    if fixed_ip.is_some() && network.is_none() {
        return Err(Fault::bad_request("Must input network_id when request IP address"));
    }
    Ok(NewInterface { network, port, fixed_ip })
}

fn answer(call: &Call<'_>, interface: &Interface) -> Reply {
    let infrastructure = call.compute().infrastructure();
    let mut body = Vec::new();
    write_object(&mut body, |out| {
        out.object(ATTACHMENT, |out| write(interface, &infrastructure, out));
    });
    Reply::ok(body)
}

fn write(interface: &Interface, infrastructure: &Infrastructure, out: &mut Fields<'_>) {
    let network = infrastructure.find_network(interface.network_id);
    let subnet_id = network.map(|it| it.subnet_id.to_string());
    out.field(PORT_STATE, "ACTIVE")
        .field(PORT_ID, &interface.port_id.to_string())
        .field(NET_ID, &interface.network_id.to_string())
        .field(MAC_ADDR, &interface.mac)
        .list(FIXED_IPS, &interface.fixed_ips, |ip, out| {
            out.field(SUBNET_ID, &subnet_id).field(IP_ADDRESS, &ip.to_string());
        });
}
