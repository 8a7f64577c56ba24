//! Lists of hypervisors, of the servers on them, and what they sum up to.

use std::collections::HashMap;

use ferronova_compute::{Hypervisor, Position, Server};
use ferronova_extend::{Call, Fields, Key, write_object};
use ferronova_http::{Failure, Fault, Reply, StatusCode};

use super::{
    Shown,
    view::{View, write_brief, write_statistics},
};

const HYPERVISORS: Key = Key::plain("hypervisors");
const HYPERVISOR_STATISTICS: Key = Key::plain("hypervisor_statistics");
const SERVERS: Key = Key::plain("servers");
const NAME: Key = Key::plain("name");
const UUID: Key = Key::plain("uuid");

/// How many servers are read from the store at once.
const PAGE: usize = 1000;

/// `GET /os-hypervisors`
#[must_use]
pub fn list(call: &Call<'_>, shown: Shown) -> Reply {
    brief(&in_order(call), shown)
}

/// `GET /os-hypervisors/detail`
///
/// # Errors
///
/// Only if the store fails.
pub async fn detail(call: Call<'_>, shown: Shown) -> Result<Reply, Failure> {
    let hypervisors = in_order(&call);
    let loads = call.compute().hypervisor_loads(&hypervisors).await?;
    let view = View::new(&call, shown);
    let mut body = Vec::new();
    write_object(&mut body, |out| {
        out.list(HYPERVISORS, hypervisors.iter().zip(loads), |(hypervisor, load), out| {
            view.write(hypervisor, load, out);
        });
    });
    Ok(Reply::ok(body))
}

/// `GET /os-hypervisors/statistics`: of those that are not disabled.
///
/// # Errors
///
/// Only if the store fails.
pub async fn statistics(call: Call<'_>) -> Result<Reply, Failure> {
    let mut hypervisors = in_order(&call);
    hypervisors.retain(|it| it.disabled_reason.is_none());
    let loads = call.compute().hypervisor_loads(&hypervisors).await?;
    let mut body = Vec::new();
    write_object(&mut body, |out| {
        out.object(HYPERVISOR_STATISTICS, |out| {
            write_statistics(hypervisors.iter().zip(loads), out);
        });
    });
    Ok(Reply::ok(body))
}

/// `GET /os-hypervisors/{pattern}/search`: those whose host name has the pattern in it.
///
/// # Errors
///
/// 404 if there are none.
pub fn search(call: &Call<'_>, shown: Shown) -> Result<Reply, Failure> {
    Ok(brief(&matching(call)?, shown))
}

/// `GET /os-hypervisors/{pattern}/servers`: the same, with the servers on each.
///
/// # Errors
///
/// 404 if there are none.
pub async fn servers(call: Call<'_>, shown: Shown) -> Result<Reply, Failure> {
    let hypervisors = matching(&call)?;
    let servers = write_servers(&call, &hypervisors).await?;
    let mut body = Vec::new();
    write_object(&mut body, |out| {
        out.list(HYPERVISORS, hypervisors.iter().zip(servers), |(hypervisor, servers), out| {
            write_brief(hypervisor, shown, out);
            if !servers.is_empty() || shown.no_servers {
                out.raw(SERVERS, |buffer| {
                    buffer.push(b'[');
                    buffer.extend_from_slice(&servers);
                    buffer.push(b']');
                });
            }
        });
    });
    Ok(Reply::ok(body))
}

/// The servers on each of these hypervisors as the items of a list. All servers are looked at once,
/// page by page, so that never more than one page of whole ones is held.
async fn write_servers(
    call: &Call<'_>,
    hypervisors: &[Hypervisor],
) -> Result<Vec<Vec<u8>>, Failure> {
    let (registry, visible) = (call.registry(), call.visible());
    let only = if let [only] = hypervisors { Some(only) } else { None };
    let mut texts: HashMap<&str, Vec<u8>> =
        hypervisors.iter().map(|it| (&*it.host, Vec::new())).collect();
    let mut after = None;
    loop {
        let servers = call.compute().servers_on(only, after, PAGE).await?;
        for server in &servers {
            let Some(text) = server.host.as_deref().and_then(|it| texts.get_mut(it)) else {
                continue;
            };
            if !text.is_empty() {
                text.push(b',');
            }
            write_object(text, |out| {
                write_server(server, out);
                registry.extend_hypervisor_server(visible, server, out);
            });
        }
        match servers.last() {
            Some(last) if servers.len() == PAGE => after = Some(Position::of(last)),
            _ => break,
        }
    }
    Ok(hypervisors.iter().map(|it| texts.remove(&*it.host).unwrap_or_default()).collect())
}

/// The name is that of the machine, not the one its user gave it.
fn write_server(server: &Server, out: &mut Fields<'_>) {
    out.field(NAME, &server.instance_name()).field(UUID, &server.id.to_string());
}

fn brief(hypervisors: &[Hypervisor], shown: Shown) -> Reply {
    let mut body = Vec::new();
    write_object(&mut body, |out| {
        out.list(HYPERVISORS, hypervisors, |it, out| write_brief(it, shown, out));
    });
    Reply::ok(body)
}

fn in_order(call: &Call<'_>) -> Vec<Hypervisor> {
    let mut hypervisors = call.compute().infrastructure().hypervisors.clone();
    hypervisors.sort_by_key(|it| it.id);
    hypervisors
}

fn matching(call: &Call<'_>) -> Result<Vec<Hypervisor>, Fault> {
    let pattern = call.param("id");
    let mut hypervisors = in_order(call);
    hypervisors.retain(|it| it.hostname.contains(pattern));
    if hypervisors.is_empty() {
        let message = format!("No hypervisor matching '{pattern}' could be found.");
        return Err(Fault::new(StatusCode::NOT_FOUND, message));
    }
    Ok(hypervisors)
}
