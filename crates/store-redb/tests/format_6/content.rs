//! The content of the checked-in databases of formats 6 and 7: the content for format 5, an image
//! with every field that was new in format 6, and a rule of the security group. The databases
//! differ in the version of their rows. The content never changes, since each later format has a
//! database and content of its own.

#[path = "../format_5/content.rs"]
mod format_5;

use ferronova_compute::{
    Content, Direction, EtherType, Image, ImageStatus, IpPrefix, Remote, SecurityGroupRule,
    Traffic, Visibility,
};
use uuid::Uuid;

pub(crate) use format_5::{PROJECT, documents, group, pool};

/// Servers, their actions, the infrastructure, images and key pairs.
pub(crate) fn content() -> Content {
    let mut content = format_5::content();
    content.images.push(golden());
    content
}

/// An image in which every field that was new in format 6 is set.
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

/// A rule that was added to the security group.
pub(crate) fn rule() -> SecurityGroupRule {
    let traffic = Traffic {
        protocol: Some("tcp".to_owned()),
        port_range_min: Some(80),
        port_range_max: Some(443),
        remote: Some(Remote::Prefix(IpPrefix::parse("10.0.0.0/8").expect("it is a prefix"))),
        ..Traffic::any(Direction::Ingress, EtherType::Ipv4)
    };
    SecurityGroupRule { id: Uuid::from_u128(0x5e), traffic, description: "the web".to_owned() }
}
