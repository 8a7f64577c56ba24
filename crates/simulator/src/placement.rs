//! Chooses the hosts of servers.

use ferronova_compute::{
    Change, Hypervisor, ImageStatus, Infrastructure, Note, Server, StoreError, VmState, parse_id,
};

use crate::work_context::WorkContext;

/// Nova's message for a server that no host can take.
const NO_VALID_HOST: &str = "No valid host was found. ";

/// Places a new server on the requested host or, if none was requested, on any suitable one. If
/// there is no such host, the build ends in error.
pub(crate) fn place(context: &mut WorkContext<'_>) {
    let Change { server, scratch, .. } = &mut *context.change;
    let found = match scratch.take_note(Note::ForcedHost) {
        Some(host) => find_forced(&host, context.resources.infrastructure),
        None => find_open(server, context.resources.infrastructure, None),
    };
    match found {
        Ok(hypervisor) => put(server, hypervisor),
        Err(details) => {
            // No host runs the server, so it gets no network, and its fault has the message of
            // Nova's scheduler.
            server.addresses = Vec::new();
            context.fail(NO_VALID_HOST.to_owned(), Some(details));
        }
    }
}

/// Finds a suitable host for a server that has left its host, and places the server there. If no
/// host is suitable, the server stays offloaded. If the image of its disk is gone, the work ends in
/// error.
pub(crate) fn place_again(context: &mut WorkContext<'_>) -> Result<(), StoreError> {
    let Change { server, scratch, .. } = &mut *context.change;
    if server.host.is_some() {
        return Ok(());
    }
    if let Some(id) = scratch.note(Note::ShelvedImage) {
        let found = parse_id(id).map(|it| context.resources.lifecycle.image(it)).transpose()?;
        if found.flatten().is_none_or(|it| it.status != ImageStatus::Active) {
            let message = format!("Unshelve attempted but the image {id} cannot be found.");
            // This is the code of the image service's error.
            context.fail_as(404, message);
            return Ok(());
        }
    }
    if let Ok(hypervisor) = find_open(server, context.resources.infrastructure, None) {
        put(server, hypervisor);
    } else {
        server.vm_state = VmState::ShelvedOffloaded;
        context.clear_task();
        context.has_failed = true;
    }
    Ok(())
}

/// Finds a suitable host for a server without a host, and places the server there for a rebuild. If
/// no host is suitable, the work ends in error.
pub(crate) fn place_for_rebuild(context: &mut WorkContext<'_>) {
    if context.change.server.host.is_some() {
        return;
    }
    match find_open(&context.change.server, context.resources.infrastructure, None) {
        Ok(hypervisor) => put(&mut context.change.server, hypervisor),
        Err(details) => context.fail(NO_VALID_HOST.to_owned(), Some(details)),
    }
}

pub(crate) fn move_to(server: &mut Server, host: String, infrastructure: &Infrastructure) {
    let hypervisor = infrastructure.hypervisors.iter().find(|it| it.host == host);
    server.node = hypervisor.map(|it| it.hostname.clone()).or_else(|| server.node.clone());
    server.host = Some(host);
}

/// Chooses a host to move a server to, other than its own; `None` if no other host is suitable.
pub(crate) fn destination(server: &Server, infrastructure: &Infrastructure) -> Option<String> {
    let found = find_open(server, infrastructure, server.host.as_deref());
    found.ok().map(|it| it.host.clone())
}

fn put(server: &mut Server, hypervisor: &Hypervisor) {
    server.host = Some(hypervisor.host.clone());
    server.node = Some(hypervisor.hostname.clone());
}

/// Finds the hypervisor of a requested host, even if it is disabled. The error says why the server
/// can't be placed there.
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

/// Chooses a host that is up and enabled, is not `left`, and is in the server's zone if a zone was
/// requested. The choice among these hosts depends only on the server's id, so that the same seed
/// always gives the same cloud.
fn find_open<'a>(
    server: &Server,
    infrastructure: &'a Infrastructure,
    left: Option<&str>,
) -> Result<&'a Hypervisor, String> {
    let is_in_zone =
        |it: &Hypervisor| server.availability_zone.as_ref().is_none_or(|zone| *zone == it.zone);
    let is_other = |it: &Hypervisor| left != Some(it.host.as_str());
    let open: Vec<&Hypervisor> = infrastructure
        .hypervisors
        .iter()
        .filter(|it| it.is_open() && is_in_zone(it) && is_other(it))
        .collect();
    let index = server.id.as_u128().checked_rem(open.len() as u128);
    let picked = index.and_then(|it| usize::try_from(it).ok()).and_then(|it| open.get(it));
    picked.copied().ok_or_else(|| match &server.availability_zone {
        Some(zone) => format!("No host of availability zone {zone} is up and enabled."),
        None => "No host is up and enabled.".to_owned(),
    })
}
