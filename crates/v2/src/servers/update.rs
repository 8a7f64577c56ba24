//! `PUT /servers/{id}`: name and access addresses. A locked server can be updated, too.

use ferronova_compute::ServerUpdate;
use ferronova_extend::{Call, Members};
use ferronova_http::{Failure, Fault, Reply};
use ferronova_juno::servers;
use serde_json::{Map, Value};

use super::fields_of_request::{read_ipv4, read_ipv6, read_name, read_server};

/// `PUT /servers/{id}`
pub(crate) async fn update(call: Call<'_>) -> Result<Reply, Failure> {
    let (server, _) = read_server(&call)?;
    let mut update = read(&server)?;
    call.visible().read(|it| &it.on_update, Members::new(&server), &mut update)?;
    servers::update(&call, update).await
}

fn read(server: &Map<String, Value>) -> Result<ServerUpdate, Fault> {
    let member = |name: &str| server.get(name);
    let update = ServerUpdate {
        name: member("name").map(read_name).transpose()?,
        access_ipv4: member("accessIPv4").map(|it| read_or_clear(it, read_ipv4)).transpose()?,
        access_ipv6: member("accessIPv6").map(|it| read_or_clear(it, read_ipv6)).transpose()?,
        ..ServerUpdate::default()
    };
    if server.contains_key("hostId") {
        return Err(Fault::bad_request("HostId cannot be updated."));
    }
    if server.contains_key("personality") {
        return Err(Fault::bad_request("Personality cannot be updated."));
    }
    Ok(update)
}

/// Reads an access address. An empty or null value removes the address.
fn read_or_clear<T>(
    value: &Value,
    read: fn(&Value) -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    if value.is_null() || value.as_str().is_some_and(str::is_empty) {
        return Ok(None);
    }
    read(value).map(Some)
}
