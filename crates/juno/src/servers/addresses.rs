//! `/servers/{id}/ips`, and addresses in views of servers.

use ferronova_compute::Address;
use ferronova_extend::{Call, Fields, Key, Visible, write_object};
use ferronova_http::{Failure, Fault, Reply, StatusCode};

pub(super) const ADDRESSES: Key = Key::new("addresses");
const ADDR: Key = Key::new("addr");
const VERSION: Key = Key::new("version");

/// `GET /servers/{id}/ips`: the addresses of a server by network. Extensions neither hide addresses
/// nor add keys here.
pub async fn list_addresses(call: Call<'_>) -> Result<Reply, Failure> {
    let server = call.compute().show_server(call.request(), call.server()?).await?;
    let visible = call.visible().own();
    let mut body = Vec::new();
    write_object(&mut body, |out| {
        write_networks(&server.addresses, &visible, out);
    });
    Ok(Reply::ok(body))
}

/// `GET /servers/{id}/ips/{label}`: the addresses of a server on one network.
pub async fn show_addresses(call: Call<'_>) -> Result<Reply, Failure> {
    let server = call.compute().show_server(call.request(), call.server()?).await?;
    let label = call.param("label");
    if !server.addresses.iter().any(|it| it.label == label) {
        let message = "Instance is not a member of specified network";
        return Err(Fault::new(StatusCode::NOT_FOUND, message).into());
    }
    let visible = call.visible().own();
    let mut body = Vec::new();
    write_object(&mut body, |out| {
        write_network(&server.addresses, label, &visible, out);
    });
    Ok(Reply::ok(body))
}

/// Writes the addresses, grouped by network, under one key.
pub(super) fn write_networks(addresses: &[Address], visible: &Visible, out: &mut Fields<'_>) {
    out.object(ADDRESSES, |out| {
        for (n, address) in addresses.iter().enumerate() {
            let label = &address.label;
            if addresses.iter().take(n).all(|it| it.label != *label) {
                write_network(addresses, label, visible, out);
            }
        }
    });
}

/// Writes the addresses on one network, under the network's label.
fn write_network(addresses: &[Address], label: &str, visible: &Visible, out: &mut Fields<'_>) {
    out.named(label, |buffer| {
        buffer.push(b'[');
        let same = addresses.iter().filter(|it| it.label == label);
        for (n, address) in same.enumerate() {
            if n > 0 {
                buffer.push(b',');
            }
            write_object(buffer, |out| {
                out.field(ADDR, &address.ip)
                    .field(VERSION, &if address.ip.is_ipv4() { 4 } else { 6 });
                visible.extend(|it| &it.address, address, out);
            });
        }
        buffer.push(b']');
    });
}
