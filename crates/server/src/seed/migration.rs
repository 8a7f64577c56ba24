//! The migrations of a seed's servers: where they came from, or where they go to.

use ferronova_compute::{Note, Scratch, TaskState, VmState};
use serde_saphyr::Spanned;

use super::{error::Wrong, format::MigrationEntry, world::World};

/// Reads the migration of a server in these states.
pub(super) fn read_migration(
    entry: Option<Spanned<MigrationEntry>>,
    vm_state: VmState,
    task_state: Option<TaskState>,
    world: &World<'_>,
) -> Result<Scratch, Wrong> {
    let mut scratch = Scratch::default();
    let Some(Spanned { value: entry, referenced: at, .. }) = entry else {
        return Ok(scratch);
    };
    let is_migrating = task_state.is_some_and(|it| MIGRATING.contains(&it));
    if !is_migrating && vm_state != VmState::Resized {
        let what = "only a server that is `resized`, or in a task such as `resize_migrating` or \
                    `migrating`, has a migration; remove `migration`";
        return Err(Wrong::at(at, what));
    }
    let surroundings = world.surroundings;
    for (note, flavor) in [(Note::OldFlavor, entry.old_flavor), (Note::NewFlavor, entry.new_flavor)]
    {
        if let Some(flavor) = flavor {
            scratch.set_note(note, &*surroundings.find_flavor(&flavor)?.id);
        }
    }
    for (note, host) in [(Note::OldHost, entry.old_host), (Note::NewHost, entry.new_host)] {
        if let Some(host) = host {
            scratch.set_note(note, &*surroundings.find_hypervisor(&host)?.host);
        }
    }
    if let Some(vm_state) = entry.old_vm_state {
        scratch.set_note(Note::OldVmState, vm_state.0.as_str());
    }
    Ok(scratch)
}

/// The tasks in which a server moves to another host or flavor.
const MIGRATING: [TaskState; 7] = [
    TaskState::ResizePrep,
    TaskState::ResizeMigrating,
    TaskState::ResizeMigrated,
    TaskState::ResizeFinish,
    TaskState::ResizeReverting,
    TaskState::ResizeConfirming,
    TaskState::Migrating,
];
