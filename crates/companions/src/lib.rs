//! The APIs beside compute that clients need: identity, image, network.
//!
//! Clients of compute log in first, and look up images and networks by name. A standalone server
//! serves that itself: [`IdentityFace`] is Keystone's v3 and v2.0, [`ImageFace`] reads by Glance's
//! v2 and v1, with changes and deletion by owners, and [`NetworkFace`] reads by Neutron's v2.0,
//! with writes for security groups and floating addresses. Each is a
//! [`Mount`](ferronova_http::Mount) with a table of routes, and replies in the formats and words of
//! the service that it stands for.

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
