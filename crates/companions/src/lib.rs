//! The APIs that clients need in addition to compute: identity, image and network.
//!
//! Clients of compute log in first, and look up images and networks by name. A standalone server
//! answers these requests itself:
//!
//! - [`IdentityFace`] is Keystone's v3 and v2.0.
//! - [`ImageFace`] is Glance's v2 and v1 for reading. Owners can also change and delete images.
//! - [`NetworkFace`] is Neutron's v2.0 for reading. Security groups and floating addresses can also
//!   be written.
//!
//! Each is a [`Mount`](ferronova_http::Mount) with a table of routes, and replies in the formats
//! and words of the service that it stands for.

#![warn(clippy::wildcard_enum_match_arm)]

mod admission;
mod identity;
mod image;
mod listing;
mod network;
mod paging;
mod routes;
mod times;

pub use identity::IdentityFace;
pub use image::ImageFace;
pub use network::NetworkFace;
