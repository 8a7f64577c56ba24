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
#[derive(Debug)]
pub enum ContentError {
    /// Two servers claim one id.
    DuplicateId(Uuid),
    /// Two servers claim one number.
    DuplicateNumber(u64),
    /// Two servers claim one fixed address of a network, or a server one outside of it.
    Address(Uuid, AddressError),
    /// Two key pairs of one user have this name.
    DuplicateKeyPair(String),
    /// The store failed.
    Store(StoreError),
}

impl std::fmt::Display for ContentError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::DuplicateId(id) => write!(f, "two servers have the id {id}"),
            Self::DuplicateNumber(number) => write!(f, "two servers have the number {number}"),
            Self::Address(id, error) => write!(f, "server {id}: {error}"),
            Self::DuplicateKeyPair(name) => {
                write!(f, "two key pairs of one user have the name {name}")
            }
            Self::Store(_) => f.write_str("the store failed"),
        }
    }
}

impl std::error::Error for ContentError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Store(source) => Some(source),
            Self::DuplicateId(_)
            | Self::DuplicateNumber(_)
            | Self::Address(..)
            | Self::DuplicateKeyPair(_) => None,
        }
    }
}

impl From<StoreError> for ContentError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
