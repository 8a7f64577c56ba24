//! Sets the states of images that are made from servers, and removes old backups.

use ferronova_compute::{Change, ImageChange, ImageStatus, Note, Rotation, parse_id};

use crate::work_context::WorkContext;

/// Sets the status of the image whose id is stored in this note of the server.
pub(crate) fn reach(context: &mut WorkContext<'_>, note: Note, status: ImageStatus) {
    if let Some(id) = context.change.scratch.note(note).and_then(parse_id) {
        let reached = ImageChange::Reach(id, status, context.now.whole_second());
        context.change.side_effects.images.push(reached);
    }
}

/// Completes the image of a snapshot.
pub(crate) fn finish(context: &mut WorkContext<'_>) {
    reach(context, Note::SnapshotImage, ImageStatus::Active);
    context.change.scratch.take_note(Note::SnapshotImage);
}

/// Completes the image of a backup, and removes the oldest backups that exceed the number to keep.
pub(crate) fn finish_backup(context: &mut WorkContext<'_>) {
    rotate(context);
    finish(context);
}

/// Removes the oldest backups of the type that is noted for the server. No type is noted if an
/// older version of this program began the work; in this case, no backup is removed until the next
/// backup.
fn rotate(context: &mut WorkContext<'_>) {
    let Change { server, scratch, .. } = &mut *context.change;
    let kept = scratch.take_note(Note::BackupRotation).and_then(|it| it.parse().ok());
    let backup_type = scratch.take_note(Note::BackupType);
    if let (Some(kept), Some(backup_type)) = (kept, backup_type) {
        let rotation = Rotation { server_id: server.id, backup_type, kept };
        context.change.side_effects.images.push(ImageChange::Rotate(rotation));
    }
}
