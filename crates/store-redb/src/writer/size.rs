//! About how many bytes more than before are stored once a request is carried out.
//!
//! One that needs much room waits for a commit of its own when there may not be enough, and does
//! not touch the reserve.

use ferronova_compute::{Change, Image, ImageChange, ImageDecision};

use crate::{records::Stored, room::SMALL};

/// One more row, or the rows of a server beside what its user says.
pub(crate) const ROW: u64 = 1024;

/// Nothing that is not there already.
pub(crate) const NOTHING: u64 = 0;

/// What replaces everything counts as a large write, whatever is in it.
pub(crate) const EVERYTHING: u64 = SMALL;

/// The size of new servers.
pub(crate) fn of_new(servers: &[Change]) -> u64 {
    let size = |it: &Change| {
        it.server.content_len()
            + it.scratch.content_len()
            + ROW
            + of_images(&it.side_effects.images)
    };
    servers.iter().map(size).sum()
}

/// The size of a change of this server. What was there before makes room for what comes.
pub(crate) fn of_change(old: &Stored, change: &Change) -> u64 {
    let before = old.server.content_len() + old.scratch.content_len();
    let after = change.server.content_len() + change.scratch.content_len();
    after.saturating_sub(before) + of_images(&change.side_effects.images)
}

/// The size of what was decided on an image.
pub(crate) fn of_image_decision(decision: &ImageDecision) -> u64 {
    match decision {
        ImageDecision::Write(image) => of_image(image),
        ImageDecision::Keep | ImageDecision::Remove => NOTHING,
    }
}

/// The size of documents, which are names and contents.
pub(crate) fn of_documents(documents: &[(String, Vec<u8>)]) -> u64 {
    documents.iter().map(|(_, content)| length(content)).sum()
}

fn of_images(changes: &[ImageChange]) -> u64 {
    let sizes = changes.iter().map(|it| match it {
        ImageChange::Add(image) => of_image(image),
        ImageChange::Reach(..) | ImageChange::Remove(_) | ImageChange::Rotate(_) => NOTHING,
    });
    sizes.sum()
}

fn of_image(image: &Image) -> u64 {
    let metadata = image.metadata.iter().map(|(key, value)| length(key) + length(value));
    metadata.sum::<u64>() + length(&image.name) + ROW
}

fn length(bytes: impl AsRef<[u8]>) -> u64 {
    u64::try_from(bytes.as_ref().len()).unwrap_or(u64::MAX)
}
