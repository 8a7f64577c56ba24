//! What a seed fills a store with.

use uuid::Uuid;

use crate::{AddressError, Image, Infrastructure, InstanceAction, KeyPair, Server, StoreError};

/// Everything a store holds for the API, as a seed gives it.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Flavors, networks, hypervisors.
    pub infrastructure: Infrastructure,
    /// The images, newest last, each with an id of its own.
    pub images: Vec<Image>,
    /// Servers in the order of their creation, each with its actions, oldest first. A number of
    /// 0 is replaced by the next free one.
    pub servers: Vec<(Server, Vec<InstanceAction>)>,
    /// Key pairs in the order of their creation; their ids are 1 and so on.
    pub key_pairs: Vec<KeyPair>,
}

/// Why a store refuses some content.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// Two servers claim one id.
    #[error("two servers have the id {0}")]
    DuplicateId(Uuid),
    /// Two servers claim one number.
    #[error("two servers have the number {0}")]
    DuplicateNumber(u64),
    /// Two servers claim one fixed address of a network, or a server one outside of it.
    #[error("server {0}: {1}")]
    Address(Uuid, AddressError),
    /// Two key pairs of one user have this name.
    #[error("two key pairs of one user have the name {0}")]
    DuplicateKeyPair(String),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}
