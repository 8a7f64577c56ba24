//! Which host a new server lives on.

use ferronova_compute::{Hypervisor, Infrastructure, Server, ServerFault, Timestamp, VmState};

/// Gives the server a host, or ends it in error if there is none for it.
pub(crate) fn place(server: &mut Server, infrastructure: &Infrastructure, now: Timestamp) {
    if let Some(hypervisor) = find_host(server, infrastructure) {
        server.host = Some(hypervisor.host.clone());
        server.node = Some(hypervisor.hostname.clone());
    } else {
        fail(server, now);
    }
}

/// One of the hosts that are up and open to new servers, in the zone if one was asked for. The
/// server's id alone picks among them, so that the same seed always gives the same cloud.
fn find_host<'a>(server: &Server, infrastructure: &'a Infrastructure) -> Option<&'a Hypervisor> {
    let is_in_zone =
        |it: &Hypervisor| server.availability_zone.as_ref().is_none_or(|zone| *zone == it.zone);
    let open: Vec<&Hypervisor> = infrastructure
        .hypervisors
        .iter()
        .filter(|it| it.is_up && it.disabled_reason.is_none() && is_in_zone(it))
        .collect();
    let index = server.id.as_u128().checked_rem(open.len() as u128)?;
    open.get(usize::try_from(index).ok()?).copied()
}

/// Nobody will run it: it has no network then, and its fault is the scheduler's.
fn fail(server: &mut Server, now: Timestamp) {
    let details = match &server.availability_zone {
        Some(zone) => format!("No host of availability zone {zone} is up and enabled."),
        None => "No host is up and enabled.".to_owned(),
    };
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
