//! The images that are made of servers.

use ferronova_compute::{Image, ImageChange, ImageStatus, Note, Server, Timestamp, parse_id};
use uuid::Uuid;

use crate::progress::Course;

/// The image that a server's note names.
fn noted(server: &Server, note: Note) -> Option<Uuid> {
    server.note(note).and_then(parse_id)
}

/// Lets the image that is noted reach a status.
pub(crate) fn reach(course: &mut Course<'_>, note: Note, status: ImageStatus) {
    if let Some(id) = noted(&course.change.server, note) {
        let reached = ImageChange::Reach(id, status, course.now.whole_second());
        course.change.images.push(reached);
    }
}

/// The image that is noted is whole.
pub(crate) fn finish(course: &mut Course<'_>, note: Note) {
    reach(course, note, ImageStatus::Active);
    course.change.server.take_note(note);
}

/// Removes the oldest backups of the kind that the noted one is of, but for as many as are kept.
pub(crate) fn rotate(course: &mut Course<'_>) {
    let server = &mut course.change.server;
    let rotation = server.take_note(Note::BackupRotation).and_then(|it| it.parse().ok());
    let (Some(rotation), Some(id)) = (rotation, noted(server, Note::SnapshotImage)) else {
        return;
    };
    // It is new in this change, or known from an earlier one.
    let added = course.change.images.iter().find_map(|it| match it {
        ImageChange::Add(image) if image.id == id => Some(&**image),
        ImageChange::Add(_) | ImageChange::Reach(..) | ImageChange::Remove(_) => None,
    });
    let Some(newest) = added.or_else(|| course.infrastructure.find_image(id)) else {
        return;
    };
    let is_same_kind = |it: &&Image| {
        it.id != id
            && it.server_id == newest.server_id
            && it.metadata.get("backup_type") == newest.metadata.get("backup_type")
            && it.metadata.get("image_type") == newest.metadata.get("image_type")
    };
    let mut kept: Vec<(Timestamp, usize, Uuid)> = course
        .infrastructure
        .images
        .iter()
        .enumerate()
        .filter(|(_, it)| is_same_kind(it))
        .map(|(place, it)| (it.created, place, it.id))
        .collect();
    kept.sort_unstable();
    kept.push((course.now, usize::MAX, id));
    let too_many = kept.len().saturating_sub(rotation);
    let removed = kept.into_iter().take(too_many).map(|(_, _, id)| ImageChange::Remove(id));
    course.change.images.extend(removed);
}
