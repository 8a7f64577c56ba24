//! What a server is when a step or a work is done.

use ferronova_compute::{Change, ImageStatus, Note, PowerState, VmState, Work};

use crate::{course::Course, images, placement::move_to};

pub(crate) fn delete(course: &mut Course<'_>) {
    course.change.mark_deleted(course.now);
}

pub(crate) fn go_to_new_host(course: &mut Course<'_>) {
    let Change { server, scratch, .. } = &mut *course.change;
    if let Some(host) = scratch.take_note(Note::NewHost) {
        move_to(server, host, course.world.infrastructure);
    }
}

pub(crate) fn take_new_flavor(course: &mut Course<'_>) {
    if let Some(flavor) = course.change.scratch.take_note(Note::NewFlavor) {
        course.change.server.flavor_id = flavor;
    }
}

pub(crate) fn resize(course: &mut Course<'_>) {
    take_new_flavor(course);
    let old_state = course.change.scratch.note(Note::OldVmState);
    let was_off = old_state == Some(VmState::Stopped.as_str());
    let power_state = if was_off { PowerState::Shutdown } else { PowerState::Running };
    course.settle(VmState::Resized, power_state);
    course.launched();
}

pub(crate) fn confirm_resize(course: &mut Course<'_>) {
    settle_as_before(course);
    let scratch = &mut course.change.scratch;
    scratch.take_note(Note::OldFlavor);
    scratch.take_note(Note::OldHost);
}

pub(crate) fn revert_resize(course: &mut Course<'_>) {
    let Change { server, scratch, .. } = &mut *course.change;
    if let Some(flavor) = scratch.take_note(Note::OldFlavor) {
        server.flavor_id = flavor;
    }
    if let Some(host) = scratch.take_note(Note::OldHost) {
        move_to(server, host, course.world.infrastructure);
    }
    settle_as_before(course);
}

pub(crate) fn rebuild(course: &mut Course<'_>) {
    course.change.forget_shelving();
    run_anew(course);
}

pub(crate) fn evacuate(course: &mut Course<'_>) {
    go_to_new_host(course);
    run_anew(course);
}

/// It runs from another disk, unless that can't be had.
pub(crate) fn rescue(course: &mut Course<'_>) {
    let Change { server, scratch, .. } = &mut *course.change;
    if let Some(image) = scratch.take_note(Note::MissingImage) {
        let message = format!(
            "Instance {} cannot be rescued: Driver Error: Image {image} could not be found.",
            server.id
        );
        // Nova counts it among the errors of users.
        course.fail_as(400, message);
        return;
    }
    course.settle(VmState::Rescued, PowerState::Running);
    course.launched();
}

pub(crate) fn shelve(course: &mut Course<'_>) {
    course.settle(VmState::Shelved, PowerState::Shutdown);
    images::reach(course, Note::ShelvedImage, ImageStatus::Active);
    course.next = course
        .times
        .shelved_offload
        .map(|wait| if wait.is_zero() { Work::ShelveOffload } else { Work::AwaitOffload });
}

/// The disk of a server that boots from a volume needs no image: it leaves its host at once.
pub(crate) fn offload_volumes(course: &mut Course<'_>) {
    if course.change.server.boots_from_volume() {
        course.rest();
        offload(course);
    }
}

pub(crate) fn offload(course: &mut Course<'_>) {
    let server = &mut course.change.server;
    (server.host, server.node) = (None, None);
    course.settle(VmState::ShelvedOffloaded, PowerState::NoState);
}

pub(crate) fn unshelve(course: &mut Course<'_>) {
    course.change.forget_shelving();
    course.settle(VmState::Active, PowerState::Running);
}

pub(crate) fn soft_delete(course: &mut Course<'_>) {
    course.settle(VmState::SoftDeleted, PowerState::Shutdown);
    course.next = Some(Work::AwaitReclaim);
}

/// It runs again, unless it has no host: it was put aside then, and is so again.
pub(crate) fn restore(course: &mut Course<'_>) {
    if course.change.server.host.is_some() {
        unshelve(course);
    } else {
        course.settle(VmState::ShelvedOffloaded, PowerState::NoState);
    }
}

/// It runs again, unless it was off before the work that noted its state.
fn settle_as_before(course: &mut Course<'_>) {
    let old_state = course.change.scratch.take_note(Note::OldVmState);
    if old_state.as_deref() == Some(VmState::Stopped.as_str()) {
        course.settle(VmState::Stopped, PowerState::Shutdown);
    } else {
        course.settle(VmState::Active, PowerState::Running);
    }
}

fn run_anew(course: &mut Course<'_>) {
    settle_as_before(course);
    course.launched();
}
