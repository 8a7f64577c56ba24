//! All storage ports together.

use std::sync::Arc;

use super::{
    Flavors, FloatingIps, Hypervisors, Images, KeyPairs, Lifecycle, Networks, SecurityGroups,
    Servers,
};

/// An engine that implements all storage ports.
pub trait Store:
    Servers
    + Lifecycle
    + Flavors
    + Images
    + Networks
    + Hypervisors
    + KeyPairs
    + FloatingIps
    + SecurityGroups
{
}

impl<T> Store for T where
    T: Servers
        + Lifecycle
        + Flavors
        + Images
        + Networks
        + Hypervisors
        + KeyPairs
        + FloatingIps
        + SecurityGroups
{
}

/// The storage ports. Cheap to clone.
///
/// One engine can implement all of them. An engine that stores only servers can implement just
/// `servers`.
#[derive(Clone)]
pub struct Ports {
    /// The servers.
    pub servers: Arc<dyn Servers>,
    /// The storing of new servers, the purging of deleted ones, the servers that have an operation
    /// in progress, and the data that decisions on servers read.
    pub lifecycle: Arc<dyn Lifecycle>,
    /// The flavors.
    pub flavors: Arc<dyn Flavors>,
    /// The images.
    pub images: Arc<dyn Images>,
    /// The networks.
    pub networks: Arc<dyn Networks>,
    /// The hypervisors.
    pub hypervisors: Arc<dyn Hypervisors>,
    /// The key pairs.
    pub key_pairs: Arc<dyn KeyPairs>,
    /// The floating addresses.
    pub floating_ips: Arc<dyn FloatingIps>,
    /// The security groups.
    pub security_groups: Arc<dyn SecurityGroups>,
}

impl Ports {
    /// Returns ports that all use the same engine, `store`.
    #[must_use]
    pub fn of<S: Store + 'static>(store: &Arc<S>) -> Self {
        Self {
            servers: store.clone(),
            lifecycle: store.clone(),
            flavors: store.clone(),
            images: store.clone(),
            networks: store.clone(),
            hypervisors: store.clone(),
            key_pairs: store.clone(),
            floating_ips: store.clone(),
            security_groups: store.clone(),
        }
    }
}
