//! The content of the checked-in database of format 5: the content for format 4, and a backup. It
//! never changes, since each new format has a database and content of its own.

#[path = "../format_4/content.rs"]
mod format_4;

use ferronova_compute::{Content, Image, ImageStatus};
use uuid::Uuid;

pub(crate) use format_4::{PROJECT, documents, group, pool, snapshot};

/// Servers, their actions, the infrastructure, images and key pairs.
pub(crate) fn content() -> Content {
    let mut content = format_4::content();
    content.images.push(backup());
    content
}

/// A backup of the server that the snapshot was made from.
pub(crate) fn backup() -> Image {
    let metadata = [("image_type", "backup"), ("backup_type", "daily")];
    Image {
        id: Uuid::from_u128(0xbac),
        name: "backup".to_owned(),
        status: ImageStatus::Active,
        metadata: metadata.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        ..snapshot()
    }
}
