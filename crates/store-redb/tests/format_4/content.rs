//! The content of the checked-in database of format 4: the content for format 3, a snapshot, a key
//! pair, a pool with a floating address, and a security group. It never changes, since each new
//! format has a database and content of its own.

#[path = "../format_3/content.rs"]
mod format_3;

use std::collections::BTreeSet;

use ferronova_compute::{
    Cidr, Content, FloatingPool, Image, ImageStatus, KeyPair, SecurityGroup, Timestamp, Visibility,
};
use uuid::Uuid;

pub(crate) use format_3::documents;

/// The project that has a floating address and a security group.
pub(crate) const PROJECT: &str = "de000000000000000000000000000001";

/// Servers, their actions, the infrastructure and key pairs.
pub(crate) fn content() -> Content {
    let mut content = format_3::content();
    content.images.push(snapshot());
    content.infrastructure.floating_pools.push(pool());
    content.key_pairs = vec![key_pair()];
    content
}

/// An image that is being made from a server.
pub(crate) fn snapshot() -> Image {
    Image {
        id: Uuid::from_u128(0x1a5),
        name: "snapshot".to_owned(),
        status: ImageStatus::Saving,
        project_id: Some(PROJECT.to_owned()),
        visibility: Visibility::Private,
        is_protected: false,
        is_hidden: false,
        size: 0,
        min_ram_mb: 0,
        min_disk_gb: 1,
        disk_format: "qcow2".to_owned(),
        container_format: "bare".to_owned(),
        checksum: None,
        created: Timestamp::from_seconds(1_700_000_031),
        updated: Timestamp::from_seconds(1_700_000_032),
        metadata: [("image_type".to_owned(), "snapshot".to_owned())].into(),
        tags: BTreeSet::new(),
        server_id: Some(Uuid::from_u128(0x10c)),
    }
}

/// The pool of floating addresses.
pub(crate) fn pool() -> FloatingPool {
    let cidr: Result<Cidr, String> = "172.24.4.0/24".parse();
    FloatingPool {
        id: Uuid::from_u128(0xf1),
        name: "public".to_owned(),
        cidr: cidr.expect("it is a block of addresses"),
    }
}

/// A key pair as it is before it is loaded, without its id.
pub(crate) fn key_pair() -> KeyPair {
    KeyPair {
        id: 0,
        user_id: "5e000000000000000000000000000001".to_owned(),
        name: "laptop".to_owned(),
        public_key: "ssh-ed25519 AAAA".to_owned(),
        fingerprint: "15:b0".to_owned(),
        created: Timestamp::from_seconds(1_700_000_033),
    }
}

/// A security group as it is before it is stored, without its number.
pub(crate) fn group() -> SecurityGroup {
    SecurityGroup {
        number: 0,
        project_id: PROJECT.to_owned(),
        name: "web".to_owned(),
        description: "What is seen".to_owned(),
        rules: Vec::new(),
    }
}
