//! What finished steps and works do to servers.

use ferronova_compute::{
    Change, ImageStatus, Infrastructure, Note, PowerState, Server, VmState, Work,
};

use crate::{images, placement::move_to, work_context::WorkContext};

pub(crate) fn delete(context: &mut WorkContext<'_>) {
    context.change.mark_deleted(context.now);
}

pub(crate) fn go_to_new_host(context: &mut WorkContext<'_>) {
    let Change { server, scratch, .. } = &mut *context.change;
    if let Some(host) = scratch.take_note(Note::NewHost) {
        move_to(server, host, context.resources.infrastructure);
    }
}

pub(crate) fn take_new_flavor(context: &mut WorkContext<'_>) {
    if let Some(flavor) = context.change.scratch.take_note(Note::NewFlavor) {
        take_flavor(&mut context.change.server, &flavor, context.resources.infrastructure);
    }
}

pub(crate) fn resize(context: &mut WorkContext<'_>) {
    take_new_flavor(context);
    let old_state = context.change.scratch.note(Note::OldVmState);
    let was_off = old_state == Some(VmState::Stopped.as_str());
    let power_state = if was_off { PowerState::Shutdown } else { PowerState::Running };
    context.set_states(VmState::Resized, power_state);
    context.mark_launched();
}

pub(crate) fn confirm_resize(context: &mut WorkContext<'_>) {
    restore_states(context);
    let scratch = &mut context.change.scratch;
    scratch.take_note(Note::OldFlavor);
    scratch.take_note(Note::OldHost);
}

pub(crate) fn revert_resize(context: &mut WorkContext<'_>) {
    let Change { server, scratch, .. } = &mut *context.change;
    if let Some(flavor) = scratch.take_note(Note::OldFlavor) {
        take_flavor(server, &flavor, context.resources.infrastructure);
    }
    if let Some(host) = scratch.take_note(Note::OldHost) {
        move_to(server, host, context.resources.infrastructure);
    }
    restore_states(context);
}

pub(crate) fn rebuild(context: &mut WorkContext<'_>) {
    context.change.forget_shelving();
    run_again(context);
}

pub(crate) fn evacuate(context: &mut WorkContext<'_>) {
    go_to_new_host(context);
    run_again(context);
}

/// Ends a rescue: the server runs from a rescue disk. If the image for that disk is missing, the
/// work fails.
pub(crate) fn rescue(context: &mut WorkContext<'_>) {
    let Change { server, scratch, .. } = &mut *context.change;
    if let Some(image) = scratch.take_note(Note::MissingImage) {
        let message = format!(
            "Instance {} cannot be rescued: Driver Error: Image {image} could not be found.",
            server.id
        );
        // Nova treats this as a user's error, so the code is not 500.
        context.fail_as(400, message);
        return;
    }
    context.set_states(VmState::Rescued, PowerState::Running);
    context.mark_launched();
}

pub(crate) fn shelve(context: &mut WorkContext<'_>) {
    context.set_states(VmState::Shelved, PowerState::Shutdown);
    images::reach(context, Note::ShelvedImage, ImageStatus::Active);
    context.next = context
        .times
        .shelved_offload
        .map(|wait| if wait.is_zero() { Work::ShelveOffload } else { Work::AwaitOffload });
}

/// Ends shelving early for a server that boots from a volume: the server needs no image of its
/// disk, and leaves its host at once.
pub(crate) fn offload_volumes(context: &mut WorkContext<'_>) {
    if context.change.server.boots_from_volume() {
        context.clear_task();
        offload(context);
    }
}

pub(crate) fn offload(context: &mut WorkContext<'_>) {
    let server = &mut context.change.server;
    (server.host, server.node) = (None, None);
    context.set_states(VmState::ShelvedOffloaded, PowerState::NoState);
}

pub(crate) fn unshelve(context: &mut WorkContext<'_>) {
    context.change.forget_shelving();
    context.set_states(VmState::Active, PowerState::Running);
}

pub(crate) fn soft_delete(context: &mut WorkContext<'_>) {
    context.set_states(VmState::SoftDeleted, PowerState::Shutdown);
    context.next = Some(Work::AwaitReclaim);
}

/// Ends a restoration: the server runs again. If it has no host, it was shelved and offloaded
/// before it was deleted, and is shelved and offloaded again.
pub(crate) fn restore(context: &mut WorkContext<'_>) {
    if context.change.server.host.is_some() {
        unshelve(context);
    } else {
        context.set_states(VmState::ShelvedOffloaded, PowerState::NoState);
    }
}

/// Gives a server the flavor with this id as it is now. If it has this flavor, it keeps its copy.
fn take_flavor(server: &mut Server, id: &str, infrastructure: &Infrastructure) {
    if server.flavor.id != id {
        server.flavor = infrastructure.copy_of_flavor(id);
    }
}

/// Sets the states of a stopped server if the server was stopped before the work, or else the
/// states of a running server.
fn restore_states(context: &mut WorkContext<'_>) {
    let old_state = context.change.scratch.take_note(Note::OldVmState);
    if old_state.as_deref() == Some(VmState::Stopped.as_str()) {
        context.set_states(VmState::Stopped, PowerState::Shutdown);
    } else {
        context.set_states(VmState::Active, PowerState::Running);
    }
}

fn run_again(context: &mut WorkContext<'_>) {
    restore_states(context);
    context.mark_launched();
}
