//! The storage ports together.

use std::sync::Arc;

use super::{FloatingIps, Images, KeyPairs, Lifecycle, SecurityGroups, Servers};

/// An engine that keeps everything.
pub trait Store: Servers + Lifecycle + Images + KeyPairs + FloatingIps + SecurityGroups {}

impl<T> Store for T where T: Servers + Lifecycle + Images + KeyPairs + FloatingIps + SecurityGroups {}

/// The storage ports by what they keep. Cheap to clone.
///
/// One engine can be behind all of them, or one that has servers only behind the first.
#[derive(Clone)]
pub struct Ports {
    /// The servers.
    pub servers: Arc<dyn Servers>,
    /// How servers come, go and are worked on, and what they are made from.
    pub lifecycle: Arc<dyn Lifecycle>,
    /// The images.
    pub images: Arc<dyn Images>,
    /// The key pairs.
    pub key_pairs: Arc<dyn KeyPairs>,
    /// The floating addresses.
    pub floating_ips: Arc<dyn FloatingIps>,
    /// The security groups.
    pub security_groups: Arc<dyn SecurityGroups>,
}

impl Ports {
    /// One engine behind all ports.
    #[must_use]
    pub fn of<S: Store + 'static>(store: &Arc<S>) -> Self {
        Self {
            servers: store.clone(),
            lifecycle: store.clone(),
            images: store.clone(),
            key_pairs: store.clone(),
            floating_ips: store.clone(),
            security_groups: store.clone(),
        }
    }
}
