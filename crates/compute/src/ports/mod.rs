//! The ports: traits for everything that the compute model needs from outside. Drivers implement
//! them.

mod change;
mod clock;
mod collect;
mod content;
mod documents;
mod flavors;
mod floating_ips;
mod hypervisor;
mod hypervisors;
mod identity;
mod images;
mod key_pairs;
mod lifecycle;
mod networks;
mod policy;
mod related;
mod security_groups;
mod servers;
mod slice;
mod store;
mod visitor;

use std::{future::Future, pin::Pin};

pub use change::{Change, Decide, Decision, SideEffects};
pub use clock::{Clock, SystemClock};
pub use collect::Collector;
pub use content::{Content, ContentError};
pub use documents::Documents;
pub use flavors::Flavors;
pub use floating_ips::{FloatingIps, LeadingFloatingIp};
pub use hypervisor::HypervisorDriver;
pub use hypervisors::Hypervisors;
pub use identity::{Identity, IdentityError, Validated};
pub use images::{
    DecideImage, ImageChange, ImageDecision, ImageQuery, ImageSlice, Images, MAX_SNAPSHOTS,
    PlacedImage, Rotation,
};
pub use key_pairs::KeyPairs;
pub use lifecycle::Lifecycle;
pub use networks::Networks;
pub use policy::{Policy, Target};
pub use related::{Need, Needs, Related};
pub use security_groups::SecurityGroups;
pub use servers::{ServerCount, Servers};
pub use slice::Slice;
pub use store::{Ports, Store};
pub use visitor::{Visit, Visitor};

/// The return type of asynchronous methods of ports, which makes the ports usable as trait objects.
pub type PortFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
