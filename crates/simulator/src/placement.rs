//! Which host a new server lives on.

use ferronova_compute::{
    FORCED_HOST, Hypervisor, Infrastructure, Server, ServerFault, Timestamp, VmState,
};

/// Gives the server a host, the one it must live on if there is such a wish, or ends it in error
/// if there is none for it.
pub(crate) fn place(server: &mut Server, infrastructure: &Infrastructure, now: Timestamp) {
    let found = match server.system_metadata.remove(FORCED_HOST) {
        Some(host) => find_forced(&host, infrastructure),
        None => find_open(server, infrastructure),
    };
    match found {
        Ok(hypervisor) => {
            server.host = Some(hypervisor.host.clone());
            server.node = Some(hypervisor.hostname.clone());
        }
        Err(details) => fail(server, details, now),
    }
}

/// The hypervisor of this host, whether or not it is open to others, or why it can't be.
fn find_forced<'a>(
    host: &str,
    infrastructure: &'a Infrastructure,
) -> Result<&'a Hypervisor, String> {
    match infrastructure.hypervisors.iter().find(|it| it.host == *host) {
        Some(hypervisor) if hypervisor.is_up => Ok(hypervisor),
        Some(_) => Err(format!("Host {host} is down.")),
        None => Err(format!("There is no host {host}.")),
    }
}

/// One of the hosts that are up and open to new servers, in the zone if one was asked for. The
/// server's id alone picks among them, so that the same seed always gives the same cloud.
fn find_open<'a>(
    server: &Server,
    infrastructure: &'a Infrastructure,
) -> Result<&'a Hypervisor, String> {
    let is_in_zone =
        |it: &Hypervisor| server.availability_zone.as_ref().is_none_or(|zone| *zone == it.zone);
    let open: Vec<&Hypervisor> =
        infrastructure.hypervisors.iter().filter(|it| it.is_open() && is_in_zone(it)).collect();
    let index = server.id.as_u128().checked_rem(open.len() as u128);
    let picked = index.and_then(|it| usize::try_from(it).ok()).and_then(|it| open.get(it));
    picked.copied().ok_or_else(|| match &server.availability_zone {
        Some(zone) => format!("No host of availability zone {zone} is up and enabled."),
        None => "No host is up and enabled.".to_owned(),
    })
}

/// Nobody will run it: it has no network then, and its fault is the scheduler's.
fn fail(server: &mut Server, details: String, now: Timestamp) {
    server.vm_state = VmState::Error;
    server.task_state = None;
    server.transition = None;
    server.addresses = Vec::new();
    server.fault = Some(ServerFault {
        code: 500,
        created: now.whole_second(),
        message: "No valid host was found. ".to_owned(),
        details: Some(details),
    });
}
