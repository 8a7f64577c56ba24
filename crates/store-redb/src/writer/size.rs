//! Estimates how many bytes a request adds to what is stored.
//!
//! If the disk may be too full for a large request, the request gets a commit of its own. Large
//! requests do not use the reserve.

use ferronova_compute::{Change, Image, ImageChange, ImageDecision};

use crate::{disk_space::SMALL, records::Stored};

/// The size of a row, or of the rows of a server without the texts that its user gave.
pub(crate) const ROW: u64 = 1024;

/// The size of a request that adds nothing, or almost nothing.
pub(crate) const NOTHING: u64 = 0;

/// The size of a request that replaces everything: it counts as a large write, whatever its
/// content.
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

/// The size of a change of a server: what the new values take, less what the old ones took.
pub(crate) fn of_change(old: &Stored, change: &Change) -> u64 {
    let before = old.server.content_len() + old.scratch.content_len();
    let after = change.server.content_len() + change.scratch.content_len();
    after.saturating_sub(before) + of_images(&change.side_effects.images)
}

/// The size of a change of an image.
pub(crate) fn of_image_decision(decision: &ImageDecision) -> u64 {
    match decision {
        ImageDecision::Write(image) => of_image(image),
        ImageDecision::Keep | ImageDecision::Remove => NOTHING,
    }
}

/// The size of documents.
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
