//! Networks in a request for a new server.

use ferronova_compute::{NetworkRequest, parse_id};
use ferronova_http::Fault;
use serde_json::Value;
use uuid::Uuid;

/// Parses `networks`: one entry per interface; several interfaces can be on the same network.
/// `None` and an empty list leave the choice to the cloud.
pub fn read_networks(value: Option<&Value>) -> Result<Option<Vec<NetworkRequest>>, Fault> {
    let items = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Array(items)) if items.is_empty() => return Ok(None),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(Fault::bad_request("Bad networks format")),
    };
    let mut networks = Vec::with_capacity(items.len());
    for item in items {
        let network_id = read_network_id(item)?;
        let fixed_ip = match item.get("fixed_ip") {
            None | Some(Value::Null) => None,
            Some(value) => Some(read_fixed_ip(value)?),
        };
        networks.push(NetworkRequest { network_id, fixed_ip });
    }
    Ok(Some(networks))
}

fn read_network_id(item: &Value) -> Result<Uuid, Fault> {
    let item = item.as_object().ok_or(Fault::bad_request("Bad networks format"))?;
    if let Some(port) = item.get("port").filter(|it| !it.is_null()) {
        let port = text(port);
        return Err(Fault::bad_request(format!("Port {port} could not be found.")));
    }
    let id =
        text(item.get("uuid").ok_or(Fault::bad_request("Bad network format: missing 'uuid'"))?);
    parse_id(&id).ok_or_else(|| {
        Fault::bad_request(format!(
            "Bad networks format: network uuid is not in proper format ({id})"
        ))
    })
}

fn read_fixed_ip(value: &Value) -> Result<std::net::IpAddr, Fault> {
    let ip = text(value);
    ip.parse().map_err(|_| Fault::bad_request(format!("Invalid fixed IP address ({ip})")))
}

/// Returns a string without its quotes, and any other value as JSON.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
