//! What the checked-in database of format 6 holds: that of format 5, and an image of which all is
//! said that format 5 does not know. It never changes: a new format has its own.

#[path = "../format_5/content.rs"]
mod format_5;

use ferronova_compute::{Content, Image, ImageStatus, Visibility};
use uuid::Uuid;

pub(crate) use format_5::{PROJECT, documents, group, pool};

/// Servers, their actions, the infrastructure, images and key pairs.
pub(crate) fn content() -> Content {
    let mut content = format_5::content();
    content.images.push(golden());
    content
}

/// An image that its owner changed.
pub(crate) fn golden() -> Image {
    Image {
        id: Uuid::from_u128(0x901d),
        name: "golden".to_owned(),
        status: ImageStatus::Active,
        visibility: Visibility::Community,
        is_protected: true,
        is_hidden: true,
        tags: ["gold".to_owned(), "lts".to_owned()].into(),
        ..format_5::snapshot()
    }
}
