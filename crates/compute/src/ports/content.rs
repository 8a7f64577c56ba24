//! The content that a seed fills a store with.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{
    AddressError, Image, Infrastructure, InstanceAction, KeyPair, Scratch, Server, StoreError,
};

/// Everything that a store holds for the API, as a seed defines it.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Flavors, networks, hypervisors, pools of floating addresses and server groups.
    pub infrastructure: Infrastructure,
    /// The images, newest last, with unique ids.
    pub images: Vec<Image>,
    /// Servers in order of creation, each with its actions, oldest first. A server whose number is
    /// 0 gets the next free number.
    pub servers: Vec<(Server, Vec<InstanceAction>)>,
    /// The scratches of those servers that have any, by the ids of the servers.
    pub scratches: BTreeMap<Uuid, Scratch>,
    /// Key pairs in order of creation; they get the ids 1, 2, ….
    pub key_pairs: Vec<KeyPair>,
}

/// Why a store rejects content.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// Two servers have the same id.
    #[error("two servers have the id {0}")]
    DuplicateId(Uuid),
    /// Two servers have the same number.
    #[error("two servers have the number {0}")]
    DuplicateNumber(u64),
    /// Two servers have the same fixed address of a network, or a server has an address outside of
    /// its network.
    #[error("server {0}: {1}")]
    Address(Uuid, AddressError),
    /// Two key pairs of one user have the same name.
    #[error("two key pairs of one user have the name {0}")]
    DuplicateKeyPair(String),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}
