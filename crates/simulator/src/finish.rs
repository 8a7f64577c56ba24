//! What a server is when a work is done.

use ferronova_compute::{ImageStatus, Note, PowerState, Server, ServerFault, VmState, Work};

use crate::{images, placement::move_to, progress::Course};

/// Ends a work, whatever state it began in. Another one may follow it.
pub(crate) fn finish(course: &mut Course<'_>, work: Work) {
    let server = &mut course.change.server;
    server.task_state = None;
    server.transition = None;
    match work {
        Work::Build
        | Work::Start
        | Work::SoftReboot
        | Work::HardReboot
        | Work::Unpause
        | Work::Resume
        | Work::Unrescue => course.settle(VmState::Active, PowerState::Running),
        Work::Stop => course.settle(VmState::Stopped, PowerState::Shutdown),
        Work::Pause => course.settle(VmState::Paused, PowerState::Paused),
        // The memory lies on disk and nothing runs: libvirt reports a domain that is off.
        Work::Suspend => course.settle(VmState::Suspended, PowerState::Shutdown),
        Work::Delete => course.change.mark_deleted(course.now),
        Work::Restore => restore(course),
        Work::Resize => finish_resize(course),
        Work::ConfirmResize => confirm_resize(course),
        Work::RevertResize => revert_resize(course),
        Work::LiveMigrate => go_to_new_host(course),
        Work::Evacuate => {
            go_to_new_host(course);
            run_anew(course);
        }
        Work::Rebuild => {
            course.change.forget_shelving();
            run_anew(course);
        }
        Work::Rescue => finish_rescue(course),
        Work::ChangePassword => {}
        Work::Snapshot => images::finish(course, Note::SnapshotImage),
        Work::Backup => {
            images::rotate(course);
            images::finish(course, Note::SnapshotImage);
        }
        Work::Shelve => {
            course.settle(VmState::Shelved, PowerState::Shutdown);
            images::reach(course, Note::ShelvedImage, ImageStatus::Active);
            match course.times.shelved_offload {
                Some(wait) if wait.is_zero() => course.enter_work(Work::ShelveOffload),
                Some(_) => course.enter_work(Work::AwaitOffload),
                None => {}
            }
        }
        Work::AwaitOffload => course.enter_work(Work::ShelveOffload),
        Work::ShelveOffload => {
            (server.host, server.node) = (None, None);
            course.settle(VmState::ShelvedOffloaded, PowerState::NoState);
        }
        Work::Unshelve => finish_unshelve(course),
        Work::SoftDelete => {
            course.settle(VmState::SoftDeleted, PowerState::Shutdown);
            course.enter_work(Work::AwaitReclaim);
        }
        Work::AwaitReclaim => course.enter_work(Work::Delete),
    }
}

/// Whether the server was off before the work that noted its state.
fn was_off(server: &mut Server) -> bool {
    server.take_note(Note::OldVmState).as_deref() == Some(VmState::Stopped.as_str())
}

/// It runs again, unless it was off.
fn settle_as_before(course: &mut Course<'_>) {
    if was_off(&mut course.change.server) {
        course.settle(VmState::Stopped, PowerState::Shutdown);
    } else {
        course.settle(VmState::Active, PowerState::Running);
    }
}

fn run_anew(course: &mut Course<'_>) {
    settle_as_before(course);
    course.launched();
}

fn go_to_new_host(course: &mut Course<'_>) {
    let server = &mut course.change.server;
    if let Some(host) = server.take_note(Note::NewHost) {
        move_to(server, host, course.world.infrastructure);
    }
}

/// It runs from another disk, unless that can't be had.
fn finish_rescue(course: &mut Course<'_>) {
    let server = &mut course.change.server;
    if let Some(image) = server.take_note(Note::MissingImage) {
        let message = format!(
            "Instance {} cannot be rescued: Driver Error: Image {image} could not be found.",
            server.id
        );
        // Nova counts it among the errors of users.
        fail_as(course, 400, message);
        return;
    }
    course.settle(VmState::Rescued, PowerState::Running);
    course.launched();
}

fn finish_resize(course: &mut Course<'_>) {
    let server = &mut course.change.server;
    if let Some(flavor) = server.take_note(Note::NewFlavor) {
        server.flavor_id = flavor;
    }
    let was_off = server.note(Note::OldVmState) == Some(VmState::Stopped.as_str());
    let power_state = if was_off { PowerState::Shutdown } else { PowerState::Running };
    course.settle(VmState::Resized, power_state);
    course.launched();
}

fn confirm_resize(course: &mut Course<'_>) {
    settle_as_before(course);
    let server = &mut course.change.server;
    server.take_note(Note::OldFlavor);
    server.take_note(Note::OldHost);
}

fn revert_resize(course: &mut Course<'_>) {
    let server = &mut course.change.server;
    if let Some(flavor) = server.take_note(Note::OldFlavor) {
        server.flavor_id = flavor;
    }
    if let Some(host) = server.take_note(Note::OldHost) {
        move_to(server, host, course.world.infrastructure);
    }
    settle_as_before(course);
}

fn finish_unshelve(course: &mut Course<'_>) {
    course.change.forget_shelving();
    course.settle(VmState::Active, PowerState::Running);
}

/// It runs again, unless it has no host: it was put aside then, and is so again.
fn restore(course: &mut Course<'_>) {
    if course.change.server.host.is_some() {
        finish_unshelve(course);
    } else {
        course.settle(VmState::ShelvedOffloaded, PowerState::NoState);
    }
}

/// Ends a work in error.
pub(crate) fn fail(course: &mut Course<'_>, message: String, details: Option<String>) {
    fail_as(course, 500, message);
    if let Some(fault) = &mut course.change.server.fault {
        fault.details = details;
    }
}

/// Ends a work in an error of this code.
pub(crate) fn fail_as(course: &mut Course<'_>, code: u16, message: String) {
    course.has_failed = true;
    let server = &mut course.change.server;
    server.vm_state = VmState::Error;
    server.task_state = None;
    server.transition = None;
    let created = course.now.whole_second();
    server.fault = Some(ServerFault { code, created, message, details: None });
}
