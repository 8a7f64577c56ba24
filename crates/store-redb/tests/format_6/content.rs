//! What the checked-in database of format 6 holds: that of format 5, and a rule of its security
//! group. It never changes: a new format has its own.

#[path = "../format_5/content.rs"]
mod format_5;

use ferronova_compute::{Direction, EtherType, Remote, SecurityGroupRule, Traffic};
use uuid::Uuid;

pub(crate) use format_5::{PROJECT, content, documents, group, pool};

/// A rule that somebody gave the group.
pub(crate) fn rule() -> SecurityGroupRule {
    let traffic = Traffic {
        protocol: Some("tcp".to_owned()),
        port_range_min: Some(80),
        port_range_max: Some(443),
        remote: Some(Remote::Block("10.0.0.0/8".parse().expect("it is a block"))),
        ..Traffic::any(Direction::Ingress, EtherType::Ipv4)
    };
    SecurityGroupRule { id: Uuid::from_u128(0x5e), traffic, description: "the web".to_owned() }
}
