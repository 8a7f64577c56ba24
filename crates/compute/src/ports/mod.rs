//! The ports: what the model needs from outside, each a trait that a driver implements.

mod clock;
mod collect;
mod documents;
mod hypervisor;
mod identity;
mod images;
mod policy;
mod store;

use std::{future::Future, pin::Pin};

pub use clock::{Clock, SystemClock};
pub use collect::Collector;
pub use documents::Documents;
pub use hypervisor::HypervisorDriver;
pub use identity::{Identity, IdentityError, Validated};
pub use images::{
    DecideImage, ImageChange, ImageDecision, ImageQuery, ImageSlice, MAX_SNAPSHOTS, PlacedImage,
    Rotation,
};
pub use policy::{Policy, Target};
pub use store::{
    Change, Content, ContentError, Decide, Decision, Group, LeadingFloatingIp, NetworkRequest,
    Store, Visit, Visitor,
};

/// What the asynchronous methods of ports return, so that ports can be trait objects.
pub type PortFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
